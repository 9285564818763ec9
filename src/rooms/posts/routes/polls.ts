import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { vote } from '../commands/vote.ts';
import { encodePollOf, getPolled } from '../reads/polls.ts';
import { IdParams, PollReply, pathId } from './schemas.ts';

const getPoll = route({
  method: 'GET',
  path: '/api/v1/polls/:id',
  who: 'anyone',
  scope: 'read:statuses',
  summary: 'A poll',
  params: IdParams,
  reply: PollReply,
  async run(ctx, { params }) {
    return encodePollOf(ctx, await getPolled(ctx, pathId(params)));
  },
});

const postVote = route({
  method: 'POST',
  path: '/api/v1/polls/:id/votes',
  who: 'member',
  scope: 'write:statuses',
  summary: 'Votes in a poll, by the places of the options',
  params: IdParams,
  body: Type.Object({ choices: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100 })) }),
  reply: PollReply,
  async run(ctx, { params, body }) {
    const id = pathId(params);
    await vote(ctx, id, body.choices ?? []);
    return encodePollOf(ctx, await getPolled(ctx, id));
  },
});

export const pollRoutes: readonly Route[] = [getPoll, postVote];
