/** Every address that no other room has: pages, their data, and the files that pages load. */

import { Type } from 'typebox';
import { bringsSession, languageFor, refuseForeign } from '#auth';
import { openEvents } from '#streaming';
import { notFound } from '#kit/errors.ts';
import type { Language } from '#kit/language.ts';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { lookOf } from '#platform/http/cookies.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { addressKey } from '#platform/limits.ts';
import { answerPage, readGuest } from './answer.ts';
import { applicationOf } from './application.ts';
import type { Asset } from './application.ts';
import { installRoutes } from './install.ts';
import { copyFor, readableAddress, sendCopy } from './copies.ts';
import type { Copy } from './copies.ts';
import { countPage, spareBudget } from './budget.ts';
import { replay } from './replay.ts';
import { LIVE_LISTS, channelOf } from './streams.ts';

const Anything = Type.Object({ '*': Type.String({ maxLength: 2000 }) });

const assets = route({
  method: 'GET', path: '/app/*', who: 'page', uncounted: true, summary: 'The files of the application', params: Anything,
  async run(ctx, { params }, exchange) {
    const asset = (await applicationOf(ctx)).assets.get(`/app/${params['*']}`);
    if (asset === undefined) throw notFound();
    return sendAsset(exchange, asset);
  },
});

/**
 * A worker runs by the policy it comes with, not by that of the page that starts it: so what encodes AAC, a program for the browser's
 * own machine (WebAssembly) in a worker of its own, is let run there and on no page.
 */
const POLICIES: Readonly<Record<string, string>> = {
  '/app/alone/encoder.js': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'",
};

function sendAsset({ request, reply }: Exchange, asset: Asset): unknown {
  void reply.header('Cache-Control', asset.lasting ? 'public, max-age=31536000, immutable' : 'public, no-cache');
  void reply.header('ETag', asset.tag).header('Vary', 'Accept-Encoding').header('Cross-Origin-Resource-Policy', 'same-origin');
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  void reply.type(asset.type);
  const policy = POLICIES[request.url.split('?', 1)[0] ?? ''];
  if (policy !== undefined) void reply.header('Content-Security-Policy', policy);
  const accepted = request.headers['accept-encoding'] ?? '';
  if (asset.br !== undefined && /\bbr\b/.test(accepted)) return reply.header('Content-Encoding', 'br').send(asset.br);
  if (asset.gzip !== undefined && /\bgzip\b/.test(accepted)) return reply.header('Content-Encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.plain);
}

const Query = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) });

/** A page for a member is made for that member; visitors share copies of theirs. Only what has to be made is counted. */
function show(ctx: Context, query: { lang?: string }, exchange: Exchange): unknown {
  const language = languageFor(ctx, exchange, query);
  if (!bringsSession(ctx, exchange)) return showVisitor(ctx, language, exchange);
  const address = addressKey(exchange.address);
  spareBudget(ctx, address);
  return readGuest(ctx, exchange).then(async (who) => {
    countPage(ctx, who === undefined ? address : String(who.viewer));
    if (who === undefined) return showVisitor(ctx, language, exchange);
    const { request, reply } = exchange;
    const { status, headers, body } = await answerPage(ctx, { address: request.url, who, language, look: lookOf(request), headers: request.headers });
    return reply.code(status).headers({ 'cache-control': 'no-store', ...headers, vary: 'Cookie, Accept-Language' }).send(body);
  });
}

function showVisitor(ctx: Context, language: Language, exchange: Exchange): unknown {
  const { url, headers } = exchange.request;
  const address = readableAddress(url);
  const look = lookOf(exchange.request);
  const copy = copyFor(ctx, { language, look, address }, () => {
    // Before the making begins, so that others who wait for this page are not refused with whoever asked first.
    countPage(ctx, addressKey(exchange.address));
    return answerPage(ctx, { address, who: undefined, language, look, headers });
  });
  const send = (made: Copy): unknown => {
    if (made.status === 404 && !isForBrowser(exchange)) throw notFound();
    return sendCopy(exchange, made);
  };
  return copy instanceof Promise ? copy.then(send) : send(copy);
}

/** Pages are for those who can show them. */
const isForBrowser = ({ request }: Exchange): boolean =>
  !request.url.startsWith('/api/') && (/\.data(\?|$)/.test(request.url) || (request.headers.accept ?? '').includes('text/html'));

/** Programs that take whatever there is: those that draw previews of what somebody sends to friends, and people's own. */
const takesAnything = ({ request: { headers: { accept = '*/*' } } }: Exchange): boolean => /(\*|text)\/\*/.test(accept) && !accept.includes('json');

/** Whether an address is a page's; programs that lost their way, or try doors, get the short answer they know, and it costs nothing. */
async function isPage(ctx: Context, exchange: Exchange): Promise<boolean> {
  if (!takesAnything(exchange) || exchange.request.url.startsWith('/api/')) return false;
  return (await applicationOf(ctx)).knows(exchange.request.url.split('?', 1)[0] ?? '');
}

const pages = route({
  method: 'GET', path: '/*', who: 'page', uncounted: true, summary: 'The pages of the application', params: Anything, query: Query,
  run(ctx, { query }, exchange) {
    if (isForBrowser(exchange)) return show(ctx, query, exchange);
    return isPage(ctx, exchange).then((known) => {
      if (!known) throw notFound();
      return show(ctx, query, exchange);
    });
  },
});

const front = route({ method: 'GET', path: '/', who: 'page', uncounted: true, summary: 'The first page', query: Query, run: (ctx, { query }, exchange) => show(ctx, query, exchange) });

/** What else there is in a form is each page's own. */
const Form = Type.Object({ form_token: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: Type.Unknown() });

/**
 * What is done on the owner's pages, which no API serves: by forms of ours alone, and for nobody else there is nothing here. It is
 * said in the language of the page it was done on.
 */
const acts = route({
  method: 'POST', path: '/owner/*', who: 'page', summary: 'A form on one of the owner’s pages', params: Anything, body: Form,
  async run(ctx, { body }, exchange) {
    refuseForeign(ctx, exchange, body.form_token);
    const who = await readGuest(ctx, exchange);
    if (who?.me.role !== 'owner') throw notFound();
    const { request, reply } = exchange;
    const form = Object.fromEntries(Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'));
    const { status, headers, body: page } = await answerPage(ctx, { address: request.url, who, language: languageFor(ctx, exchange, {}), look: lookOf(request), headers: request.headers, form });
    return reply.code(status).headers({ 'cache-control': 'no-store', ...headers, vary: 'Cookie, Accept-Language' }).send(page);
  },
});

const Id = Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' }));

const live = route({
  method: 'GET', path: '/live', who: 'page', uncounted: true, summary: "What comes into a visitor's page, as server-sent events with the HTML of posts",
  query: Type.Object({
    lang: oneOf(['en', 'fr']), list: oneOf(LIVE_LISTS),
    of: Type.Optional(Type.String({ maxLength: 500 })), since: Id,
    delay: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  }),
  run: (ctx, { query }, exchange) =>
    openEvents(ctx, exchange, { stream: channelOf(query.list, query.lang), parameter: query.of, since: query.since, delay: query.delay, caller: undefined }),
});

export const routes: readonly Route[] = [...installRoutes, front, assets, live, replay, acts, pages];
