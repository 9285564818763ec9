/**
 * Copies of visitors' pages, shared by all who ask for the same in the same second: rendering costs milliseconds, a copy
 * microseconds, and most readers of an evening read the same few pages.
 *
 * A copy counts from the moment its making began, so nothing is shown for longer than `LIFE_MS` after it was deleted or hidden
 * (test: "what is deleted is gone from visitors' pages within a second").
 */

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Cache } from '#kit/cache.ts';
import type { Language } from '#kit/language.ts';
import type { Look } from '#kit/look.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { Answer } from './answer.ts';

const LIFE_MS = 1000;
/** Some six hundred pages, packed and plain. */
const MOST_BYTES = 48 << 20;
/** Longer addresses are nobody's page: they are answered and not kept. */
const LONGEST_ADDRESS = 400;
/** What visitors' pages read of the query. All else is left out of the address that a page sees, so it cannot make copies apart. */
const READ = ['max_id', 'min_id', 'q', 'type', 'order', 'offset', 'at', 'only', 'delay', 'sees', 'check_in', 'watch', 'start', 'began', 'url', 'list'];
const KEPT = new Set([200, 404]);

type Packing = 'br' | 'gzip';

export interface Copy extends Answer {
  /** By the clock that never goes back. */
  readonly begun: number;
  readonly headers: Record<string, string>;
  readonly tag: string;
  readonly packed: Map<Packing, Buffer | Promise<Buffer>>;
}

interface Flight {
  readonly begun: number;
  readonly promise: Promise<Copy>;
}

const copiesOf = perHouse(() => ({
  kept: new Cache<string, Copy>({ maxBytes: MOST_BYTES, sizeOf: ({ body }) => body.length * 1.5 + 1000 }),
  flights: new Map<string, Flight>(),
}));

/** The address as visitors' pages read it: its path, and of its query what some page looks at, in one order. */
export function readableAddress(url: string): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const asked = new URLSearchParams(url.slice(at + 1));
  const read = new URLSearchParams();
  for (const name of READ) {
    const value = asked.get(name);
    if (value !== null && value !== '') read.set(name, value);
  }
  return read.size === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${read}`;
}

/** All that visitors' pages may differ by. */
export interface Asked {
  readonly language: Language;
  readonly look: Look;
  /** See `readableAddress`. */
  readonly address: string;
}

/** The page at an address, for visitors of this language and look: at once when it was made within the last second. */
export function copyFor(ctx: Context, { language, look, address }: Asked, make: () => Promise<Answer>): Copy | Promise<Copy> {
  const key = `${language} ${Object.entries(look).join(' ')} ${address}`;
  const { kept, flights } = copiesOf(ctx);
  const now = performance.now();
  const copy = kept.get(key);
  if (copy !== undefined && now - copy.begun < LIFE_MS) return copy;
  const under = flights.get(key);
  if (under !== undefined && now - under.begun < LIFE_MS) return under.promise;
  const promise = make().then((answer) => {
    const made = copyOf(answer, now);
    if (KEPT.has(made.status) && address.length <= LONGEST_ADDRESS) kept.set(key, made);
    return made;
  }).finally(() => {
    if (flights.get(key)?.promise === promise) flights.delete(key);
  });
  flights.set(key, { begun: now, promise });
  return promise;
}

function copyOf({ status, headers, body }: Answer, begun: number): Copy {
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
  return {
    status, body, begun, tag, packed: new Map(),
    headers: {
      ...headers, 'cache-control': status === 200 ? 'no-cache' : 'no-store', vary: 'Cookie, Accept, Accept-Language, Accept-Encoding',
      ...(status === 200 && { etag: tag }),
    },
  };
}

/** Sends it plain or packed, as the browser likes; nothing where the browser has it already. */
export function sendCopy({ request, reply }: Exchange, copy: Copy): unknown {
  void reply.code(copy.status).headers(copy.headers);
  if (copy.status === 200 && request.headers['if-none-match']?.includes(copy.tag)) return reply.code(304).send();
  const packing = packingFor(request.headers['accept-encoding']);
  if (packing === undefined) return reply.send(copy.body);
  const body = packed(copy, packing);
  const send = (bytes: Buffer): unknown => reply.header('content-encoding', packing).send(bytes);
  return body instanceof Promise ? body.then(send) : send(body);
}

function packingFor(accepted: string | undefined): Packing | undefined {
  if (accepted === undefined) return undefined;
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))/.test(accepted) ? 'gzip' : undefined;
}

/** Made once for each copy, on another thread; whoever asks meanwhile waits for the same. */
function packed(copy: Copy, packing: Packing): Buffer | Promise<Buffer> {
  const there = copy.packed.get(packing);
  if (there !== undefined) return there;
  const making = pack[packing](copy.body).then((bytes) => {
    copy.packed.set(packing, bytes);
    return bytes;
  });
  copy.packed.set(packing, making);
  return making;
}

// Brotli at 4 takes as long as gzip at 6 and leaves a tenth less.
const pack: Record<Packing, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  gzip: (body) => promisify(gzip)(body, { level: 6 }),
};
