import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { linkHeader } from '#kit/pages.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostReply } from '#posts';
import { clearNotifications, dismissNotification } from '../commands/lists.ts';
import { countUnread, encodeNotification, encodeNotifications, getNotification, readNotifications } from '../reads/lines.ts';
import { Empty, IdParams, IdText, ListQuery, Name, UNREAD_MOST, UNREAD_PRESET, WishQuery, idOf, pageIn, wishOf } from './input.ts';

/** What a line of an event room, of trust or of a group says: docs/live.md, docs/trust.md, docs/groups.md. */
const About = Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()]));

const NotificationReply = Type.Object({
  id: IdText, type: Name, created_at: Name, group_key: Name, account: AccountReply, status: Type.Optional(PostReply),
  filtered: Type.Optional(Type.Boolean()), perchoir_room: Type.Optional(About), perchoir_trust: Type.Optional(About), perchoir_group: Type.Optional(About),
});

export const lineRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/notifications', who: 'member', scope: 'read:notifications', summary: 'What concerns you, newest first',
    query: ListQuery, reply: Type.Array(NotificationReply),
    async run(ctx, { query }, { href, reply }) {
      const { shown, cursors } = await readNotifications(ctx, pageIn(query), wishOf(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return encodeNotifications(ctx, shown);
    },
  }),
  route({
    method: 'GET', path: '/api/v1/notifications/unread_count', who: 'member', scope: 'read:notifications',
    summary: 'How many lie above your marker', query: WishQuery, reply: Type.Object({ count: Type.Integer() }),
    async run(ctx, { query }) {
      return { count: await countUnread(ctx, Math.min(query.limit ?? UNREAD_PRESET, UNREAD_MOST), wishOf(query)) };
    },
  }),
  route({
    method: 'GET', path: '/api/v1/notifications/:id', who: 'member', scope: 'read:notifications', summary: 'One of them',
    params: IdParams, reply: NotificationReply,
    async run(ctx, { params }) {
      const json = await encodeNotification(ctx, await getNotification(ctx, idOf(params.id)));
      if (json === undefined) throw notFound();
      return json;
    },
  }),
  route({
    method: 'POST', path: '/api/v1/notifications/clear', who: 'member', scope: 'write:notifications', summary: 'Empties the list', reply: Empty,
    async run(ctx) {
      await clearNotifications(ctx);
      return {};
    },
  }),
  route({
    method: 'POST', path: '/api/v1/notifications/:id/dismiss', who: 'member', scope: 'write:notifications', summary: 'Takes one off the list',
    params: IdParams, reply: Empty,
    async run(ctx, { params }) {
      await dismissNotification(ctx, idOf(params.id));
      return {};
    },
  }),
];
