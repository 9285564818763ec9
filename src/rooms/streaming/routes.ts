/** Streams as server-sent events: the same channels, one for each request. */

import { Type } from 'typebox';
import { unauthorised } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { hubOf } from './hub.ts';
import { openEvents } from './open-events.ts';
import { findCaller } from './upgrade.ts';

const Query = Type.Object({
  access_token: Type.Optional(Type.String({ maxLength: 500 })),
  tag: Type.Optional(Type.String({ maxLength: 500 })),
  list: Type.Optional(Type.String({ maxLength: 20 })),
  room: Type.Optional(Type.String({ maxLength: 20 })),
  delay: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  only_media: Type.Optional(Type.Boolean()),
  since: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })),
});

interface Asked {
  access_token?: string;
  tag?: string;
  list?: string;
  room?: string;
  delay?: number;
  only_media?: boolean;
  since?: string;
}

const paths = ['user', 'user/notification', 'public', 'public/local', 'public/remote', 'hashtag', 'hashtag/local', 'list', 'direct', 'room', 'chats', 'groups'];

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/streaming/health',
    who: 'anyone',
    summary: 'Whether streams are served: OK',
    uncounted: true,
    run: (_ctx, _input, { reply }) => {
      void reply.type('text/plain; charset=utf-8');
      return 'OK';
    },
  }),
  ...paths.map((path) =>
    route({
      method: 'GET',
      path: `/api/v1/streaming/${path}`,
      // Not `member`: pages that open event streams can send no header, only a parameter.
      who: 'anyone',
      summary: `The stream ${path.replaceAll('/', ':')} as server-sent events`,
      query: Query,
      run: (ctx, { query }, exchange) => openAsked(ctx, path, query, exchange),
    }),
  ),
];

async function openAsked(ctx: Context, path: string, query: Asked, exchange: Exchange): Promise<unknown> {
  const caller = exchange.caller ?? (query.access_token ? await findCaller(houseOf(ctx), query.access_token) : undefined);
  if (caller === undefined && query.access_token) throw unauthorised();
  const stream = path.replaceAll('/', ':') + (query.only_media && path.startsWith('public') ? ':media' : '');
  const { parameter } = hubOf(ctx).channels.get(stream) ?? {};
  const named = parameter === 'tag' || parameter === 'list' || parameter === 'room' ? query[parameter] : undefined;
  return openEvents(ctx, exchange, { stream, parameter: named, since: query.since, delay: query.delay, caller });
}
