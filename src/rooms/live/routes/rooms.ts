/** Event rooms: making, finding, changing, opening and closing them. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { canonicalTag } from '#kit/text.ts';
import { closeRoom, createRoom, editRoom, handOver, openRoom, removeRoom } from '../commands/rooms.ts';
import { RoomReply } from '../presenter.ts';
import { findRoomOfTag, getRoom, readRooms } from '../reads/rooms.ts';
import { showRoom } from '../reads/show-room.ts';
import { BASE, Delay, Empty, IdText, RoomBody, RoomParams, idIn, idOf, wishOf } from './input.ts';

export const showById = async (ctx: Context, id: string, delayMs?: number): Promise<object> => showRoom(ctx, await getRoom(ctx, idOf(id)), delayMs);

type Act = (ctx: Context, id: number) => Promise<void>;

const turn = (verb: string, summary: string, act: Act): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/${verb}`, who: 'member', scope: 'write:statuses', summary, params: RoomParams, reply: RoomReply,
    async run(ctx, { params }) {
      await act(ctx, idOf(params.id));
      return showById(ctx, params.id);
    },
  });

const MOST_ROOMS = 40;

export const roomRoutes: readonly Route[] = [
  route({
    method: 'GET', path: BASE, who: 'anyone', scope: 'read:statuses', summary: 'Event rooms: those open now, those to come, those past; or that of a tag',
    query: Type.Object({
      state: Type.Optional(oneOf(['open', 'planned', 'closed'])), tag: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ROOMS })), offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    }),
    reply: Type.Array(RoomReply),
    async run(ctx, { query }) {
      if (query.tag !== undefined) {
        const room = await findRoomOfTag(ctx, canonicalTag(query.tag.replace(/^#/, '')));
        return room === undefined ? [] : [await showRoom(ctx, room)];
      }
      const rooms = await readRooms(ctx, query.state ?? 'open', { limit: query.limit ?? 20, offset: query.offset ?? 0 });
      return Promise.all(rooms.map((room) => showRoom(ctx, room)));
    },
  }),
  route({
    method: 'POST', path: BASE, who: 'member', scope: 'write:statuses', rate: 'post', summary: 'Makes an event room', body: RoomBody, reply: RoomReply,
    async run(ctx, { body }) {
      return showById(ctx, String(await createRoom(ctx, wishOf(body))));
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id`, who: 'anyone', scope: 'read:statuses', summary: 'An event room', params: RoomParams, query: Type.Object({ delay_ms: Delay }), reply: RoomReply,
    run: (ctx, { params, query }) => showById(ctx, params.id, query.delay_ms),
  }),
  ...updateRoutes({
    path: `${BASE}/:id`, who: 'member', scope: 'write:statuses', summary: 'Changes an event room', params: RoomParams, body: RoomBody, reply: RoomReply,
    async run(ctx, { params, body }) {
      await editRoom(ctx, idOf(params.id), wishOf(body));
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id`, who: 'member', scope: 'write:statuses', rate: 'delete', summary: 'Removes an event room; its posts stay', params: RoomParams, reply: Empty,
    async run(ctx, { params }) {
      await removeRoom(ctx, idOf(params.id));
      return {};
    },
  }),
  turn('open', 'Opens an event room: posts with its tag belong to it from now on', openRoom),
  turn('close', 'Closes an event room: its record is permanent', closeRoom),
  route({
    method: 'POST', path: `${BASE}/:id/owner`, who: 'member', scope: 'write:statuses', summary: 'Hands an event room over to one of its hosts', params: RoomParams,
    body: Type.Object({ account_id: IdText }), reply: RoomReply,
    async run(ctx, { params, body }) {
      await handOver(ctx, idOf(params.id), idIn('account_id', body.account_id));
      return showById(ctx, params.id);
    },
  }),
];

