/** What a person is to a room, over HTTP. */

import { Type } from 'typebox';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { houseOf } from '#platform/context.ts';
import { checkIn, leaveSite, letBroadcast, readCode, setDelay } from '../commands/members.ts';
import { RoomReply } from '../presenter.ts';
import { BASE, Empty, IdText, RoomParams, idIn, idOf } from './input.ts';
import { showById } from './rooms.ts';

const letIn = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/broadcasters`, who: 'member', scope: 'write:statuses', summary, params: RoomParams, body: Type.Object({ account_id: IdText }), reply: Empty,
    async run(ctx, { params, body }) {
      await letBroadcast(ctx, idOf(params.id), idIn('account_id', body.account_id), method === 'POST');
      return {};
    },
  });

export const memberRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/code`, who: 'member', scope: 'write:statuses', summary: 'The code by which people on site check in, for hosts', params: RoomParams,
    reply: Type.Object({ code: Type.String({ maxLength: 2000 }), expires_at: Type.String({ maxLength: 2000 }), url: Type.String({ maxLength: 2000 }) }),
    async run(ctx, { params }, { reply }) {
      const { code, expiresAt } = await readCode(ctx, idOf(params.id));
      void reply.header('Cache-Control', 'no-store');
      return { code, expires_at: expiresAt.toISOString(), url: `${houseOf(ctx).config.origin}/rooms/${idOf(params.id)}?check_in=${code}` };
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/presence`, who: 'member', scope: 'write:statuses', summary: 'Checks in on site', params: RoomParams,
    body: Type.Object({ code: Type.String({ maxLength: 20 }) }), reply: RoomReply,
    async run(ctx, { params, body }) {
      await checkIn(ctx, idOf(params.id), body.code);
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/presence`, who: 'member', scope: 'write:statuses', summary: 'Takes a check-in back; account_id: of another, by a host', params: RoomParams,
    query: Type.Object({ account_id: Type.Optional(IdText) }), reply: RoomReply,
    async run(ctx, { params, query }) {
      await leaveSite(ctx, idOf(params.id), query.account_id === undefined ? undefined : idIn('account_id', query.account_id));
      return showById(ctx, params.id);
    },
  }),
  ...updateRoutes({
    path: `${BASE}/:id/delay`, who: 'member', scope: 'write:statuses', summary: "How far behind one's picture is: nothing newer is shown", params: RoomParams,
    body: Type.Object({ delay_ms: Type.Integer({ minimum: 0, maximum: 600_000 }) }), reply: RoomReply,
    async run(ctx, { params, body }) {
      await setDelay(ctx, idOf(params.id), body.delay_ms);
      return showById(ctx, params.id);
    },
  }),
  letIn('POST', 'Lets somebody go live in an event room'),
  letIn('DELETE', 'Lets somebody no longer go live in an event room'),
];
