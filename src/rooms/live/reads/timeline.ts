/** The posts of a room: every public post with its tag in its time, newest first; nothing ranked, nothing left out. */

import { viewerSets } from '#accounts';
import type { ViewerSets } from '#accounts';
import { fillPage, isInTag, selectTagIds, wantedByTaste } from '#timelines';
import type { FilledPage } from '#timelines';
import { encodePost, readCountsUntil, readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { joined } from '#platform/http/slabs.ts';
import { countedThen, presentNote, presentRoomPost } from '../presenter.ts';
import { selectOnSite, selectPinned } from '../queries/notes.ts';
import { isWithin } from '../state.ts';
import type { NoteRow, RoomFacts, TimelineWish } from '../types.ts';
import { notesOf, pictureTime } from './rooms.ts';

const EMPTY: FilledPage = { posts: [], full: false };

/** How far behind a viewer's picture is: as asked, or as a member has said. */
export function delayOf(ctx: Context, room: RoomFacts, asked: number | undefined): number {
  const viewer = viewerId(ctx);
  return asked ?? (viewer === undefined ? 0 : (room.delays.get(viewer) ?? 0));
}

/** At once when everything is in memory. */
export function readTimeline(ctx: Context, room: RoomFacts, page: Page, wish: TimelineWish): FilledPage | Promise<FilledPage> {
  const viewer = viewerId(ctx);
  if (room.opens_id === null || (viewer === undefined && wish.only === 'followed')) return EMPTY;
  const sets = viewer === undefined ? undefined : viewerSets(ctx, viewer);
  if (sets instanceof Promise) return sets.then((loaded) => fill(ctx, room, page, { ...wish, viewer, sets: loaded }));
  return fill(ctx, room, page, { ...wish, viewer, sets });
}

interface Asked extends TimelineWish {
  readonly viewer: Id | undefined;
  readonly sets: ViewerSets | undefined;
}

function fill(ctx: Context, room: RoomFacts, page: Page, asked: Asked): FilledPage | Promise<FilledPage> {
  const until = asked.delayMs ? pictureTime(ctx, asked.delayMs) : undefined;
  const below = until === undefined ? Number.MAX_SAFE_INTEGER : idAtTime(until);
  return fillPage(page, {
    select: (part) => (asked.only === 'on_site' ? selectOnSite(houseOf(ctx).context(SYSTEM), room.id, cut(part, 0, below)) : selectWithin(ctx, room, part, below)),
    read: (ids) => readPosts(ctx, ids),
    // What was reworded after the picture comes back when the picture is there.
    wanted: (post) => isWanted(post, room, asked) && (until === undefined || post.editedAt === undefined || post.editedAt <= until),
  });
}

function isWanted(post: PostFacts, room: RoomFacts, { only, viewer, sets }: Asked): boolean {
  if (!isInTag(post) || !post.tagKeys.includes(room.tag_key) || !wantedByTaste(post, viewer, sets)) return false;
  switch (only) {
    case 'official':
      return room.official.has(post.authorId);
    case 'free':
      return !room.official.has(post.authorId);
    case 'media':
      return post.mediaIds.length > 0;
    case 'followed':
      return sets !== undefined && (hasId(sets.follows, post.authorId) || post.authorId === viewer);
    default:
      return true;
  }
}

/** The page between two ids: from the first on, and below the other. */
function cut(page: Page, from: Id, below: Id): Page {
  const maxId = Math.min(page.maxId ?? Number.MAX_SAFE_INTEGER, below);
  if (page.minId !== undefined) return { ...page, maxId, minId: Math.max(page.minId, from - 1) };
  return { ...page, maxId, sinceId: Math.max(page.sinceId ?? 0, from - 1) };
}

function selectWithin(ctx: Context, room: RoomFacts, page: Page, below: Id): Id[] | Promise<Id[]> {
  const ids = selectTagIds(ctx, [room.tag_key], cut(page, room.opens_id ?? 0, Math.min(below, room.closes_id ?? below)));
  if (room.lateIds.length === 0) return ids;
  const bounds = cut(page, 0, below);
  const late = room.lateIds.filter((id) => id < (bounds.maxId as Id) && id > (bounds.minId ?? bounds.sinceId ?? 0)).toReversed();
  const join = (found: Id[]): Id[] => {
    const all = [...new Set([...late, ...found])].sort((a, b) => b - a);
    return page.minId === undefined ? all.slice(0, page.limit) : all.slice(-page.limit);
  };
  return ids instanceof Promise ? ids.then(join) : join(ids);
}

const MOST_PINNED = 200;

/** Posts of a stretch of the programme, in its order, whoever watches it when: pinned to the programme's own clock. */
export async function readPinned(ctx: Context, room: RoomFacts, wish: TimelineWish): Promise<PostFacts[]> {
  const { source } = room;
  if (source === null || room.opens_id === null) return [];
  const [from, to] = [wish.sourceFrom ?? 0, wish.sourceTo ?? Number.MAX_SAFE_INTEGER];
  const startsAt = new Date(source.startsAt);
  const moment = (ms: number): Id => idAtTime(Math.min(startsAt.getTime() + ms, 8.64e15 / 4));
  const below = wish.delayMs ? idAtTime(pictureTime(ctx, wish.delayMs)) : Number.MAX_SAFE_INTEGER;
  const pinned = await selectPinned(houseOf(ctx).context(SYSTEM), {
    roomId: room.id, tagKey: room.tag_key, startsAt, from, to, limit: MOST_PINNED,
    fromId: Math.max(room.opens_id, moment(from)), toId: Math.min(room.closes_id ?? Number.MAX_SAFE_INTEGER, to >= Number.MAX_SAFE_INTEGER / 4096 ? Number.MAX_SAFE_INTEGER : moment(to)),
  });
  return readOf(ctx, room, pinned.map(({ id }) => id).filter((id) => id < below), wish);
}

/** These posts, as far as they are the room's and the viewer wants them. */
export async function readOf(ctx: Context, room: RoomFacts, ids: readonly Id[], wish: TimelineWish = {}): Promise<PostFacts[]> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  return (await readPosts(ctx, ids)).filter((post) => isWanted(post, room, { ...wish, viewer, sets }));
}

/** Whether a post is one of the room's. */
export function isOf(room: RoomFacts, post: Pick<PostFacts, 'id' | 'tagKeys' | 'visibility' | 'repostOfId'>, note?: NoteRow | null): boolean {
  if (post.visibility !== 'public' || post.repostOfId !== undefined || !post.tagKeys.includes(room.tag_key)) return false;
  return isWithin({ opensId: room.opens_id, closesId: room.closes_id }, post.id) || (note?.room_id === room.id && note.late);
}

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');
const COMMA = Buffer.from(',');

/**
 * Posts with what the room knows of them, as JSON; at once when everything is in memory.
 * @param delayMs how far behind the viewer's picture is: what is counted of posts is that of then
 */
export function encodeTimeline(ctx: Context, room: RoomFacts, posts: readonly PostFacts[], delayMs = 0): Buffer | Promise<Buffer> {
  if (delayMs > 0) return encodeBehind(ctx, room, posts, delayMs);
  const notes = notesOf(ctx, posts.map(({ id }) => id));
  const bodies = posts.map((post) => encodePost(ctx, post));
  if (notes instanceof Promise || bodies.some((body) => body instanceof Promise)) {
    return Promise.all([notes, Promise.all(bodies)]).then(([late, made]) => join(room, posts, made, late));
  }
  return join(room, posts, bodies as Buffer[], notes);
}

async function encodeBehind(ctx: Context, room: RoomFacts, posts: readonly PostFacts[], delayMs: number): Promise<Buffer> {
  const [told, counts] = await Promise.all([encodeTimeline(ctx, room, posts), readCountsUntil(ctx, posts.map(({ id }) => id), pictureTime(ctx, delayMs))]);
  return Buffer.from(JSON.stringify((JSON.parse(told.toString()) as Parameters<typeof countedThen>[0][]).map((one, index) => countedThen(one, counts.get(posts[index]?.id ?? 0)))));
}

function join(room: RoomFacts, posts: readonly PostFacts[], bodies: readonly Buffer[], notes: Map<Id, NoteRow | null>): Buffer {
  const pieces: Buffer[] = [OPEN];
  posts.forEach((post, at) => {
    if (at > 0) pieces.push(COMMA);
    pieces.push(...presentRoomPost(bodies[at] as Buffer, presentNote(room, post, notes.get(post.id) ?? undefined)));
  });
  pieces.push(CLOSE);
  return joined(pieces);
}
