import { Type } from 'typebox';
import { AccountReply, accountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { linkHeader } from '#kit/pages.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostReply } from '#posts';
import { clearNotifications, dismissGroup } from '../commands/lists.ts';
import { groupNamed, groupedTypesNamed } from '../presenter/groups.ts';
import { encodeGroups } from '../reads/encode-groups.ts';
import { countUnreadGroups, getGroup, readGroupLines, readGroups } from '../reads/groups.ts';
import type { GroupKey } from '../reads/groups.ts';
import { Empty, IdText, ListQuery, Name, PageQuery, UNREAD_MOST, UNREAD_PRESET, WishQuery, pageIn, wishOf } from './input.ts';

const Grouped = Type.Optional(Type.Array(Name, { maxItems: 50 }));
const Expand = Type.Optional(Name);
const GroupParams = Type.Object({ group_key: Type.String({ maxLength: 100 }) });
const Url = Type.String({ maxLength: 3000 });

const GroupReply = Type.Object({
  group_key: Name, type: Name, notifications_count: Type.Integer(), most_recent_notification_id: Type.Integer(),
  page_min_id: IdText, page_max_id: IdText, latest_page_notification_at: Name, sample_account_ids: Type.Array(IdText), status_id: Type.Optional(IdText),
});
const PartialReply = Type.Object({
  id: IdText, acct: Name, locked: Type.Boolean(), bot: Type.Boolean(), url: Url, avatar: Url, avatar_static: Url, avatar_description: Url,
});
const GroupsReply = Type.Object({
  accounts: Type.Array(AccountReply), statuses: Type.Array(PostReply), notification_groups: Type.Array(GroupReply),
  partial_accounts: Type.Optional(Type.Array(PartialReply)),
});

function keyOf(text: string): GroupKey {
  const key = groupNamed(text);
  if (key === undefined) throw notFound();
  return key;
}

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v2/notifications', who: 'member', scope: 'read:notifications',
    summary: 'What concerns you, newest first, what belongs together told as one',
    query: Type.Object({ ...ListQuery.properties, grouped_types: Grouped, expand_accounts: Expand }), reply: GroupsReply,
    async run(ctx, { query }, { href, reply }) {
      const wish = { ...wishOf(query), grouped: groupedTypesNamed(query.grouped_types) };
      const { groups, cursors } = await readGroups(ctx, pageIn(query), wish);
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return encodeGroups(ctx, groups, query.expand_accounts);
    },
  }),
  route({
    method: 'GET', path: '/api/v2/notifications/unread_count', who: 'member', scope: 'read:notifications',
    summary: 'How many groups lie above your marker',
    query: Type.Object({ ...WishQuery.properties, grouped_types: Grouped }), reply: Type.Object({ count: Type.Integer() }),
    async run(ctx, { query }) {
      const wish = { ...wishOf(query), grouped: groupedTypesNamed(query.grouped_types) };
      return { count: await countUnreadGroups(ctx, Math.min(query.limit ?? UNREAD_PRESET, UNREAD_MOST), wish) };
    },
  }),
  route({
    method: 'POST', path: '/api/v2/notifications/clear', who: 'member', scope: 'write:notifications', summary: 'Empties the list', reply: Empty,
    async run(ctx) {
      await clearNotifications(ctx);
      return {};
    },
  }),
  route({
    method: 'GET', path: '/api/v2/notifications/:group_key', who: 'member', scope: 'read:notifications', summary: 'One group of them',
    params: GroupParams, query: Type.Object({ expand_accounts: Expand }), reply: GroupsReply,
    run: async (ctx, { params, query }) => encodeGroups(ctx, [await getGroup(ctx, keyOf(params.group_key))], query.expand_accounts),
  }),
  route({
    method: 'GET', path: '/api/v2/notifications/:group_key/accounts', who: 'member', scope: 'read:notifications',
    summary: 'Everybody a group is from, newest first',
    params: GroupParams, query: PageQuery, reply: Type.Array(AccountReply),
    async run(ctx, { params, query }, { href, reply }) {
      const { lines, cursors } = await readGroupLines(ctx, keyOf(params.group_key), pageIn(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      const ids = lines.map(({ from }) => from.id);
      const accounts = await accountJson(ctx, ids);
      return Buffer.from(`[${ids.flatMap((id) => accounts.get(id) ?? []).join(',')}]`);
    },
  }),
  route({
    method: 'POST', path: '/api/v2/notifications/:group_key/dismiss', who: 'member', scope: 'write:notifications',
    summary: 'Takes a group off the list', params: GroupParams, reply: Empty,
    async run(ctx, { params }) {
      await dismissGroup(ctx, keyOf(params.group_key));
      return {};
    },
  }),
];
