/** The screen of the venue: what goes there, and the phone that is its remote control. */

import { postFacts } from '#posts';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { wallChanged } from '../events.ts';
import { selectQuestion } from '../queries/questions.ts';
import { selectRoom, upsertMember } from '../queries/rooms.ts';
import { selectRemote, selectScreen, updateRemote, updateScreen, upsertDecision } from '../queries/wall.ts';
import { getRoom, notesOf } from '../reads/rooms.ts';
import { isOf } from '../reads/timeline.ts';
import { mayHost, turnScreen } from '../rules.ts';
import type { RoomFacts, ScreenAct } from '../types.ts';
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
export async function controlScreen(ctx: Context, roomId: Id, { act, questionId }: { act: ScreenAct; questionId: Id | undefined }): Promise<void> {
  const viewer = actor(ctx);
  const room = await getRoom(ctx, roomId);
  const until = mayHost(room, viewer) ? undefined : await selectRemote(ctx, roomId, viewer);
  if (!mayHost(room, viewer) && (until === undefined || until < ctx.now())) throw forbidden('Pair this phone with the screen first');
  await transaction(ctx, async (tx) => {
    if ((await selectRoom(tx, roomId, 'update')) === undefined) throw notFound();
    if (act === 'question') {
      const question = questionId === undefined ? undefined : await selectQuestion(tx, roomId, questionId);
      if (question === undefined || question.state === 'withdrawn') throw invalid('Validation failed: question_id is no question of the room');
    }
    await updateScreen(tx, roomId, turnScreen(await selectScreen(tx, roomId), act, questionId));
    tx.emit(wallChanged, { roomId });
  });
}
