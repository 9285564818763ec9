import { readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { forbidden } from '#kit/errors.ts';
import type { Page } from '#kit/pages.ts';
import { VISITOR, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectDecisions, selectRemote, selectScreen } from '../queries/wall.ts';
import { FIRST_SCREEN, mayHost } from '../rules.ts';
import type { RoomFacts, Screen } from '../types.ts';
import { notesOf } from './rooms.ts';
import { isOf, readTimeline } from './timeline.ts';

const MOST_SHOWN = 40;
/** Of the newest ones; what is older has had its time. */
const MOST_WAITING = 200;
const MOST_DECISIONS = 5000;

/** The posts of the venue's screen, newest first: what a host approved, and by the room's choice what is official or all, but for what a host took off. */
export async function readWall(ctx: Context, room: RoomFacts): Promise<{ screen: Screen; posts: PostFacts[] }> {
  // The screen is everybody's: it shows no one's view.
  const seen = viewedBy(ctx, VISITOR);
  const [decisions, screen] = await Promise.all([selectDecisions(seen, room.id, MOST_DECISIONS), readScreen(ctx, room)]);
  const hidden = new Set(decisions.filter(({ approved }) => !approved).map(({ post_id: id }) => id));
  const until = screen.held ? (screen.heldAt ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
  const wanted = decisions.filter((one) => one.approved && one.post_id <= until).slice(0, MOST_SHOWN).map(({ post_id: id }) => id);
  const approved = await readPosts(seen, screen.pinnedId === null ? wanted : [...new Set([...wanted, screen.pinnedId])]);
  const notes = await notesOf(seen, approved.map(({ id }) => id));
  const flowing = room.wall === 'approved' ? [] : await readFlowing(seen, room, { maxId: until === Number.MAX_SAFE_INTEGER ? undefined : until + 1, limit: MOST_SHOWN + hidden.size });
  const posts = new Map([...approved.filter((post) => isOf(room, post, notes.get(post.id))), ...flowing].filter(({ id }) => !hidden.has(id)).map((post) => [post.id, post]));
  const newest = [...posts.values()].sort((a, b) => b.id - a.id);
  return { screen, posts: newest.filter(({ id }, at) => at < MOST_SHOWN || id === screen.pinnedId) };
}

/** What goes there without a host. */
async function readFlowing(seen: Context, room: RoomFacts, page: Page): Promise<PostFacts[]> {
  return (await readTimeline(seen, room, page, { only: room.wall === 'official' ? 'official' : undefined })).posts;
}

/** Posts that wait for a host to let them go to the screen, or not: the first one first. */
export async function readWaiting(ctx: Context, room: RoomFacts): Promise<PostFacts[]> {
  if (!mayHost(room, viewerId(ctx))) throw forbidden('Only a host of the room may do this');
  if (room.wall === 'everything') return [];
  const seen = viewedBy(ctx, VISITOR);
  const decided = new Set((await selectDecisions(seen, room.id, MOST_DECISIONS)).map(({ post_id: id }) => id));
  const { posts } = await readTimeline(seen, room, { limit: MOST_WAITING }, { only: room.wall === 'official' ? 'free' : undefined });
  return posts.filter(({ id }) => !decided.has(id)).toReversed();
}

async function readScreen(ctx: Context, room: RoomFacts): Promise<Screen> {
  return (await selectScreen(ctx, room.id)) ?? FIRST_SCREEN;
}

/** Whether the viewer may turn the screen: a host, or by a phone that was paired with it. */
export async function maySteer(ctx: Context, room: RoomFacts): Promise<boolean> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || mayHost(room, viewer)) return viewer !== undefined;
  const until = await selectRemote(ctx, room.id, viewer);
  return until !== undefined && until >= ctx.now();
}
