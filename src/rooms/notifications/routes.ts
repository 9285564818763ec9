import { Type } from 'typebox';
import type { Static } from 'typebox';
import { AccountReply } from '#accounts';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostReply } from '#posts';
import { clearNotifications, dismissNotification, moveMarkers } from './commands.ts';
import { EVERY_TYPE, presentMarkers, typesNamed } from './presenter.ts';
import { countUnread, encodeNotifications, getNotification, readMarkers, readNotifications } from './reads.ts';
import type { MarkedList, NotificationWish } from './types.ts';

const PRESET = 40;
const MOST = 80;
const UNREAD_PRESET = 100;
const UNREAD_MOST = 1000;

const IdText = Type.String({ maxLength: 20 });
const Name = Type.String({ maxLength: 50 });
const IdParams = Type.Object({ id: IdText });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const wishes = {
  types: Type.Optional(Type.Array(Name, { maxItems: 50 })),
  exclude_types: Type.Optional(Type.Array(Name, { maxItems: 50 })),
  account_id: Type.Optional(IdText),
};
const WishQuery = Type.Object({ ...wishes, limit: Limit });
const ListQuery = Type.Object({
  ...wishes, limit: Limit, max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText),
});
const NotificationReply = Type.Object({
  id: IdText, type: Name, created_at: Name, group_key: Name, account: AccountReply, status: Type.Optional(PostReply),
});
const Empty = Type.Object({});
const MarkerReply = Type.Object({ last_read_id: IdText, version: Type.Integer(), updated_at: Name });
const MarkersReply = Type.Object({ home: Type.Optional(MarkerReply), notifications: Type.Optional(MarkerReply) });
const Place = Type.Optional(
  Type.Object({ last_read_id: Type.Optional(IdText), version: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })) }),
);

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

/** Names that mean nothing here are no reason to refuse: clients list every type they know. */
function wishOf(query: Static<typeof WishQuery>): NotificationWish {
  const { types, exclude_types: excluded = [], account_id: account } = query;
  const wanted = types === undefined || types.length === 0 ? EVERY_TYPE : typesNamed(types);
  const unwanted = typesNamed(excluded);
  const left = wanted.filter((type) => !unwanted.includes(type));
  // No account has the id 0: an id that is none finds nothing.
  const fromId = account === undefined || account === '' ? undefined : (parseId(account) ?? 0);
  return { types: left.length === EVERY_TYPE.length ? undefined : left, fromId };
}

const notificationRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/notifications', who: 'member', scope: 'read:notifications', summary: 'What concerns you, newest first',
    query: ListQuery, reply: Type.Array(NotificationReply),
    async run(ctx, { query }, { href, reply }) {
      const limit = Math.min(query.limit ?? PRESET, MOST);
      const page = { limit, maxId: cursorOf(query.max_id), sinceId: cursorOf(query.since_id), minId: cursorOf(query.min_id) };
      const { shown, cursors } = await readNotifications(ctx, page, wishOf(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return Buffer.from(`[${(await encodeNotifications(ctx, shown)).join(',')}]`);
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
      const [json] = await encodeNotifications(ctx, [await getNotification(ctx, idOf(params.id))]);
      if (json === undefined) throw notFound();
      return Buffer.from(json);
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

const LISTS: readonly MarkedList[] = ['home', 'notifications'];

const markerRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/markers', who: 'member', scope: 'read:statuses', summary: 'How far you have read',
    query: Type.Object({ timeline: Type.Optional(Type.Array(Name, { maxItems: 20 })) }), reply: MarkersReply,
    async run(ctx, { query }) {
      const asked = LISTS.filter((list) => query.timeline?.includes(list));
      return asked.length === 0 ? {} : presentMarkers(await readMarkers(ctx, asked));
    },
  }),
  route({
    method: 'POST', path: '/api/v1/markers', who: 'member', scope: 'write:statuses', summary: 'Notes how far you have read; 409 for a version that another app has passed',
    body: Type.Object({ home: Place, notifications: Place }), reply: MarkersReply,
    async run(ctx, { body }) {
      const places = LISTS.flatMap((list) => {
        const text = body[list]?.last_read_id;
        if (text === undefined || text === '') return [];
        const lastReadId = parseCursor(text);
        if (lastReadId === undefined) throw invalid(`Validation failed: ${list}.last_read_id is not an id`);
        return [{ list, lastReadId, version: body[list]?.version }];
      });
      return places.length === 0 ? {} : presentMarkers(await moveMarkers(ctx, places));
    },
  }),
];

export const routes: readonly Route[] = [...notificationRoutes, ...markerRoutes];
