/** Lines for those whom something of a room concerns, when their picture is there. */

import { tell } from '#notifications';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { questionChanged } from '../events.ts';
import { tellQuestion } from '../job-names.ts';
import type { QuestionNews } from '../job-names.ts';
import { selectQuestion } from '../queries/questions.ts';
import { selectMember, selectRoom } from '../queries/rooms.ts';

type Changed = NonNullable<(typeof questionChanged)['payload']>;

/** Who asked hears of each step somebody else made; whom they would have carry it hears of that. */
export async function tellOfQuestion(ctx: Context, { id: eventId, payload }: Heard<Changed>): Promise<void> {
  const { roomId, questionId, accountId, byId, state, answerPostId, invitedId } = payload;
  const toId = invitedId ?? accountId;
  if (toId === byId) return;
  const news: QuestionNews = { roomId, questionId, toId, byId, state, eventId, ...(answerPostId !== undefined && { answerPostId }) };
  const member = await selectMember(ctx, roomId, toId);
  const delayMs = member?.delay_ms ?? 0;
  if (delayMs === 0) return tellNews(ctx, news);
  const runAt = new Date(ctx.now().getTime() + delayMs);
  await transaction(ctx, (tx) => tx.enqueue(tellQuestion, news, { runAt, key: `live.tell ${eventId} ${toId}` }));
}

/** Safe to repeat. */
export async function tellNews(ctx: Context, news: QuestionNews): Promise<void> {
  const [room, question] = [await selectRoom(ctx, news.roomId), await selectQuestion(ctx, news.roomId, news.questionId)];
  if (room === undefined || question === undefined || (question.state === 'withdrawn' && news.state !== 'withdrawn')) return;
  await tell(ctx, {
    type: 'room', fromId: news.byId, accountIds: [news.toId], eventId: news.eventId, ...(news.answerPostId !== undefined && { postId: news.answerPostId }),
    about: {
      id: room.id, key: `question ${news.questionId} ${news.eventId}`,
      shown: { room_id: String(room.id), title: room.title, kind: 'question', question_id: String(news.questionId), state: news.state, text: question.text || room.title, url: urlOf(ctx, room.id) },
    },
  });
}

export const urlOf = (ctx: Context, roomId: Id): string => `${houseOf(ctx).config.origin}/rooms/${roomId}`;
