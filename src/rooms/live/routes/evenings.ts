/** Coming to evenings, and what remains of them, over HTTP. */

import { Type } from 'typebox';
import { conflict, notFound } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { endCalendar, hashOf, renewCalendar, reserve, setReminders } from '../commands/evenings.ts';
import { markMoment, renameMoment, turnProgram, unmarkMoment } from '../commands/moments.ts';
import { renderCsv, renderRecord } from '../export.ts';
import { MomentReply, RoomReply, presentMoment } from '../presenter.ts';
import { ownCalendar, readReminders, roomCalendar } from '../reads/evenings.ts';
import { readRecord } from '../reads/record.ts';
import type { RoomRecord } from '../reads/record.ts';
import { getRoom } from '../reads/rooms.ts';
import { BASE, Empty, IdText, ItemStateText, RoomParams, Time, idIn, idOf, timeOf } from './input.ts';
import { showById } from './rooms.ts';

const PREFIX = '/api/perchoir/v1';
const Reminders = Type.Object({ day_before: Type.Boolean(), quarter_before: Type.Boolean() });

const attend = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/reservation`, who: 'member', scope: 'write:statuses', summary, params: RoomParams, reply: RoomReply,
    async run(ctx, { params }) {
      await reserve(ctx, idOf(params.id), method === 'POST');
      return showById(ctx, params.id);
    },
  });

function sendCalendar({ reply }: Exchange, text: string): string {
  void reply.type('text/calendar; charset=utf-8').header('Cache-Control', 'private, no-store').header('X-Content-Type-Options', 'nosniff');
  return text;
}

async function recordOf(ctx: Context, id: string): Promise<RoomRecord> {
  const room = await getRoom(ctx, idOf(id));
  if (room.opened_at === null) throw conflict('The room is not open yet');
  return readRecord(ctx, room);
}

function asFile({ reply }: Exchange, name: string, type: string): void {
  void reply.type(type).header('Content-Disposition', `attachment; filename="${name}"`).header('Cache-Control', 'private, no-store').header('X-Content-Type-Options', 'nosniff');
}

const momentRoutes: readonly Route[] = [
  route({
    method: 'POST', path: `${BASE}/:id/moments`, who: 'member', scope: 'write:statuses', summary: 'Marks a key moment of an evening: a host', params: RoomParams,
    body: Type.Object({ title: Type.String({ maxLength: 500 }), at: Type.Optional(Time), post_id: Type.Optional(IdText) }), reply: MomentReply,
    async run(ctx, { params, body }) {
      const at = body.at === undefined ? undefined : timeOf('at', body.at);
      return presentMoment(await markMoment(ctx, idOf(params.id), { title: body.title, at, postId: body.post_id === undefined ? undefined : idIn('post_id', body.post_id) }));
    },
  }),
  ...updateRoutes({
    path: `${BASE}/:id/moments/:moment_id`, who: 'member', scope: 'write:statuses', summary: 'Names a key moment otherwise, or links another post with it: a host', params: Type.Object({ id: IdText, moment_id: IdText }),
    body: Type.Object({ title: Type.Optional(Type.String({ maxLength: 500 })), post_id: Type.Optional(Type.Union([IdText, Type.Null()])) }), reply: MomentReply,
    async run(ctx, { params, body }) {
      const postId = body.post_id == null ? body.post_id : idIn('post_id', body.post_id);
      return presentMoment(await renameMoment(ctx, idOf(params.id), idOf(params.moment_id), { title: body.title, postId }));
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/moments/:moment_id`, who: 'member', scope: 'write:statuses', summary: 'Takes a key moment away: a host',
    params: Type.Object({ id: IdText, moment_id: IdText }), reply: Empty,
    async run(ctx, { params }) {
      await unmarkMoment(ctx, idOf(params.id), idOf(params.moment_id));
      return {};
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/program/:item_id`, who: 'member', scope: 'write:statuses', summary: 'An item of the programme begins or is over: a host',
    params: Type.Object({ id: IdText, item_id: IdText }), body: Type.Object({ state: ItemStateText }), reply: RoomReply,
    async run(ctx, { params, body }) {
      await turnProgram(ctx, idOf(params.id), idOf(params.item_id), body.state);
      return showById(ctx, params.id);
    },
  }),
];

const recordRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/record`, who: 'anyone', scope: 'read:statuses', summary: 'The record of an evening: everything in order', params: RoomParams,
    reply: Type.Object({ room: RoomReply, posts: Type.Array(Type.Unknown()), questions: Type.Array(Type.Unknown()), reactions: Type.Unknown() }),
    run: (ctx, { params }) => recordOf(ctx, params.id),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/record.csv`, who: 'anyone', scope: 'read:statuses', summary: 'The posts of an evening as CSV', params: RoomParams,
    async run(ctx, { params }, exchange) {
      const { posts } = await recordOf(ctx, params.id);
      asFile(exchange, `room-${idOf(params.id)}.csv`, 'text/csv; charset=utf-8');
      return renderCsv(posts);
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/record.html`, who: 'anyone', scope: 'read:statuses', summary: 'The record of an evening as a page for the printer', params: RoomParams,
    async run(ctx, { params }, exchange) {
      const record = await recordOf(ctx, params.id);
      asFile(exchange, `room-${idOf(params.id)}.html`, 'text/html; charset=utf-8');
      void exchange.reply.header('Content-Security-Policy', "default-src 'none'; sandbox");
      return String(renderRecord(record));
    },
  }),
];

export const eveningRoutes: readonly Route[] = [
  attend('POST', 'Reserves a place at an evening: one is reminded of it'),
  attend('DELETE', 'Takes a reservation back'),
  route({
    method: 'GET', path: `${BASE}/:id/calendar.ics`, who: 'anyone', scope: 'read:statuses', summary: 'An evening for calendars', params: RoomParams,
    run: async (ctx, { params }, exchange) => sendCalendar(exchange, await roomCalendar(ctx, idOf(params.id))),
  }),
  route({
    method: 'POST', path: `${PREFIX}/calendar`, who: 'member', scope: 'write:statuses', summary: "A new secret address of one's own calendar; the one from before is worth nothing", reply: Type.Object({ url: Type.String({ maxLength: 2000 }) }),
    run: async (ctx) => ({ url: `${houseOf(ctx).config.origin}${PREFIX}/calendars/${await renewCalendar(ctx)}` }),
  }),
  route({
    method: 'DELETE', path: `${PREFIX}/calendar`, who: 'member', scope: 'write:statuses', summary: "Ends one's own calendar", reply: Empty,
    async run(ctx) {
      await endCalendar(ctx);
      return {};
    },
  }),
  route({
    method: 'GET', path: `${PREFIX}/calendars/:token`, who: 'anyone', summary: 'All evenings of whom the secret address belongs to', params: Type.Object({ token: Type.String({ maxLength: 100 }) }),
    async run(ctx, { params }, exchange) {
      if (!/^[\w-]{32}$/.test(params.token)) throw notFound();
      return sendCalendar(exchange, await ownCalendar(ctx, hashOf(params.token)));
    },
  }),
  route({
    method: 'GET', path: `${PREFIX}/reminders`, who: 'member', scope: 'read:statuses', summary: 'When one wants to be reminded of evenings', reply: Reminders,
    run: (ctx) => readReminders(ctx),
  }),
  ...updateRoutes({
    path: `${PREFIX}/reminders`, who: 'member', scope: 'write:statuses', summary: 'When one wants to be reminded of evenings: a day, a quarter of an hour before', body: Reminders, reply: Reminders,
    async run(ctx, { body }) {
      await setReminders(ctx, { day_before: body.day_before, quarter_before: body.quarter_before });
      return body;
    },
  }),
  ...momentRoutes,
  ...recordRoutes,
];
