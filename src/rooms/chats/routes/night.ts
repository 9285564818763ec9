/** The night log, over HTTP. */

import { Type } from 'typebox';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { NightReply } from '../presenter/chats.ts';
import { readNight } from '../reads/night.ts';
import { BASE, ChatParams, idOf, timeIn } from './input.ts';

const Asked = Type.Object({ since: Type.Optional(Type.String({ maxLength: 40 })) });
const sinceOf = (since: string | undefined): Date | undefined => (since === undefined || since === '' ? undefined : timeIn('since', since));

export const nightRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/night`, who: 'member', scope: 'read:statuses', summary: "What happened in one's private conversations since a moment, by fixed rules", query: Asked, reply: NightReply,
    run: (ctx, { query }) => readNight(ctx, { since: sinceOf(query.since) }),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/night`, who: 'member', scope: 'read:statuses', summary: 'The same of one private conversation', params: ChatParams, query: Asked, reply: NightReply,
    run: (ctx, { params, query }) => readNight(ctx, { chatId: idOf(params.id), since: sinceOf(query.since) }),
  }),
];
