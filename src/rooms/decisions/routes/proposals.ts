/** Decisions by consent, over HTTP. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { linkHeader } from '#kit/pages.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { move, object, remark, settleObjection } from '../commands/answer.ts';
import { amend, propose } from '../commands/propose.ts';
import { ProposalReply, WholeProposalReply } from '../presenter.ts';
import { readProposals, showProposal } from '../reads/proposals.ts';
import { BASE, GroupParams, IdText, ObjectionParams, PageQuery, ProposalParams, idIn, idOf, pageIn } from './input.ts';

const PATH = `${BASE}/proposals`;
const LINE = 500;
const LONG = 50_000;

const RoleBody = Type.Object({
  title: Type.String({ maxLength: LINE }), purpose: Type.String({ maxLength: LONG }), domain: Type.Optional(Type.String({ maxLength: LONG })), holder_id: IdText,
  term_ends_at: Type.String({ maxLength: 40 }),
});

const roleIn = (role: Static<typeof RoleBody> | undefined) => role && {
  title: role.title, purpose: role.purpose, domain: role.domain ?? '', holderId: idIn('role.holder_id', role.holder_id), termEndsAt: role.term_ends_at,
};

const step = (kind: 'next' | 'consent' | 'withdraw', summary: string): Route =>
  route({
    method: 'POST', path: `${PATH}/:proposal_id/${kind}`, who: 'member', scope: 'write:statuses', summary, params: ProposalParams, reply: WholeProposalReply,
    async run(ctx, { params }) {
      await move(ctx, params.id, idOf(params.proposal_id), kind);
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  });

const settle = (path: string, kind: 'takeBack' | 'met', summary: string): Route =>
  route({
    method: 'POST', path: `${PATH}/:proposal_id/objections/:objection_id/${path}`, who: 'member', scope: 'write:statuses', summary, params: ObjectionParams, reply: WholeProposalReply,
    async run(ctx, { params }) {
      await settleObjection(ctx, params.id, idOf(params.proposal_id), { kind, objectionId: idOf(params.objection_id) });
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  });

const saying: readonly Route[] = [
  route({
    method: 'POST', path: `${PATH}/:proposal_id/questions`, who: 'member', scope: 'write:statuses', summary: 'Asks about a proposal, or with answers_id answers', params: ProposalParams,
    body: Type.Object({ text: Type.String({ maxLength: LONG }), answers_id: Type.Optional(Type.Union([IdText, Type.Null()])) }), reply: WholeProposalReply,
    async run(ctx, { params, body }) {
      await remark(ctx, params.id, idOf(params.proposal_id), { kind: 'question', text: body.text, answersId: body.answers_id == null ? undefined : idIn('answers_id', body.answers_id) });
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  }),
  route({
    method: 'POST', path: `${PATH}/:proposal_id/reactions`, who: 'member', scope: 'write:statuses', summary: 'Says what one thinks of a proposal', params: ProposalParams,
    body: Type.Object({ text: Type.String({ maxLength: LONG }) }), reply: WholeProposalReply,
    async run(ctx, { params, body }) {
      await remark(ctx, params.id, idOf(params.proposal_id), { kind: 'reaction', text: body.text });
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  }),
  route({
    method: 'POST', path: `${PATH}/:proposal_id/objections`, who: 'member', scope: 'write:statuses', summary: 'Objects, naming what harm would come of it, and to whom', params: ProposalParams,
    body: Type.Object({ harm: Type.String({ maxLength: LONG }), harmed: Type.String({ maxLength: LONG }) }), reply: WholeProposalReply,
    async run(ctx, { params, body }) {
      await object(ctx, params.id, idOf(params.proposal_id), body);
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  }),
  settle('withdraw', 'takeBack', 'Takes an objection of one’s own back'),
  settle('met', 'met', 'Says that an amendment meets an objection of one’s own'),
];

export const proposalRoutes: readonly Route[] = [
  route({
    method: 'GET', path: PATH, who: 'member', scope: 'read:statuses', summary: 'What a group has to decide, or has decided, newest first', params: GroupParams,
    query: Type.Object({ shelf: Type.Optional(oneOf(['open', 'decided'])), ...PageQuery }), reply: Type.Array(ProposalReply),
    async run(ctx, { params, query }, { href, reply }) {
      const { shown, cursors } = await readProposals(ctx, params.id, query.shelf ?? 'open', pageIn(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'POST', path: PATH, who: 'member', scope: 'write:statuses', summary: 'Proposes something to a group', params: GroupParams, reply: WholeProposalReply,
    body: Type.Object({
      subject: Type.Optional(oneOf(['plain', 'role', 'end_role', 'rules', 'steward'])), title: Type.String({ maxLength: LINE }), text: Type.Optional(Type.String({ maxLength: LONG })),
      role: Type.Optional(RoleBody), role_id: Type.Optional(IdText), house_rules: Type.Optional(Type.String({ maxLength: LONG })), steward_id: Type.Optional(IdText),
    }),
    async run(ctx, { params, body }) {
      const id = await propose(ctx, params.id, {
        kind: body.subject ?? 'plain', title: body.title, text: body.text ?? '', role: roleIn(body.role), roleId: body.role_id === undefined ? undefined : idIn('role_id', body.role_id),
        houseRules: body.house_rules, stewardId: body.steward_id === undefined ? undefined : idIn('steward_id', body.steward_id),
      });
      return showProposal(ctx, params.id, id);
    },
  }),
  route({
    method: 'GET', path: `${PATH}/:proposal_id`, who: 'member', scope: 'read:statuses', summary: 'A proposal with everything said to it', params: ProposalParams, reply: WholeProposalReply,
    run: (ctx, { params }) => showProposal(ctx, params.id, idOf(params.proposal_id)),
  }),
  ...updateRoutes({
    path: `${PATH}/:proposal_id`, who: 'member', scope: 'write:statuses', summary: 'Amends a proposal, which is then open for questions again', params: ProposalParams, reply: WholeProposalReply,
    body: Type.Object({
      title: Type.Optional(Type.String({ maxLength: LINE })), text: Type.Optional(Type.String({ maxLength: LONG })), role: Type.Optional(RoleBody), house_rules: Type.Optional(Type.String({ maxLength: LONG })),
    }),
    async run(ctx, { params, body }) {
      await amend(ctx, params.id, idOf(params.proposal_id), { title: body.title, text: body.text, role: roleIn(body.role), houseRules: body.house_rules });
      return showProposal(ctx, params.id, idOf(params.proposal_id));
    },
  }),
  step('next', 'Opens the next stage, or adopts what nobody objects to'),
  step('consent', 'Does not object'),
  step('withdraw', 'Takes a proposal back'),
  ...saying,
];
