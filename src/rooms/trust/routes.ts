/** Trust in steps, over HTTP. */

import { Type } from 'typebox';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { linkHeader } from '#kit/pages.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { answerStep, fillCard, offerStep } from './commands.ts';
import { CardReply, StepName, StepsReply, TrustReply, presentCard, presentSteps } from './presenter.ts';
import { readOwnCard, readTrustWith, readTrusts, showTrust } from './reads.ts';
import { stepNamed } from './rules.ts';

const BASE = '/api/perchoir/v1/trust';
const IdText = Type.String({ maxLength: 20 });
const Params = Type.Object({ id: IdText });
const Line = Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]));
const PRESET = 40;
const MOST = 80;

/** @throws Refusal 404 */
function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** @throws Refusal 400 */
function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

const answer = (kind: 'accept' | 'decline' | 'back', summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/${kind}`, who: 'member', scope: 'write:follows', summary, params: Params, reply: TrustReply,
    body: Type.Object({ step: Type.Optional(StepName) }),
    async run(ctx, { params, body }) {
      await answerStep(ctx, idOf(params.id), { kind, step: body.step === undefined ? undefined : stepNamed(body.step) });
      return showTrust(ctx, idOf(params.id));
    },
  });

export const routes: readonly Route[] = [
  route({
    method: 'GET', path: BASE, who: 'member', scope: 'read:follows', summary: 'With whom one shares a step of trust, or what is offered; of one person with account_id',
    query: Type.Object({
      shelf: Type.Optional(oneOf(['agreed', 'offers'])), account_id: Type.Optional(IdText), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })), max_id: Type.Optional(IdText),
    }),
    reply: Type.Array(TrustReply),
    async run(ctx, { query }, { href, reply }) {
      if (query.account_id !== undefined) return readTrustWith(ctx, idOf(query.account_id));
      const { shown, cursors } = await readTrusts(ctx, query.shelf ?? 'agreed', { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id) });
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'POST', path: BASE, who: 'member', scope: 'write:follows', summary: 'Offers somebody the next step of trust; where they offer it already, that is a yes', reply: TrustReply, rate: 'follow',
    body: Type.Object({ account_id: IdText }),
    async run(ctx, { body }) {
      const otherId = parseId(body.account_id);
      if (otherId === undefined) throw invalid('Validation failed: account_id is not an id');
      return showTrust(ctx, await offerStep(ctx, otherId));
    },
  }),
  route({ method: 'GET', path: `${BASE}/steps`, who: 'anyone', summary: 'The steps of trust, and what each widens', reply: StepsReply, run: () => presentSteps() }),
  route({
    method: 'GET', path: `${BASE}/card`, who: 'member', scope: 'read:accounts', summary: "One's own private card", reply: CardReply,
    run: async (ctx) => presentCard(await readOwnCard(ctx)),
  }),
  ...updateRoutes({
    path: `${BASE}/card`, who: 'member', scope: 'write:accounts', summary: "Fills in one's private card; what is not named stays, what is empty goes", reply: CardReply,
    body: Type.Object({ help: Line, email: Line, birthday: Line, address: Line, phone: Line }),
    async run(ctx, { body }) {
      const wish = Object.fromEntries(Object.entries(body).map(([line, text]) => [line, text ?? (text === null ? '' : undefined)]));
      await fillCard(ctx, wish);
      return presentCard(await readOwnCard(ctx));
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id`, who: 'member', scope: 'read:follows', summary: 'What stands between oneself and somebody', params: Params, reply: TrustReply,
    run: (ctx, { params }) => showTrust(ctx, idOf(params.id)),
  }),
  answer('accept', 'Says yes to an offered step; with step, to that one alone'),
  answer('decline', 'Says no to an offered step, or offers it no longer'),
  answer('back', 'Goes back a step, or to the one named, at once for both'),
];
