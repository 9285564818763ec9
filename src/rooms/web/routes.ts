/** Every address that no other room has: pages, their data, and the files that pages load. */

import { Type } from 'typebox';
import { languageFor } from '#auth';
import { notFound } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { answerPage, readGuest } from './answer.ts';
import type { Answer } from './answer.ts';
import { applicationOf } from './application.ts';
import type { Asset } from './application.ts';

const Anything = Type.Object({ '*': Type.String({ maxLength: 2000 }) });

const assets = route({
  method: 'GET', path: '/app/*', who: 'page', uncounted: true, summary: 'The files of the application', params: Anything,
  async run(ctx, { params }, exchange) {
    const asset = (await applicationOf(ctx)).assets.get(`/app/${params['*']}`);
    if (asset === undefined) throw notFound();
    return sendAsset(exchange, asset);
  },
});

function sendAsset({ request, reply }: Exchange, asset: Asset): unknown {
  void reply.header('Cache-Control', asset.lasting ? 'public, max-age=31536000, immutable' : 'public, no-cache');
  void reply.header('ETag', asset.tag).header('Vary', 'Accept-Encoding').header('Cross-Origin-Resource-Policy', 'same-origin');
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  void reply.type(asset.type);
  const accepted = request.headers['accept-encoding'] ?? '';
  if (asset.br !== undefined && /\bbr\b/.test(accepted)) return reply.header('Content-Encoding', 'br').send(asset.br);
  if (asset.gzip !== undefined && /\bgzip\b/.test(accepted)) return reply.header('Content-Encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.plain);
}

function send({ reply }: Exchange, { status, headers, body }: Answer): unknown {
  void reply.code(status);
  for (const [name, value] of headers) if (name !== 'content-length') void reply.header(name, value);
  if (!headers.has('Cache-Control')) void reply.header('Cache-Control', 'no-store');
  void reply.header('Referrer-Policy', 'same-origin').header('X-Frame-Options', 'DENY').header('Vary', 'Cookie, Accept-Language');
  return reply.send(body);
}

const Query = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) });

async function show(ctx: Context, query: { lang?: string }, exchange: Exchange): Promise<unknown> {
  const who = await readGuest(ctx, exchange);
  return send(exchange, await answerPage(ctx, exchange, who, languageFor(ctx, exchange, query)));
}

/** Pages are for those who can show them; programs that lost their way get the short answer they know. */
const isForBrowser = ({ request }: Exchange): boolean =>
  !request.url.startsWith('/api/') && (/\.data(\?|$)/.test(request.url) || (request.headers.accept ?? '').includes('text/html'));

const pages = route({
  method: 'GET', path: '/*', who: 'page', summary: 'The pages of the application', params: Anything, query: Query,
  run(ctx, { query }, exchange) {
    if (!isForBrowser(exchange)) throw notFound();
    return show(ctx, query, exchange);
  },
});

const front = route({ method: 'GET', path: '/', who: 'page', summary: 'The first page', query: Query, run: (ctx, { query }, exchange) => show(ctx, query, exchange) });

export const routes: readonly Route[] = [front, assets, pages];
