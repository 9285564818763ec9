/** Who is in a group, comes and goes, over HTTP. */

import { Type } from 'typebox';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { answerIntroduction, editMyself, joinGroup, leaveGroup, readRules } from '../commands/join.ts';
import { acceptMember, declineMember, introduce, removeMember, setSteward } from '../commands/steer.ts';
import { GroupReply, MemberReply } from '../presenter.ts';
import { readPeople, showGroup } from '../reads/show.ts';
import { AccountParams, BASE, Empty, GroupParams, IdText, IntroductionParams, Limit, Line, Long, answerPart, idIn, idOf, pageOf, seenId } from './input.ts';

const acts: readonly Route[] = [
  route({
    method: 'POST', path: `${BASE}/:id/join`, who: 'member', scope: 'write:statuses', summary: 'Comes into a group, or asks to', params: GroupParams, reply: GroupReply,
    async run(ctx, { params }) {
      await joinGroup(ctx, params.id);
      return showGroup(ctx, params.id);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/leave`, who: 'member', scope: 'write:statuses', summary: 'Leaves a group, no longer asks, or says no to who invites', params: GroupParams, reply: Empty,
    async run(ctx, { params }) {
      await leaveGroup(ctx, params.id);
      return {};
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/rules`, who: 'member', scope: 'write:statuses', summary: 'Has read the house rules of a group as they are now', params: GroupParams, reply: GroupReply,
    async run(ctx, { params }) {
      await readRules(ctx, await seenId(ctx, params));
      return showGroup(ctx, params.id);
    },
  }),
  ...updateRoutes({
    path: `${BASE}/:id/me`, who: 'member', scope: 'write:statuses', summary: 'What one does and can help with, for the directory of a group', params: GroupParams, reply: GroupReply,
    body: Type.Object({ trade: Type.Optional(Line), helps_with: Type.Optional(Type.Array(Line, { maxItems: 20 })) }),
    async run(ctx, { params, body }) {
      await editMyself(ctx, await seenId(ctx, params), { trade: body.trade, helpsWith: body.helps_with });
      return showGroup(ctx, params.id);
    },
  }),
];

const introduced = (answer: 'accept' | 'decline', summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/introductions/:introduction_id/${answer}`, who: 'member', scope: 'write:statuses', summary, params: IntroductionParams, reply: answer === 'accept' ? GroupReply : Empty,
    async run(ctx, { params }) {
      await answerIntroduction(ctx, params.id, idOf(params.introduction_id), answer === 'accept');
      return answer === 'accept' ? showGroup(ctx, params.id) : {};
    },
  });

const about = (act: string, summary: string, run: (ctx: Context, groupId: Id, accountId: Id) => Promise<void>): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/members/:account_id/${act}`, who: 'member', scope: 'write:statuses', summary, params: AccountParams, reply: GroupReply,
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await run(ctx, id, idOf(params.account_id));
      return showGroup(ctx, id);
    },
  });

const others: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/members`, who: 'member', scope: 'read:statuses', summary: 'Who is in a group, the latest first, with what they do and can help with', params: GroupParams, reply: Type.Array(MemberReply),
    query: Type.Object({
      state: Type.Optional(oneOf(['in', 'invited', 'asked', 'barred'])), trade: Type.Optional(Line), helps: Type.Optional(Line), q: Type.Optional(Line), limit: Limit, max_id: Type.Optional(IdText),
    }),
    run: async (ctx, { params, query }, exchange) =>
      answerPart(exchange, await readPeople(ctx, params.id, { ...pageOf(query, 100, 200), state: query.state, trade: query.trade, helps: query.helps, q: query.q })),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/invitations`, who: 'member', scope: 'write:statuses', summary: 'Introduces somebody to a group, with a reason that both sides read', params: GroupParams,
    body: Type.Object({ account_id: IdText, reason: Long }), reply: GroupReply,
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await introduce(ctx, id, { accountId: idIn('account_id', body.account_id), reason: body.reason });
      return showGroup(ctx, id);
    },
  }),
  introduced('accept', 'Says yes to who introduces one to a group'),
  introduced('decline', 'Says no to who introduces one to a group'),
  about('accept', 'Lets in who asks; lets ask again who was removed', acceptMember),
  about('decline', 'Says no to who asks to join a group', declineMember),
  route({
    method: 'POST', path: `${BASE}/:id/members/:account_id/remove`, who: 'member', scope: 'write:statuses', summary: 'Takes somebody out of a group, for a reason that its log keeps; or an invitation back', params: AccountParams,
    body: Type.Object({ reason: Type.Optional(Long) }), reply: GroupReply,
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await removeMember(ctx, id, idOf(params.account_id), body.reason ?? '');
      return showGroup(ctx, id);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/members/:account_id/steward`, who: 'member', scope: 'write:statuses', summary: 'Makes somebody a steward of a group, or oneself no longer', params: AccountParams,
    body: Type.Object({ steward: Type.Boolean() }), reply: GroupReply,
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await setSteward(ctx, id, idOf(params.account_id), body.steward);
      return showGroup(ctx, id);
    },
  }),
];

export const peopleRoutes: readonly Route[] = [...acts, ...others];
