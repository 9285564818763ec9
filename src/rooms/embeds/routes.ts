/** One post on somebody else's page: what to put there (oEmbed), and the page for the frame. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { titleSetting } from '#instance';
import { designOf } from '#kit/design.ts';
import { invalid, notFound } from '#kit/errors.ts';
import { languageOf } from '#kit/language.ts';
import { houseOf } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { OembedReply, presentOembed, renderEmbed } from './presenter.ts';
import { readOpenPost } from './reads.ts';

/** Any page may frame it: it holds no form, reads no cookie and runs no script. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";
const Short = Type.String({ maxLength: 100 });

const embed = route({
  method: 'GET',
  path: '/@:username/:id/embed',
  who: 'page',
  summary: 'A public post for a frame on another page',
  params: Type.Object({ username: Short, id: Short }),
  query: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) }),
  async run(ctx, { params, query }, { request, reply }) {
    const post = await readOpenPost(ctx, params.username, params.id);
    const language = languageOf(query.lang, request.headers['accept-language'], post.language);
    void reply.type('text/html; charset=utf-8').header('Content-Security-Policy', POLICY).header('Vary', 'Accept-Language');
    void reply.header('Cache-Control', 'public, max-age=60').header('Referrer-Policy', 'no-referrer');
    return renderEmbed(post, { title: ctx.settings.get(titleSetting), language });
  },
});

const ADDRESS = /^\/@([\w.-]{1,100})\/(\d{1,20})(?:\/embed)?\/?$/;
const URI = /^\/users\/([\w.-]{1,100})\/statuses\/(\d{1,20})\/?$/;

/** The post that an address of this server names. @throws Refusal 404 */
function readAddress(origin: string, address: string): { username: string; id: string } {
  const url = URL.parse(address);
  const [, username, id] = (url?.origin === origin && (ADDRESS.exec(url.pathname) ?? URI.exec(url.pathname))) || [];
  if (username === undefined || id === undefined) throw notFound();
  return { username, id };
}

const Size = Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 }));

const oembed = route({
  method: 'GET',
  path: '/api/oembed',
  who: 'anyone',
  summary: 'How to show a public post on another page (oEmbed)',
  query: Type.Object({
    url: Type.String({ maxLength: 2048 }), maxwidth: Size, maxheight: Size, format: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  reply: OembedReply,
  async run(ctx, { query }, { reply }) {
    // The specification has 501 for it; here what a client asked wrongly is never answered as a fault of the server's.
    if (query.format !== undefined && query.format !== '' && query.format !== 'json') throw invalid('Validation failed: Only JSON is spoken here');
    const { origin } = houseOf(ctx).config;
    const { username, id } = readAddress(origin, query.url);
    const post = await readOpenPost(ctx, username, id);
    void reply.header('Cache-Control', 'public, max-age=60');
    return presentOembed(post, { origin, title: ctx.settings.get(titleSetting), maxWidth: query.maxwidth ?? Infinity, maxHeight: query.maxheight ?? Infinity });
  },
});

const style = `${designOf('tokens.css')}\n${readFileSync(new URL('./assets/embed.css', import.meta.url), 'utf8')}`;
const styleTag = `"${createHash('sha256').update(style).digest('base64url').slice(0, 16)}"`;

const styleSheet = route({
  method: 'GET',
  path: '/assets/embed.css',
  who: 'page',
  uncounted: true,
  summary: 'The stylesheet of framed posts',
  run: (_ctx, _input, { request, reply }) => {
    void reply.header('ETag', styleTag).header('Cache-Control', 'public, max-age=300, stale-while-revalidate=86400');
    if (request.headers['if-none-match'] === styleTag) return reply.code(304).send();
    return reply.type('text/css; charset=utf-8').send(style);
  },
});

export const routes: readonly Route[] = [embed, oembed, styleSheet];
