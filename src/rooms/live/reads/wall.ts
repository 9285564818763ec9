import { readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectDecisions, selectScreen } from '../queries/wall.ts';
import { FIRST_SCREEN } from '../rules.ts';
import type { RoomFacts, Screen } from '../types.ts';
import { notesOf } from './rooms.ts';
import { isOf, readTimeline } from './timeline.ts';

const MOST_SHOWN = 40;
const MOST_DECISIONS = 5000;

/** The posts of the venue's screen, newest first: what a host approved, and by the room's choice what is official or all, but for what a host took off. */
export async function readWall(ctx: Context, room: RoomFacts): Promise<PostFacts[]> {
  // The screen is everybody's: it shows no one's view.
  const seen = viewedBy(ctx, VISITOR);
  const decisions = await selectDecisions(seen, room.id, MOST_DECISIONS);
  const hidden = new Set(decisions.filter(({ approved }) => !approved).map(({ post_id: id }) => id));
  const approved = await readPosts(seen, decisions.filter((one) => one.approved).slice(0, MOST_SHOWN).map(({ post_id: id }) => id));
  const notes = await notesOf(seen, approved.map(({ id }) => id));
  const flowing = room.wall === 'approved' ? [] : (await readTimeline(seen, room, { limit: MOST_SHOWN + hidden.size }, { only: room.wall === 'official' ? 'official' : undefined })).posts;
  const posts = new Map([...approved.filter((post) => isOf(room, post, notes.get(post.id))), ...flowing.filter(({ id }) => !hidden.has(id))].map((post) => [post.id, post]));
  return [...posts.values()].sort((a, b) => b.id - a.id).slice(0, MOST_SHOWN);
}

export async function readScreen(ctx: Context, room: RoomFacts): Promise<Screen> {
  return (await selectScreen(ctx, room.id)) ?? FIRST_SCREEN;
}
