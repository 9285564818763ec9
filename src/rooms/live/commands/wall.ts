/** The screen of the venue: what goes there, and the phone that is its remote control. */

import { postFacts } from '#posts';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { wallChanged } from '../events.ts';
import { selectQuestion } from '../queries/questions.ts';
import { selectRoom, upsertMember } from '../queries/rooms.ts';
import { deleteDecision, selectScreen, updateRemote, updateScreen, upsertDecision } from '../queries/wall.ts';
import { getRoom, notesOf } from '../reads/rooms.ts';
import { isOf } from '../reads/timeline.ts';
import { maySteer } from '../reads/wall.ts';
import { mayHost, turnScreen } from '../rules.ts';
import type { Touch } from '../rules.ts';
import type { RoomFacts } from '../types.ts';
import { GUESSES, isCodeNow, readCodeFor } from './members.ts';
import { actor } from './rooms.ts';

/** A phone that was paired is a remote control for an evening. */
const REMOTE_MS = 12 * 3_600_000;

/** @throws Refusal 404 or 403 */
async function roomOfHost(ctx: Context, roomId: Id): Promise<RoomFacts> {
  const room = await getRoom(ctx, roomId);
  if (!mayHost(room, actor(ctx))) throw forbidden('Only a host of the room may do this');
  return room;
}

/** A post goes to the screen, or never does. @throws Refusal 404, 403, 422 */
export async function decideOnPost(ctx: Context, roomId: Id, postId: Id, approved: boolean): Promise<void> {
  const room = await roomOfHost(ctx, roomId);
  const [post] = await postFacts(ctx, [postId]);
  if (post === undefined || !isOf(room, post, (await notesOf(ctx, [postId])).get(postId))) throw notFound();
  await transaction(ctx, async (tx) => {
    await upsertDecision(tx, roomId, { post_id: postId, approved });
    tx.emit(wallChanged, { roomId, postId, approved });
  });
}

/** As if no host had decided about a post. @throws Refusal 404, 403 */
export async function undecideOnPost(ctx: Context, roomId: Id, postId: Id): Promise<void> {
  await roomOfHost(ctx, roomId);
  await transaction(ctx, async (tx) => {
    await deleteDecision(tx, roomId, postId);
    tx.emit(wallChanged, { roomId, postId });
  });
}

/** The code that the screen shows for a phone to be paired with it. @throws Refusal 404 or 403 */
export async function readWallCode(ctx: Context, roomId: Id): Promise<{ code: string; expiresAt: Date }> {
  return readCodeFor(ctx, await roomOfHost(ctx, roomId), 'wall');
}

/** The viewer's phone is a remote control of the screen from now on. @throws Refusal 404, 422, 429 */
export async function pairRemote(ctx: Context, roomId: Id, code: string): Promise<void> {
  const accountId = actor(ctx);
  const room = await getRoom(ctx, roomId);
  const turn = houseOf(ctx).limiter.take(GUESSES, `wall ${roomId} ${accountId}`);
  if (!turn.allowed) throw tooMany('Too many codes', turn.retryAfter);
  if (!isCodeNow(ctx, room, 'wall', code)) throw invalid('Validation failed: this is not the code that is shown now');
  await transaction(ctx, async (tx) => {
    await upsertMember(tx, { id: newId(tx), roomId, accountId }, {});
    await updateRemote(tx, roomId, accountId, new Date(tx.now().getTime() + REMOTE_MS));
  });
}

/** @throws Refusal 404, 403 for who is no host and has no remote control, 422 */
export async function controlScreen(ctx: Context, roomId: Id, touch: Omit<Touch, 'now'>): Promise<void> {
  actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (!(await maySteer(ctx, room))) throw forbidden('Pair this phone with the screen first');
  await transaction(ctx, async (tx) => {
    if ((await selectRoom(tx, roomId, 'update')) === undefined) throw notFound();
    await checkTouch(tx, room, touch);
    await updateScreen(tx, roomId, turnScreen(await selectScreen(tx, roomId), { ...touch, now: newId(tx) }));
    tx.emit(wallChanged, { roomId });
  });
}

/** @throws Refusal 422 for a question or a post that is none of the room */
async function checkTouch(tx: Context, room: RoomFacts, { act, questionId, postId }: Omit<Touch, 'now'>): Promise<void> {
  if (act === 'question') {
    const question = questionId === undefined ? undefined : await selectQuestion(tx, room.id, questionId);
    if (question === undefined || question.state === 'withdrawn') throw invalid('Validation failed: question_id is no question of the room');
  }
  if (act !== 'pin') return;
  const [post] = postId === undefined ? [] : await postFacts(tx, [postId]);
  if (post === undefined || !isOf(room, post, (await notesOf(tx, [post.id])).get(post.id))) throw invalid('Validation failed: post_id is no post of the room');
  // What stands there is let there.
  await upsertDecision(tx, room.id, { post_id: post.id, approved: true });
}
