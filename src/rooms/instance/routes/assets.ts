/** The stylesheet and letters of the pages that the server makes by itself, and the mark of this server. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FONTS, designOf, fontOf } from '#kit/design.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';

const CSS = 'text/css; charset=utf-8';
const fileOf = (name: string): Buffer => readFileSync(new URL(`../assets/${name}`, import.meta.url));

function asset(path: string, type: string, bytes: Buffer): Route {
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
  return route({
    method: 'GET', path, who: 'page', uncounted: true, summary: `The file ${path.slice(path.lastIndexOf('/') + 1)}`,
    run: (_ctx, _input, { request, reply }) => {
      void reply.header('ETag', tag).header('Cache-Control', 'public, max-age=300, stale-while-revalidate=86400');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(type).send(bytes);
    },
  });
}

const style = Buffer.from([designOf('tokens.css'), designOf('fonts.css'), String(fileOf('style.css')), designOf('chosen.css')].join('\n'));

export const assetRoutes: readonly Route[] = [
  asset('/assets/style.css', CSS, style),
  ...FONTS.map((name) => asset(`/assets/fonts/${name}.woff2`, 'font/woff2', fontOf(name))),
  asset('/assets/icon.svg', 'image/svg+xml', fileOf('icon.svg')),
  asset('/assets/icon.png', 'image/png', fileOf('icon.png')),
  asset('/favicon.ico', 'image/png', fileOf('icon.png')),
  asset('/assets/thumbnail.png', 'image/png', fileOf('thumbnail.png')),
];
