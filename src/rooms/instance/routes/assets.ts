/** The stylesheet of the server-rendered pages, and the mark of this server. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';

function asset(name: string, type: string, path: string = `/assets/${name}`): Route {
  const bytes = readFileSync(new URL(`../assets/${name}`, import.meta.url));
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
  return route({
    method: 'GET', path, who: 'page', uncounted: true, summary: `The file ${name}`,
    run: (_ctx, _input, { request, reply }) => {
      void reply.header('ETag', tag).header('Cache-Control', 'public, max-age=300, stale-while-revalidate=86400');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(type).send(bytes);
    },
  });
}

export const assetRoutes: readonly Route[] = [
  asset('style.css', 'text/css; charset=utf-8'),
  asset('icon.svg', 'image/svg+xml'),
  asset('icon.png', 'image/png'),
  asset('icon.png', 'image/png', '/favicon.ico'),
  asset('thumbnail.png', 'image/png'),
];
