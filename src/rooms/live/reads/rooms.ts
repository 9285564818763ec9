/** Event rooms as their viewer may see them. */

import { viewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectLateIds, selectNotes, selectPostCounts } from '../queries/notes.ts';
import { selectQuestionCount } from '../queries/questions.ts';
import { selectDuties, selectMember, selectParticipants, selectPresentCount, selectRoom, selectRoomIds } from '../queries/rooms.ts';
import { maySeeRoom } from '../rules.ts';
import { liveState } from '../state.ts';
import type { MemberRow, NoteRow, RoomCounts, RoomFacts, RoomRow, RoomState } from '../types.ts';

export function factsOf(row: RoomRow, duties: readonly MemberRow[], lateIds: readonly Id[]): RoomFacts {
  const having = (duty: 'host' | 'voice' | 'broadcaster'): Set<Id> => new Set(duties.filter((member) => member[duty]).map(({ account_id: id }) => id));
  const [hosts, voices] = [having('host'), having('voice')];
  return {
    ...row, hosts, voices, broadcasters: having('broadcaster'), official: new Set([row.owner_id, ...hosts, ...voices]), lateIds,
    delays: new Map(duties.filter(({ delay_ms: ms }) => ms > 0).map((member) => [member.account_id, member.delay_ms])),
  };
}

async function fetchRoom(ctx: Context, id: Id): Promise<RoomFacts> {
  // Outside the caller's transaction: what is not committed must not reach the memory that all share.
  const outside = houseOf(ctx).context(SYSTEM);
  const row = await selectRoom(outside, id);
  if (row === undefined) throw notFound();
  const [duties, lateIds] = await Promise.all([selectDuties(outside, id), selectLateIds(outside, id)]);
  return factsOf(row, duties, lateIds);
}

/** Whatever the viewer may see; at once when it is in memory. @throws Refusal 404 */
export function anyRoom(ctx: Context, id: Id): RoomFacts | Promise<RoomFacts> {
  return liveState(ctx).rooms.load(id, () => fetchRoom(ctx, id));
}

/** @throws Refusal 404 where it is not there for the viewer */
export function getRoom(ctx: Context, id: Id): RoomFacts | Promise<RoomFacts> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : viewerSets(ctx, viewer);
  const room = anyRoom(ctx, id);
  if (sets instanceof Promise || room instanceof Promise) return getCold(ctx, id, viewer);
  if (!maySeeRoom(room, sets)) throw notFound();
  return room;
}

async function getCold(ctx: Context, id: Id, viewer: Id | undefined): Promise<RoomFacts> {
  const room = await anyRoom(ctx, id);
  if (!maySeeRoom(room, viewer === undefined ? undefined : await viewerSets(ctx, viewer))) throw notFound();
  return room;
}

export async function readRooms(ctx: Context, state: RoomState, page: { limit: number; offset: number }): Promise<RoomFacts[]> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const ids = await selectRoomIds(ctx, state, page);
  const rooms = await Promise.all(ids.map(async (id) => anyRoom(ctx, id)));
  return rooms.filter((room) => maySeeRoom(room, sets));
}

/** What the viewer is to a room. */
export async function ownMember(ctx: Context, roomId: Id): Promise<MemberRow | undefined> {
  const viewer = viewerId(ctx);
  return viewer === undefined ? undefined : selectMember(ctx, roomId, viewer);
}

/** The moment that a viewer's picture shows: nothing later is shown to them. */
export function pictureTime(ctx: Context, delayMs: number): Date {
  return new Date(ctx.now().getTime() - delayMs);
}

/** Numbers as of a viewer's picture; without a delay at most a second old. */
export function readCounts(ctx: Context, room: RoomFacts, delayMs: number): Promise<RoomCounts> {
  if (delayMs > 0) return countUntil(ctx, room, delayMs);
  const { counts } = liveState(ctx);
  const known = counts.get(room.id);
  const now = ctx.now().getTime();
  if (known !== undefined && now - known.at < 1000 && now >= known.at) return known.counts;
  const fresh = countUntil(ctx, room, 0);
  if (counts.size > 1000) counts.clear();
  counts.set(room.id, { at: now, counts: fresh });
  fresh.catch(() => counts.delete(room.id));
  return fresh;
}

async function countUntil(ctx: Context, room: RoomFacts, delayMs: number): Promise<RoomCounts> {
  const outside = houseOf(ctx).context(SYSTEM);
  const until = pictureTime(ctx, delayMs);
  const toId = Math.min(room.closes_id ?? Number.MAX_SAFE_INTEGER, delayMs > 0 ? idAtTime(until) : Number.MAX_SAFE_INTEGER);
  const lateIds = delayMs > 0 ? room.lateIds.filter((id) => id < idAtTime(until)) : room.lateIds;
  const [posts, questions, present] = await Promise.all([
    room.opens_id === null ? { posts: 0, official: 0 } : selectPostCounts(outside, { tagKey: room.tag_key, fromId: room.opens_id, toId, lateIds, authorIds: [...room.official] }),
    selectQuestionCount(outside, room.id, delayMs > 0 ? until : undefined),
    selectPresentCount(outside, room.id, until),
  ]);
  return { ...posts, questions, present };
}

/** What is said beside these posts; at once when it is in memory. */
export function notesOf(ctx: Context, postIds: readonly Id[]): Map<Id, NoteRow | null> | Promise<Map<Id, NoteRow | null>> {
  const { notes } = liveState(ctx);
  const found = new Map<Id, NoteRow | null>();
  for (const id of postIds) {
    const note = notes.get(id);
    if (note === undefined) return notesCold(ctx, postIds);
    found.set(id, note);
  }
  return found;
}

function notesCold(ctx: Context, postIds: readonly Id[]): Promise<Map<Id, NoteRow | null>> {
  return liveState(ctx).notes.loadMany(postIds, async (missing) => {
    const rows = new Map((await selectNotes(houseOf(ctx).context(SYSTEM), missing)).map((row) => [row.post_id, row]));
    return new Map(missing.map((id) => [id, rows.get(id) ?? null]));
  });
}

/** People on site and elsewhere who take part, each once. */
export async function readParticipants(ctx: Context, room: RoomFacts, page: { afterId: Id; limit: number }): Promise<MemberRow[]> {
  const members = await selectParticipants(ctx, room.id, page);
  const viewer = viewerId(ctx);
  if (viewer === undefined) return members;
  const sets = await viewerSets(ctx, viewer);
  return members.filter(({ account_id: ownerId }) => maySeeRoom({ owner_id: ownerId }, sets));
}

/** The room that a tag leads to: the one open now, else the record of the last, else the one that comes next. */
export async function findRoomOfTag(ctx: Context, tagKey: string): Promise<RoomFacts | undefined> {
  const found = liveState(ctx).byTag.get(tagKey);
  if (found === undefined) return undefined;
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const open = found.filter(({ state }) => state === 'open');
  const past = found.filter(({ state }) => state === 'closed').sort((a, b) => (b.closesId ?? 0) - (a.closesId ?? 0));
  const next = found.filter(({ state }) => state === 'planned').sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const { id } of [...open, ...past, ...next]) {
    const room = await anyRoom(ctx, id);
    if (maySeeRoom(room, sets)) return room;
  }
  return undefined;
}
