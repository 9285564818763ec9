import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { Watched } from '../live/watch.ts';
import { KEPT } from './caching.ts';
import { findMovie, movieBytes } from '../recording/movies.ts';

type Range = { readonly start: number; readonly end: number };

/** One range; the whole for what is none (RFC 9110, 14.2). */
function rangeOf(header: string | undefined, size: number): Range | 'none' | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [first = '', last = ''] = found?.slice(1) ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) === 0 ? 'none' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  if (Number(first) >= size) return 'none';
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(size - 1, Number(last)) };
}

/** The whole recording as a film, once the broadcast has ended. */
export async function sendMovie(ctx: Context, id: Id, { live }: Watched, { request, reply, caller }: Exchange): Promise<FastifyReply> {
  const movie = live === undefined || live.isOver ? await findMovie(ctx, id) : undefined;
  if (movie === undefined) throw notFound();
  const tag = `"${id}-${movie.bytes}"`;
  const { 'if-range': same = tag } = request.headers;
  const range = same === tag ? rangeOf(request.headers.range, movie.bytes) : undefined;
  void reply.headers({
    'Accept-Ranges': 'bytes', ETag: tag, 'Cache-Control': caller === undefined ? KEPT : 'private, no-store', 'Content-Disposition': `attachment; filename="${id}.mp4"`,
  });
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  if (range === 'none') return reply.code(416).header('Content-Range', `bytes */${movie.bytes}`).type('text/plain; charset=utf-8').send('');
  const wanted = range ?? { start: 0, end: movie.bytes - 1 };
  if (range !== undefined) void reply.code(206).header('Content-Range', `bytes ${range.start}-${range.end}/${movie.bytes}`);
  void reply.header('Content-Length', String(wanted.end - wanted.start + 1)).type('video/mp4');
  return reply.send(Readable.from(movieBytes(ctx, id, movie, wanted), { objectMode: false }));
}
