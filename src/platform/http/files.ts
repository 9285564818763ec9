/** Answers that are files: whole, or the part that is asked for. */

import type { Readable } from 'node:stream';
import type { Exchange } from './route.ts';

type Wanted = { readonly start: number; readonly end: number } | 'none' | undefined;

/**
 * The part of a file that a Range header asks for: players jump about in films. Undefined, the whole, for what is no range,
 * for several at once, which a server may leave (RFC 9110 section 14.2), and where another version is meant.
 */
function rangeOf(header: string | undefined, size: number): Wanted {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null) return undefined;
  const [first, last] = [found[1] as string, found[2] as string];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) === 0 ? 'none' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  if (Number(first) >= size) return 'none';
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(size - 1, Number(last)) };
}

export interface SentFile {
  readonly etag: string;
  readonly type: string;
  readonly cache: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `part`: the bytes from `start` to `end`, both included, of a file of this size. */
  open(part: (size: number) => { start: number; end: number } | undefined): Promise<{ stream: Readable; size: number }>;
}

/** Sends a file, with Range and If-None-Match as players and browsers use them. */
export async function sendFile({ request, reply }: Exchange, { etag, type, cache, headers, open }: SentFile): Promise<unknown> {
  const header = request.headers['if-range'] === undefined || request.headers['if-range'] === etag ? request.headers.range : undefined;
  let range: Wanted;
  const { stream, size } = await open((whole) => {
    range = rangeOf(header, whole);
    return range === 'none' ? { start: 0, end: 0 } : range;
  });
  range = rangeOf(header, size);
  void reply.headers({ ...headers, 'Accept-Ranges': 'bytes' });
  if (range === 'none') {
    stream.destroy();
    return reply.code(416).header('Content-Range', `bytes */${size}`).type('text/plain; charset=utf-8').send('');
  }
  void reply.headers({ 'Cache-Control': cache, ETag: etag });
  if (request.headers['if-none-match'] === etag) {
    stream.destroy();
    return reply.code(304).send();
  }
  if (range !== undefined) void reply.code(206).header('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  void reply.header('Content-Length', String(range === undefined ? size : range.end - range.start + 1));
  return reply.type(type).send(stream);
}
