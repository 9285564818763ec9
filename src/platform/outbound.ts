/**
 * The only door out. Every request this server makes to the web goes through `fetch` here: link previews, other servers,
 * pictures, push, webhooks. It promises that none of them reaches a private network, takes longer than its time, or brings
 * back more than its size. It keeps no cookies, follows no redirect it has not checked, and never retries.
 */

import type { Readable } from 'node:stream';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { Log } from './log.ts';
import { before } from './outbound/before.ts';
import { ACCEPT_ENCODING, FRAME_BYTES, readBody } from './outbound/body.ts';
import { dialAddresses, guardedConnector, resolveAnything, resolvePublic } from './outbound/guarded-connector.ts';
import type { Dial, Resolve } from './outbound/guarded-connector.ts';
import { OutboundRefused } from './outbound/refused.ts';
import { allowedTarget } from './outbound/target.ts';
import type { TargetRules } from './outbound/target.ts';

export { OutboundRefused } from './outbound/refused.ts';
export type { OutboundReason } from './outbound/refused.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface OutboundRequest {
  method?: Method;
  /** `host` is always the URL's own and is left out if given. */
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Of the decompressed body. Default 1 MiB. */
  maxBytes?: number;
  /** Keeps what came before `maxBytes` instead of refusing what is longer: for pages, which say what they are at the start. */
  cutShort?: boolean;
  /** For everything together: DNS, connecting, redirects, the last byte. Default 10 s. */
  timeoutMs?: number;
  /** Media types to ask for, parameters allowed. A successful answer of another type is refused before its body is read. */
  accept?: readonly string[];
  /** Default 3. With 0 a redirect is handed back as it is, for those who must sign each hop. */
  maxRedirects?: number;
  /** Default 80 and 443; any port where private networks are allowed. */
  ports?: readonly number[];
}

export interface OutboundAnswer {
  status: number;
  /** Names in lower case; repeated headers joined by a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  /** The URL that answered, after redirects, without a fragment. */
  finalUrl: string;
}

export interface Outbound {
  /** Whether such an address may be asked at all, for addresses that people give us. Nothing is resolved yet. */
  allows(url: string): boolean;
  /** Any status is an answer; OutboundRefused when there is none that may be used. */
  fetch(url: string, request?: OutboundRequest): Promise<OutboundAnswer>;
  /** Ends open connections; calls under way are refused. */
  close(): Promise<void>;
}

export interface OutboundOptions {
  log: Pick<Log, 'warn' | 'debug'>;
  /** Loopback and private networks too: tests, and servers that federate on one developer's machine. */
  allowPrivate?: boolean;
  /** This server's own public origin: it does not call itself. */
  ownOrigin?: string;
  userAgent?: string;
  resolve?: Resolve;
  dial?: Dial;
}

const MIB = 1 << 20;
const PUBLIC_PORTS: readonly number[] = [80, 443];
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** What must not follow a redirect to another origin: it was meant for the first one. */
const FOR_ONE_ORIGIN: readonly string[] = ['authorization', 'cookie', 'signature', 'signature-input', 'digest'];

interface Hop {
  url: URL;
  method: Method;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
}

export function createOutbound(options: OutboundOptions): Outbound {
  const { log, allowPrivate = false, ownOrigin, userAgent = 'Perchoir' } = options;
  const resolve = options.resolve ?? (allowPrivate ? resolveAnything : resolvePublic);
  const agent = new Agent({
    connect: guardedConnector({ allowPrivate, resolve, dial: options.dial ?? dialAddresses }),
    connections: 8,
    // These two only free the connection early; a drip of one byte a second passes them, hence the deadline.
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    // HTTP/1.1 only: nothing we call needs streams, and their floods are then no concern of ours.
    allowH2: false,
  });

  const follow = async (first: Hop, rules: TargetRules, request: OutboundRequest, signal: AbortSignal) => {
    const { maxRedirects = 3 } = request;
    let hop = first;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await agent.request({
        origin: hop.url.origin,
        path: hop.url.pathname + hop.url.search,
        method: hop.method,
        headers: hop.headers,
        body: hop.body,
        signal,
      });
      const location = answer.headers.location;
      const leads = REDIRECTS.includes(answer.statusCode) && location !== undefined;
      if (!leads || maxRedirects === 0) return await read(answer, hop, request);
      discard(answer.body);
      if (redirects === maxRedirects || typeof location !== 'string') throw new OutboundRefused('redirects');
      hop = redirected(hop, answer.statusCode, allowedTarget(location, rules, hop.url));
    }
  };

  const rulesFor = (request: OutboundRequest): TargetRules =>
    ({ allowPrivate, ownOrigin, ports: request.ports ?? (allowPrivate ? undefined : PUBLIC_PORTS) });

  return {
    allows: (url) => {
      try {
        return allowedTarget(url, rulesFor({})) instanceof URL;
      } catch {
        return false;
      }
    },
    fetch: async (url, request = {}) => {
      const signal = AbortSignal.timeout(request.timeoutMs ?? 10_000);
      const rules = rulesFor(request);
      try {
        const first = firstHop(allowedTarget(url, rules), request, userAgent);
        // Raced, because undici hears the signal only once a connection is open.
        return await before(signal, follow(first, rules, request, signal));
      } catch (error) {
        const refused = asRefused(error, signal);
        const host = URL.parse(url)?.hostname.slice(0, 255);
        const level = refused.reason === 'blocked' ? 'warn' : 'debug';
        log[level]({ host, reason: refused.reason, err: refused.cause }, 'outbound call refused');
        throw refused;
      }
    },
    close: () => agent.destroy(),
  };
}

function firstHop(url: URL, request: OutboundRequest, userAgent: string): Hop {
  const headers: Record<string, string> = { 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING };
  if (request.accept) headers.accept = request.accept.join(', ');
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (name.toLowerCase() !== 'host') headers[name.toLowerCase()] = value;
  }
  return { url, method: request.method ?? 'GET', headers, body: request.body ?? null };
}

/** The next request: RFC 9110 section 15.4 as browsers read it, where 301 and 302 also turn a POST into a GET. */
function redirected(hop: Hop, status: number, url: URL): Hop {
  let headers = hop.headers;
  if (url.origin !== hop.url.origin) headers = without(headers, FOR_ONE_ORIGIN);
  const turnsToGet = status === 303 ? hop.method !== 'HEAD' : (status === 301 || status === 302) && hop.method === 'POST';
  if (!turnsToGet) return { ...hop, url, headers };
  return { url, method: 'GET', headers: without(headers, ['content-type', 'content-length', 'digest']), body: null };
}

const without = (headers: Record<string, string>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

async function read(answer: Dispatcher.ResponseData, hop: Hop, request: OutboundRequest): Promise<OutboundAnswer> {
  const { statusCode: status, body } = answer;
  const headers = flatHeaders(answer.headers);
  const done = (bytes: Uint8Array): OutboundAnswer => ({ status, headers, body: bytes, finalUrl: hop.url.href });
  const length = headers['content-length'];
  if (hop.method === 'HEAD' || status === 204 || status === 304 || length === '0') {
    discard(body);
    return done(new Uint8Array());
  }
  const isOk = status >= 200 && status < 300;
  const isWrong = isOk && request.accept !== undefined && !isAccepted(headers['content-type'], request.accept);
  const maxBytes = request.maxBytes ?? MIB;
  if (isWrong || (request.cutShort !== true && Number(length) > maxBytes + FRAME_BYTES)) {
    discard(body);
    throw new OutboundRefused(isWrong ? 'wrongType' : 'tooLarge');
  }
  try {
    return done(await readBody(body, headers['content-encoding'] ?? '', { maxBytes, cutShort: request.cutShort ?? false }));
  } catch (error) {
    discard(body);
    throw error;
  }
}

/** Whether a type is one of those asked for, by its essence: `image/*` takes any picture, parameters play no part. */
function isAccepted(type: string | undefined, accept: readonly string[]): boolean {
  const essence = essenceOf(type ?? '');
  return accept.map(essenceOf).some((wanted) =>
    wanted.endsWith('/*') ? wanted === '*/*' || essence.startsWith(wanted.slice(0, -1)) : essence === wanted,
  );
}

const essenceOf = (type: string): string => (type.split(';', 1)[0] ?? '').trim().toLowerCase();

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}

/** Not read to its end: the connection is closed instead, since the end may never come. */
function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

/** What undici, zlib or a socket threw, as the one error of this door. */
function asRefused(error: unknown, signal: AbortSignal): OutboundRefused {
  if (signal.aborted) return new OutboundRefused('timeout', error);
  if (error instanceof OutboundRefused) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new OutboundRefused('tooLarge', error);
  if (code.startsWith('Z_') || code.startsWith('ERR_') || code.startsWith('HPE_')) return new OutboundRefused('unreadable', error);
  return new OutboundRefused('unreachable', error);
}
