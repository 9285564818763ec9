import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import { parseId } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import { oneOf } from '#kit/one-of.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { PostReply } from '#posts';
import { acceptRequests, choosePolicy, dismissRequests, settleOne } from '../commands/policy.ts';
import { presentPolicy, presentPolicyV1 } from '../presenter/policy.ts';
import { encodeRequests, getRequest, readPolicy, readRequests } from '../reads/requests.ts';
import { Empty, IdParams, IdText, Name, PageQuery, idOf, pageIn } from './input.ts';

const Verdict = oneOf(['accept', 'filter', 'drop']);
const Choice = Type.Optional(Verdict);
const Flag = Type.Optional(Type.Boolean());
const Summary = Type.Object({ pending_requests_count: Type.Integer(), pending_notifications_count: Type.Integer() });
export const PolicyReply = Type.Object({
  for_not_following: Verdict, for_not_followers: Verdict, for_new_accounts: Verdict, for_private_mentions: Verdict,
  for_limited_accounts: Verdict, for_bots: Verdict, summary: Summary,
});
const PolicyV1Reply = Type.Object({
  filter_not_following: Type.Boolean(), filter_not_followers: Type.Boolean(), filter_new_accounts: Type.Boolean(),
  filter_private_mentions: Type.Boolean(), summary: Summary,
});
const RequestReply = Type.Object({
  id: IdText, created_at: Name, updated_at: Name, notifications_count: IdText, account: AccountReply,
  last_status: Type.Union([PostReply, Type.Null()]),
});
const SomeIds = Type.Object({ id: Type.Array(IdText, { maxItems: 200 }) });

/** What the older form says: a condition that is left out stays as it is. */
const fromFlag = (flag: boolean | undefined) => (flag === undefined ? undefined : flag ? 'filter' as const : 'accept' as const);

const policyRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v2/notifications/policy', who: 'member', scope: 'read:notifications',
    summary: 'Whose notifications are kept out, and how many wait', reply: PolicyReply,
    async run(ctx) {
      const { policy, summary } = await readPolicy(ctx);
      return presentPolicy(policy, summary);
    },
  }),
  ...updateRoutes({
    path: '/api/v2/notifications/policy', who: 'member', scope: 'write:notifications', summary: 'Says whose notifications are kept out',
    body: Type.Object({
      for_not_following: Choice, for_not_followers: Choice, for_new_accounts: Choice, for_private_mentions: Choice,
      for_limited_accounts: Choice, for_bots: Choice,
    }),
    reply: PolicyReply,
    async run(ctx, { body }) {
      await choosePolicy(ctx, {
        notFollowing: body.for_not_following, notFollowers: body.for_not_followers, newAccounts: body.for_new_accounts,
        privateMentions: body.for_private_mentions, limitedAccounts: body.for_limited_accounts, bots: body.for_bots,
      });
      const { policy, summary } = await readPolicy(ctx);
      return presentPolicy(policy, summary);
    },
  }),
  route({
    method: 'GET', path: '/api/v1/notifications/policy', who: 'member', scope: 'read:notifications',
    summary: 'Whose notifications are kept out, in the older form', reply: PolicyV1Reply,
    async run(ctx) {
      const { policy, summary } = await readPolicy(ctx);
      return presentPolicyV1(policy, summary);
    },
  }),
  ...updateRoutes({
    path: '/api/v1/notifications/policy', who: 'member', scope: 'write:notifications', summary: 'The same, in the older form',
    body: Type.Object({ filter_not_following: Flag, filter_not_followers: Flag, filter_new_accounts: Flag, filter_private_mentions: Flag }),
    reply: PolicyV1Reply,
    async run(ctx, { body }) {
      await choosePolicy(ctx, {
        notFollowing: fromFlag(body.filter_not_following), notFollowers: fromFlag(body.filter_not_followers),
        newAccounts: fromFlag(body.filter_new_accounts), privateMentions: fromFlag(body.filter_private_mentions),
      });
      const { policy, summary } = await readPolicy(ctx);
      return presentPolicyV1(policy, summary);
    },
  }),
];

/** Ids that are none are passed over, as those of requests that are settled. */
const idsOf = (texts: readonly string[]) => [...new Set(texts.flatMap((text) => parseId(text) ?? []))];

const settling = ([['accept', acceptRequests, 'Lets in'], ['dismiss', dismissRequests, 'Sends away']] as const).flatMap(([word, act, says]) => [
  route({
    method: 'POST', path: `/api/v1/notifications/requests/${word}`, who: 'member', scope: 'write:notifications',
    summary: `${says} several who were kept out`, body: SomeIds, reply: Empty,
    async run(ctx, { body }) {
      await act(ctx, idsOf(body.id));
      return {};
    },
  }),
  route({
    method: 'POST', path: `/api/v1/notifications/requests/:id/${word}`, who: 'member', scope: 'write:notifications',
    summary: `${says} one who was kept out`, params: IdParams, reply: Empty,
    async run(ctx, { params }) {
      await settleOne(ctx, idOf(params.id), act);
      return {};
    },
  }),
]);

const requestRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/notifications/requests', who: 'member', scope: 'read:notifications',
    summary: 'Who was kept out and said something, newest first', query: PageQuery, reply: Type.Array(RequestReply),
    async run(ctx, { query }, { href, reply }) {
      const { shown, cursors } = await readRequests(ctx, pageIn(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return Buffer.from(`[${(await encodeRequests(ctx, shown)).join(',')}]`);
    },
  }),
  route({
    method: 'GET', path: '/api/v1/notifications/requests/merged', who: 'member', scope: 'read:notifications',
    summary: 'Whether what was accepted is in the list: always, since accepting waits for it', reply: Type.Object({ merged: Type.Boolean() }),
    run: () => ({ merged: true }),
  }),
  route({
    method: 'GET', path: '/api/v1/notifications/requests/:id', who: 'member', scope: 'read:notifications', summary: 'One who was kept out',
    params: IdParams, reply: RequestReply,
    run: async (ctx, { params }) => Buffer.from((await encodeRequests(ctx, [await getRequest(ctx, idOf(params.id))])).join('')),
  }),
  ...settling,
];

export const keepingOutRoutes: readonly Route[] = [...policyRoutes, ...requestRoutes];
