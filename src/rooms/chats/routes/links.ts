/** Coming into a group by a link, over HTTP. */

import { Type } from 'typebox';
import { AccountReply, showAccounts } from '#accounts';
import { oneOf } from '#kit/one-of.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { answerAsking, askIn, followLink, getLink, makeLink, readAsking, removeLink } from '../commands/links.ts';
import { LinkReply, presentLink } from '../presenter/board.ts';
import { BASE, ChatParams, IdText, idIn, idOf } from './input.ts';

const Empty = Type.Object({});
const Text = Type.String({ maxLength: 1000 });
const TokenParams = Type.Object({ token: Type.String({ maxLength: 100 }) });
const JoinReply = Type.Object({ title: Text, members_count: Type.Integer(), expires_at: Text, state: oneOf(['none', 'asking', 'asked', 'in']), chat_id: Type.Union([Text, Type.Null()]) });

async function show(ctx: Context, token: string): Promise<object> {
  const { chat, link, member } = await transaction(ctx, (tx) => followLink(tx, token));
  const known = member?.state;
  const state = known === 'in' || known === 'asked' || known === 'asking' ? known : 'none';
  return {
    title: chat.title, members_count: [...chat.members.values()].filter((one) => one.state === 'in').length, expires_at: link.expires_at.toISOString(), state,
    chat_id: state === 'in' || state === 'asked' ? String(chat.id) : null,
  };
}

const showLink = async (ctx: Context, id: string): Promise<object> => presentLink(houseOf(ctx).config.origin, await getLink(ctx, idOf(id)));

const answer = (word: 'accept' | 'decline', summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/asking/${word}`, who: 'member', scope: 'write:statuses', summary, params: ChatParams, body: Type.Object({ account_id: IdText }), reply: Empty,
    async run(ctx, { params, body }) {
      await answerAsking(ctx, idOf(params.id), idIn('account_id', body.account_id), word === 'accept');
      return {};
    },
  });

export const linkRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/link`, who: 'member', scope: 'read:statuses', summary: 'The link by which people ask into a group', params: ChatParams, reply: LinkReply,
    run: (ctx, { params }) => showLink(ctx, params.id),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/link`, who: 'member', scope: 'write:statuses', summary: 'Makes a link by which people ask into a group, in the place of the one there was', params: ChatParams,
    body: Type.Object({ expires_in: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })) }), reply: LinkReply,
    async run(ctx, { params, body }) {
      await makeLink(ctx, idOf(params.id), body.expires_in);
      return showLink(ctx, params.id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/link`, who: 'member', scope: 'write:statuses', summary: 'Takes the link back', params: ChatParams, reply: Empty,
    async run(ctx, { params }) {
      await removeLink(ctx, idOf(params.id));
      return {};
    },
  }),
  route({
    method: 'GET', path: `${BASE}/join/:token`, who: 'member', scope: 'read:statuses', summary: 'What a link leads to: the title and size of a group', params: TokenParams, reply: JoinReply,
    run: (ctx, { params }) => show(ctx, params.token),
  }),
  route({
    method: 'POST', path: `${BASE}/join/:token`, who: 'member', scope: 'write:statuses', summary: 'Asks to come into a group by its link', params: TokenParams, reply: JoinReply,
    async run(ctx, { params }) {
      await askIn(ctx, params.token);
      return show(ctx, params.token);
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/asking`, who: 'member', scope: 'read:statuses', summary: 'Who came by the link and waits', params: ChatParams, reply: Type.Array(AccountReply),
    async run(ctx, { params }) {
      const ids = await readAsking(ctx, idOf(params.id));
      const people = await showAccounts(ctx, ids);
      return ids.flatMap((id) => people.get(id) ?? []);
    },
  }),
  answer('accept', 'Lets somebody in who came by the link'),
  answer('decline', 'Says no to somebody who came by the link'),
];
