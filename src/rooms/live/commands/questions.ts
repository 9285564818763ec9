/** The queue of questions: asking, voting, and what becomes of each. */

import { findAccounts } from '#accounts';
import { postFacts } from '#posts';
import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, newId, perHouse, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { questionChanged, votesCounted } from '../events.ts';
import { pulse } from '../pulse.ts';
import { deleteVote, insertQuestion, insertStep, insertVote, selectQuestion, selectWaiting, updateQuestion } from '../queries/questions.ts';
import { selectMember, selectRoom, upsertMember } from '../queries/rooms.ts';
import { getRoom, notesOf } from '../reads/rooms.ts';
import { isOf } from '../reads/timeline.ts';
import { LONGEST, mayHost, mayTurn, tidyText } from '../rules.ts';
import { questionsSetting } from '../settings.ts';
import type { Actor } from '../rules.ts';
import type { QuestionAct, QuestionRow, RoomFacts } from '../types.ts';
import { actor } from './rooms.ts';

/** @param invitedId whom the asker would have carry it: somebody on site. @throws Refusal 404, 409, 422 */
export async function askQuestion(ctx: Context, roomId: Id, { text, invitedId }: { text: string; invitedId: Id | undefined }): Promise<Id> {
  const accountId = actor(ctx);
  await getRoom(ctx, roomId);
  const wording = tidyText('text', text, LONGEST.question);
  if (wording === '') throw invalid('Validation failed: text is missing');
  return transaction(ctx, async (tx) => {
    const row = await selectRoom(tx, roomId, 'share');
    if (row === undefined) throw notFound();
    if (row.state === 'closed') throw conflict('The room is closed');
    const most = tx.settings.get(questionsSetting);
    if ((await selectWaiting(tx, roomId, accountId)) >= most) throw invalid(`Validation failed: ${most} questions of yours wait already`);
    if (invitedId !== undefined) await checkInvited(tx, roomId, { accountId, invitedId });
    const id = newId(tx);
    const now = tx.now();
    const question: QuestionRow = {
      id, room_id: roomId, account_id: accountId, text: wording, state: 'asked', invited_id: invitedId ?? null, carrier_id: null, votes: 0, answer_post_id: null, created_at: now, changed_at: now,
    };
    await insertQuestion(tx, question);
    const step = await insertStep(tx, question);
    const member = await selectMember(tx, roomId, accountId);
    if (member?.joined_at == null) await upsertMember(tx, { id: newId(tx), roomId, accountId }, { joined_at: now });
    tx.emit(questionChanged, { roomId, questionId: id, accountId, byId: accountId, state: 'asked', step, ...(invitedId !== undefined && { invitedId }) });
    return id;
  });
}

async function checkInvited(tx: Context, roomId: Id, { accountId, invitedId }: { accountId: Id; invitedId: Id }): Promise<void> {
  const [person] = await findAccounts(tx, [invitedId]);
  const member = await selectMember(tx, roomId, invitedId);
  if (person === undefined || invitedId === accountId || member?.present_at == null) throw invalid('Validation failed: carrier_id is nobody on site');
}

/** One step of a question. @throws Refusal 404; 403 for who may not; 409 where the question is past it */
export async function turnQuestion(ctx: Context, roomId: Id, id: Id, { act, postId }: { act: QuestionAct; postId?: Id | undefined }): Promise<void> {
  const viewer = actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (act === 'answer' && postId !== undefined) await checkAnswer(ctx, room, postId);
  await transaction(ctx, async (tx) => {
    const row = await selectRoom(tx, roomId, 'share');
    const question = await selectQuestion(tx, roomId, id, true);
    if (row === undefined || question === undefined || question.state === 'withdrawn') throw notFound();
    if (row.state === 'closed' && act !== 'withdraw') throw conflict('The room is closed');
    const who = await actorOf(tx, room, question);
    const state = mayTurn(question, act, who);
    if (state === undefined) throw mayEver(question, act, who) ? conflict(`This question is ${question.state.replace('_', ' ')}`) : forbidden('This is not yours to do');
    const carrier = state === 'asked' ? null : act === 'carry' ? viewer : question.carrier_id;
    const changed: QuestionRow = {
      ...question, state, carrier_id: carrier, changed_at: tx.now(), answer_post_id: act === 'answer' ? (postId ?? null) : question.answer_post_id,
      // What was taken back is no longer anybody's to read.
      text: state === 'withdrawn' ? '' : question.text,
    };
    await updateQuestion(tx, changed);
    const step = await insertStep(tx, changed);
    tx.emit(questionChanged, { roomId, questionId: id, accountId: question.account_id, byId: viewer, state, step, ...(postId !== undefined && { answerPostId: postId }) });
  });
}

/** Whether the same person could do it to the question in some other state. */
function mayEver(question: QuestionRow, act: QuestionAct, who: Actor): boolean {
  return (['asked', 'carried', 'on_stage'] as const).some((state) => mayTurn({ ...question, state }, act, who) !== undefined);
}

async function actorOf(tx: Context, room: RoomFacts, question: QuestionRow): Promise<Actor> {
  const viewer = actor(tx);
  const member = await selectMember(tx, room.id, viewer);
  return {
    isHost: mayHost(room, viewer), isAsker: question.account_id === viewer, isCarrier: question.carrier_id === viewer, isPresent: member?.present_at != null,
    isInvited: question.invited_id === viewer,
  };
}

/** An answer is a post of the room. @throws Refusal 422 */
async function checkAnswer(ctx: Context, room: RoomFacts, postId: Id): Promise<void> {
  const [post] = await postFacts(ctx, [postId]);
  const note = (await notesOf(ctx, [postId])).get(postId);
  if (post === undefined || !isOf(room, post, note)) throw invalid('Validation failed: post_id is no post of the room');
}

const recounted = perHouse(() => new Map<Id, Set<Id>>());

/** One vote for each account; nobody votes for their own. Safe to repeat. @throws Refusal 404 or 409 */
export async function voteFor(ctx: Context, roomId: Id, id: Id, wanted: boolean): Promise<void> {
  const accountId = actor(ctx);
  await getRoom(ctx, roomId);
  await transaction(ctx, async (tx) => {
    const question = await selectQuestion(tx, roomId, id, true);
    if (question === undefined || question.state === 'withdrawn') throw notFound();
    if (question.account_id === accountId) throw forbidden('Nobody votes for their own question');
    if (question.state === 'answered') throw conflict('This question is answered');
    await (wanted ? insertVote(tx, id, accountId) : deleteVote(tx, id, accountId));
  });
  tellVotes(ctx, roomId, id);
}

/** Streams are told once a second at most, of all that changed. */
function tellVotes(ctx: Context, roomId: Id, questionId: Id): void {
  const changed = recounted(ctx);
  const ids = changed.get(roomId) ?? new Set();
  changed.set(roomId, ids.add(questionId));
  pulse(ctx, `votes ${roomId}`, async () => {
    const questionIds = [...(changed.get(roomId) ?? [])];
    changed.delete(roomId);
    if (questionIds.length > 0) await transaction(houseOf(ctx).context(SYSTEM), async (tx) => tx.emit(votesCounted, { roomId, questionIds }));
  });
}
