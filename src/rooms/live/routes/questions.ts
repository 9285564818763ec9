/** Questions and reactions over HTTP. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { askQuestion, turnQuestion, voteFor } from '../commands/questions.ts';
import { react } from '../commands/react.ts';
import { QuestionReply } from '../presenter.ts';
import { readCurve, readQuestions, showQuestion } from '../reads/questions.ts';
import { getRoom } from '../reads/rooms.ts';
import { delayOf } from '../reads/timeline.ts';
import type { QuestionAct } from '../types.ts';
import { BASE, Delay, Empty, IdText, RoomParams, idIn, idOf } from './input.ts';

const QuestionParams = Type.Object({ id: IdText, question_id: IdText });
const MOST_QUESTIONS = 200;

type Params = { id: string; question_id: string };
const shown = (ctx: Context, params: Params): Promise<object> => showQuestion(ctx, idOf(params.id), idOf(params.question_id));

const vote = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/questions/:question_id/vote`, who: 'member', scope: 'write:statuses', summary, params: QuestionParams, reply: QuestionReply,
    async run(ctx, { params }) {
      await voteFor(ctx, idOf(params.id), idOf(params.question_id), method === 'POST');
      return shown(ctx, params);
    },
  });

const step = (act: Exclude<QuestionAct, 'answer' | 'withdraw'>, summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/questions/:question_id/${act}`, who: 'member', scope: 'write:statuses', summary, params: QuestionParams, reply: QuestionReply,
    async run(ctx, { params }) {
      await turnQuestion(ctx, idOf(params.id), idOf(params.question_id), { act });
      return shown(ctx, params);
    },
  });

const Seconds = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000 }));

export const questionRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/questions`, who: 'anyone', scope: 'read:statuses', summary: 'The questions of an event room', params: RoomParams,
    query: Type.Object({
      sort: Type.Optional(oneOf(['votes', 'newest'])), delay_ms: Delay,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_QUESTIONS })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    }),
    reply: Type.Array(QuestionReply),
    async run(ctx, { params, query }) {
      const room = await getRoom(ctx, idOf(params.id));
      return readQuestions(ctx, room, { sort: query.sort ?? 'votes', delayMs: delayOf(ctx, room, query.delay_ms), limit: query.limit ?? 100, offset: query.offset ?? 0 });
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/questions`, who: 'member', scope: 'write:statuses', rate: 'post', summary: 'Asks a question; carrier_id: whom on site one would have carry it',
    params: RoomParams, body: Type.Object({ text: Type.String({ maxLength: 5000 }), carrier_id: Type.Optional(IdText) }), reply: QuestionReply,
    async run(ctx, { params, body }) {
      const id = await askQuestion(ctx, idOf(params.id), { text: body.text, invitedId: body.carrier_id === undefined ? undefined : idIn('carrier_id', body.carrier_id) });
      return showQuestion(ctx, idOf(params.id), id);
    },
  }),
  vote('POST', 'Votes for a question'),
  vote('DELETE', 'Takes a vote for a question back'),
  step('carry', 'Accepts to carry a question: somebody on site'),
  step('release', 'Gives a carried question back'),
  step('stage', 'Puts a question on stage: a host'),
  step('unstage', 'Takes a question off the stage: a host'),
  route({
    method: 'POST', path: `${BASE}/:id/questions/:question_id/answer`, who: 'member', scope: 'write:statuses', summary: 'Says that a question is answered, by a post of the room if one is named',
    params: QuestionParams, body: Type.Object({ post_id: Type.Optional(IdText) }), reply: QuestionReply,
    async run(ctx, { params, body }) {
      const postId = body.post_id === undefined ? undefined : idIn('post_id', body.post_id);
      await turnQuestion(ctx, idOf(params.id), idOf(params.question_id), { act: 'answer', postId });
      return shown(ctx, params);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/questions/:question_id`, who: 'member', scope: 'write:statuses', summary: 'Withdraws a question: who asked, or a host', params: QuestionParams, reply: Empty,
    async run(ctx, { params }) {
      await turnQuestion(ctx, idOf(params.id), idOf(params.question_id), { act: 'withdraw' });
      return {};
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/reactions`, who: 'member', scope: 'write:statuses', summary: 'Reacts: counted, and forgotten', params: RoomParams,
    body: Type.Object({ kind: Type.String({ maxLength: 20 }) }), reply: Type.Object({ kind: Type.String({ maxLength: 2000 }), at: Type.Integer() }),
    async run(ctx, { params, body }) {
      return { kind: body.kind, at: await react(ctx, idOf(params.id), body.kind) };
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/reactions`, who: 'anyone', scope: 'read:statuses', summary: 'The curve of reactions, five seconds at a time; from and to are seconds since the room opened',
    params: RoomParams, query: Type.Object({ from: Seconds, to: Seconds, delay_ms: Delay }),
    reply: Type.Object({ bin_seconds: Type.Integer(), kinds: Type.Array(Type.String({ maxLength: 2000 })), bins: Type.Array(Type.Object({ at: Type.Integer(), counts: Type.Record(Type.String(), Type.Integer()) })) }),
    async run(ctx, { params, query }) {
      const room = await getRoom(ctx, idOf(params.id));
      return readCurve(ctx, room, { from: query.from ?? 0, to: query.to ?? 2_000_000, delayMs: delayOf(ctx, room, query.delay_ms) });
    },
  }),
];
