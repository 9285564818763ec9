/** What a browser needs to make an app of these pages: the service worker, the manifest and icons of every shape. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { languageFor } from '#auth';
import { readDescription, titleSetting } from '#instance';
import { notFound } from '#kit/errors.ts';
import type { Language } from '#kit/language.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { applicationOf } from './application.ts';

const PAPER = '#faf7f0';

const WORDS: Record<Language, { write: string; notifications: string; search: string }> = {
  en: { write: 'Write', notifications: 'Notifications', search: 'Search' },
  fr: { write: 'Écrire', notifications: 'Notifications', search: 'Rechercher' },
};

/** At the root, since a worker rules only what lies below its own address. */
const worker = route({
  method: 'GET', path: '/worker.js', who: 'page', uncounted: true, summary: 'The service worker of the application',
  async run(ctx, _input, { request, reply }) {
    const asset = (await applicationOf(ctx)).assets.get('/app/alone/worker.js');
    if (asset === undefined) throw notFound();
    void reply.header('Cache-Control', 'no-cache').header('ETag', asset.tag);
    void reply.header('Content-Security-Policy', "default-src 'none'; connect-src 'self'; img-src 'self'");
    if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
    return reply.type(asset.type).send(asset.plain);
  },
});

const icons = [
  { src: '/assets/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
  { src: '/assets/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
  { src: '/assets/icon.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
  { src: '/assets/icon-maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
  { src: '/assets/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
];

/** https://www.w3.org/TR/appmanifest/ */
const manifest = route({
  method: 'GET', path: '/manifest.webmanifest', who: 'page', summary: 'How the pages are installed as an app',
  query: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) }),
  run(ctx, { query }, exchange) {
    const language = languageFor(ctx, exchange, query);
    const words = WORDS[language];
    const name = ctx.settings.get(titleSetting);
    const shortcut = (title: string, url: string): object => ({ name: title, url, icons: [icons[1]] });
    void exchange.reply.type('application/manifest+json').header('Cache-Control', 'public, max-age=300').header('Vary', 'Cookie, Accept-Language');
    return exchange.reply.send(JSON.stringify({
      id: '/', name, short_name: [...name].slice(0, 24).join(''), description: readDescription(ctx, language), lang: language, dir: 'ltr',
      start_url: '/home', scope: '/', display: 'standalone', background_color: PAPER, theme_color: PAPER, icons, categories: ['social', 'news'],
      shortcuts: [shortcut(words.write, '/write'), shortcut(words.notifications, '/notifications'), shortcut(words.search, '/search')],
      share_target: {
        action: '/share', method: 'POST', enctype: 'multipart/form-data',
        params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['image/*', 'video/*', 'audio/*'] }] },
      },
    }));
  },
});

function icon(name: string): Route {
  const bytes = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
  return route({
    method: 'GET', path: `/assets/${name}`, who: 'page', uncounted: true, summary: `The file ${name}`,
    run: (_ctx, _input, { request, reply }) => {
      void reply.header('ETag', tag).header('Cache-Control', 'public, max-age=86400');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type('image/png').send(bytes);
    },
  });
}

export const installRoutes: readonly Route[] = [worker, manifest, ...['icon-192.png', 'icon-maskable-192.png', 'icon-maskable-512.png', 'icon-badge.png'].map(icon)];
