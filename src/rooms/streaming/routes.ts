/** Streams as server-sent events: the same channels, one for each request. */

import { Type } from 'typebox';
import { Refusal, unauthorised } from '#kit/errors.ts';
import { parseCursor } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { addressKey } from '#platform/limits.ts';
import { hubOf } from './hub.ts';
import { NOT_THERE, readParameter, whyNotOpen } from './rules.ts';
import { findCaller, mayOpen, open } from './upgrade.ts';
import { EventsWire } from './wires.ts';

const Query = Type.Object({
  access_token: Type.Optional(Type.String({ maxLength: 500 })),
  tag: Type.Optional(Type.String({ maxLength: 500 })),
  list: Type.Optional(Type.String({ maxLength: 20 })),
  only_media: Type.Optional(Type.Boolean()),
  since: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })),
});

interface Asked {
  access_token?: string;
  tag?: string;
  list?: string;
  only_media?: boolean;
  since?: string;
}

const paths = ['user', 'user/notification', 'public', 'public/local', 'public/remote', 'hashtag', 'hashtag/local', 'list', 'direct'];

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
      run: (ctx, { query }, exchange) => openEvents(ctx, path, query, exchange),
    }),
  ),
];

async function openEvents(ctx: Context, path: string, query: Asked, exchange: Exchange): Promise<unknown> {
  const house = houseOf(ctx);
  const hub = hubOf(ctx);
  const began = Date.now();
  const caller = exchange.caller ?? (query.access_token ? await findCaller(house, query.access_token) : undefined);
  if (caller === undefined && query.access_token) throw unauthorised();
  const name = path.replaceAll('/', ':') + (query.only_media && path.startsWith('public') ? ':media' : '');
  const channel = hub.channels.get(name);
  if (channel === undefined) throw new Refusal(404, 'Record not found');
  const denied = whyNotOpen(channel, caller);
  if (denied) throw new Refusal(denied.status, denied.error);
  const parameter = channel.parameter === undefined ? undefined : query[channel.parameter];
  const read = readParameter(channel, parameter);
  if (typeof read === 'object') throw new Refusal(read.status, read.error);
  if (!(await mayOpen(house, channel, { caller, parameter: read }))) throw new Refusal(NOT_THERE.status, NOT_THERE.error);
  const address = addressKey(exchange.address);
  const full = hub.whyFull(address, caller);
  if (full) throw new Refusal(full.status, full.error, { retryAfter: 5 });
  const response = begin(exchange);
  const wire = new EventsWire(response);
  const seat = hub.sit(wire, { caller, address, since: began });
  if (seat === undefined) return exchange.reply;
  response.on('close', () => hub.leave(seat));
  response.on('error', () => response.destroy());
  // The header first: a browser comes back to the address it began with, `since` and all.
  const last = exchange.request.headers['last-event-id'];
  const since = parseCursor(typeof last === 'string' ? last.trim() : '') ?? parseCursor(query.since ?? '');
  void open(house, seat, { stream: name, parameter, since });
  return exchange.reply;
}

function begin({ reply }: Exchange): Exchange['reply']['raw'] {
  reply.hijack();
  const headers = { ...reply.getHeaders(), 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close', 'X-Accel-Buffering': 'no' };
  reply.raw.writeHead(200, headers as Record<string, string>);
  reply.raw.socket?.setNoDelay(true);
  reply.raw.write(':)\n');
  return reply.raw;
}
