/** Key moments of an evening, marked by its hosts. */

import { postFacts } from '#posts';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { momentMarked } from '../events.ts';
import { notesOf } from '../reads/rooms.ts';
import { isOf } from '../reads/timeline.ts';
import { LONGEST, MOST, tidyLine, turnItem } from '../rules.ts';
import type { ItemState, Moment, RoomFacts } from '../types.ts';
import { changeRoom } from './rooms.ts';

/** @throws Refusal 404, 403, 422 */
export async function markMoment(ctx: Context, roomId: Id, wish: { title: string; at: Date | undefined; postId: Id | undefined }): Promise<Moment> {
  let marked: Moment | undefined;
  await changeRoom(ctx, roomId, 'quiet', async (room, tx) => {
    if (room.moments.length >= MOST.moments) throw invalid(`Validation failed: ${MOST.moments} moments at most`);
    const at = wish.at ?? tx.now();
    if (room.opened_at === null || at < room.opened_at || at > (room.closed_at ?? tx.now())) throw invalid('Validation failed: at is no moment of the evening');
    if (wish.postId !== undefined) await checkPost(tx, room, wish.postId);
    marked = { id: newId(tx), title: tidyLine('title', wish.title, LONGEST.title), at: at.toISOString(), postId: wish.postId ?? null };
    tx.emit(momentMarked, { roomId, moment: marked });
    return { moments: [...room.moments, marked].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)) };
  });
  return marked as Moment;
}

/** Names a moment otherwise, or links another post with it; its time stays. @throws Refusal 404, 403, 422 */
export async function renameMoment(ctx: Context, roomId: Id, id: Id, wish: { title: string | undefined; postId: Id | null | undefined }): Promise<Moment> {
  let marked: Moment | undefined;
  await changeRoom(ctx, roomId, 'quiet', async (room, tx) => {
    const before = room.moments.find((moment) => moment.id === id);
    if (before === undefined) throw notFound();
    if (wish.postId != null) await checkPost(tx, room, wish.postId);
    marked = { ...before, title: wish.title === undefined ? before.title : tidyLine('title', wish.title, LONGEST.title), postId: wish.postId === undefined ? before.postId : wish.postId };
    tx.emit(momentMarked, { roomId, moment: marked });
    return { moments: room.moments.map((moment) => (moment.id === id ? (marked as Moment) : moment)) };
  });
  return marked as Moment;
}

/** @throws Refusal 422 */
async function checkPost(tx: Context, room: RoomFacts, postId: Id): Promise<void> {
  const [post] = await postFacts(tx, [postId]);
  if (post === undefined || !isOf(room, post, (await notesOf(tx, [postId])).get(postId))) throw invalid('Validation failed: post_id is no post of the room');
}

/** @throws Refusal 404 or 403 */
export function unmarkMoment(ctx: Context, roomId: Id, id: Id): Promise<void> {
  return changeRoom(ctx, roomId, 'state', (room) => {
    if (!room.moments.some((moment) => moment.id === id)) throw notFound();
    return { moments: room.moments.filter((moment) => moment.id !== id) };
  });
}

/** An item begins, is over, or is yet to come again. What was under way is over when the next begins. @throws Refusal 404 or 403 */
export function turnProgram(ctx: Context, roomId: Id, itemId: Id, state: ItemState): Promise<void> {
  return changeRoom(ctx, roomId, 'program', (room, tx) => {
    if (!room.program.some(({ id }) => id === itemId)) throw notFound();
    const now = tx.now();
    return {
      program: room.program.map((item) => {
        if (item.id === itemId) return { ...item, ...turnItem(item, state, now) };
        return state === 'now' && item.beganAt !== null && item.endedAt === null ? { ...item, ...turnItem(item, 'done', now) } : item;
      }),
    };
  });
}
