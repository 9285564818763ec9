/** Recordings as films: their indexes, made when first asked for and kept for a while, and their bytes. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MovieMaker } from '../packager/movie.ts';
import type { Movie } from '../packager/movie.ts';
import { selectSegments, selectStretches } from '../queries/segments.ts';
import { pieceOf } from './recorder.ts';
import { recordings } from './state.ts';

/** An hour's index is some 3 MB. */
const CACHE_BYTES = 32_000_000;
/** The head of a part: some twenty frames and their sound. */
const HEAD_BYTES = 4096;
const CHUNK_BYTES = 1_000_000;

const movies = perHouse(() => new Cache<Id, Movie | undefined>({ maxBytes: CACHE_BYTES, sizeOf: (movie) => (movie === undefined ? 0 : movie.head.length + movie.payloads.length * 64) }));

/** Of a broadcast that has ended; undefined where nothing was kept. */
export function findMovie(ctx: Context, id: Id): Movie | undefined | Promise<Movie | undefined> {
  return movies(ctx).load(id, () => makeMovie(ctx, id));
}

export const forgetMovie = (ctx: Context, id: Id): void => movies(ctx).drop(id);

async function makeMovie(ctx: Context, id: Id): Promise<Movie | undefined> {
  const [segments, stretches] = [await selectSegments(ctx, id), await selectStretches(ctx, id)];
  const maker = new MovieMaker();
  for (const { number, initBytes } of stretches) {
    const own = segments.filter(({ stretch }) => stretch === number);
    if (own.length === 0) continue;
    const done = await recordings(ctx).reading(id, pieceOf(number), async (read) => {
      maker.begin(number, await read(0, initBytes));
      for (const segment of own) await addParts(maker, segment, read);
      return true;
    });
    if (done === undefined) return undefined;
  }
  return segments.length === 0 ? undefined : maker.make();
}

async function addParts(maker: MovieMaker, segment: { at: number; bytes: number }, read: (at: number, most: number) => Promise<Buffer>): Promise<void> {
  const end = segment.at + segment.bytes;
  for (let at = segment.at; at + 16 < end; ) {
    let head = await read(at, HEAD_BYTES);
    if (head.length < 8) return;
    const size = head.readUInt32BE(0);
    if (size + 8 > head.length) head = await read(at, size + 8);
    if (size < 8 || head.length < size + 8) return;
    const payload = head.readUInt32BE(size) - 8;
    maker.add(head.subarray(0, size), at, payload);
    at += size + 8 + payload;
  }
}

/** The bytes of a film from `start` to `end`, both included. */
export async function* movieBytes(ctx: Context, id: Id, movie: Movie, { start, end }: { start: number; end: number }): AsyncGenerator<Buffer> {
  if (start < movie.head.length) yield movie.head.subarray(start, Math.min(movie.head.length, end + 1));
  let at = movie.head.length;
  for (const payload of movie.payloads) {
    const from = Math.max(start, at) - at;
    const until = Math.min(end + 1, at + payload.bytes) - at;
    at += payload.bytes;
    if (until <= 0) return;
    for (let offset = from; offset < until; offset += CHUNK_BYTES) {
      const bytes = await recordings(ctx).read(id, pieceOf(payload.stretch), { at: payload.at + offset, bytes: Math.min(CHUNK_BYTES, until - offset) });
      // It was deleted meanwhile: the connection breaks off, which is what the viewer is told.
      if (bytes === undefined) throw new Error('The recording is not there any more');
      yield bytes;
    }
  }
}
