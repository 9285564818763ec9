/** One channel as server-sent events, for a request that asks for it. */

import { Refusal } from '#kit/errors.ts';
import { parseCursor } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Caller, Exchange } from '#platform/http/route.ts';
import { addressKey } from '#platform/limits.ts';
import { hubOf } from './hub.ts';
import { NOT_THERE, readParameter, whyNotOpen } from './rules.ts';
import { mayOpen, open } from './upgrade.ts';
import { EventsWire } from './wires.ts';

interface Wish {
  readonly stream: string;
  readonly parameter: string | undefined;
  /** The newest event the client has; what its browser says when it comes back (`Last-Event-ID`) goes before. */
  readonly since: string | undefined;
  /** Milliseconds by which frames are held back. */
  readonly delay?: number | undefined;
  /** Undefined: a visitor. */
  readonly caller: Caller | undefined;
}

/**
 * Opens a channel for this exchange, with the limits that all streams have.
 * @throws Refusal for a channel or parameter that is none, for a caller who may not, and where too many are open
 */
export async function openEvents(ctx: Context, exchange: Exchange, wish: Wish): Promise<unknown> {
  const house = houseOf(ctx);
  const hub = hubOf(ctx);
  const began = Date.now();
  const { stream, parameter, caller, delay } = wish;
  const channel = hub.channels.get(stream);
  if (channel === undefined) throw new Refusal(404, 'Record not found');
  const denied = whyNotOpen(channel, caller);
  if (denied) throw new Refusal(denied.status, denied.error);
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
  const since = parseCursor(typeof last === 'string' ? last.trim() : '') ?? parseCursor(wish.since ?? '');
  void open(house, seat, { stream, parameter, since, delay });
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
