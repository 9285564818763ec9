import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Refusal, badRequest, notFound, tooMany, unavailable } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { choicePlaylist, findWatched, initBytes, segmentBytes, wholePlaylist } from '../live/watch.ts';
import type { Watched } from '../live/watch.ts';
import type { Shelf } from '../live/shelf.ts';
import { viewersSetting } from '../settings.ts';
import { KEPT, PASSING } from './caching.ts';
import { sendMovie } from './movie.ts';
import { sendPoster } from './poster.ts';
import { idOf } from './broadcasts.ts';

const Count = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000_000 }));
const Query = Type.Object({ _HLS_msn: Count, _HLS_part: Count });

interface Asked {
  readonly _HLS_msn?: number;
  readonly _HLS_part?: number;
}

const PLAYLIST = 'application/vnd.apple.mpegurl';
const NOT_YET = 'There is nothing to see yet; please try again in a moment';
const FULL = 'As many watch already as this server can take; please try again later';
const MOMENT = 'public, max-age=1';
/** The answer to a question for one part is always the same, and is asked for once only. */
const ASKED = 'public, max-age=4';

/** A caller named: what they get is theirs alone. */
const cached = ({ reply, caller }: Exchange, how: string): FastifyReply => reply.header('Cache-Control', caller === undefined ? how : 'private, no-store');

function sendText(exchange: Exchange, text: string | Buffer, how: string): FastifyReply {
  return cached(exchange, how).type(PLAYLIST).send(text);
}

function sendBytes(exchange: Exchange, bytes: Buffer | undefined): FastifyReply {
  if (bytes === undefined) throw notFound();
  return cached(exchange, PASSING).type('video/mp4').send(bytes);
}

/** A piece of what is over. Its name says what it is, so whoever has it and asks is told that it is still the same. */
function sendKept(exchange: Exchange, tag: string, bytes: Buffer | undefined): FastifyReply {
  if (bytes === undefined) throw notFound();
  const reply = cached(exchange, KEPT).header('ETag', tag).type('video/mp4');
  return exchange.request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(bytes);
}

/** Nothing of a broadcast is told to anybody who may not see it, also when it was deleted or hidden while they waited. */
async function again<T>(ctx: Context, id: Id, waited: Promise<T>): Promise<T> {
  const value = await waited;
  await findWatched(ctx, id);
  return value;
}

function sendLive(ctx: Context, id: Id, kind: 'live' | 'plain', wish: { watched: Watched; query: Asked; exchange: Exchange }): unknown {
  const { watched, query, exchange } = wish;
  const { live, facts } = watched;
  if (live === undefined) return facts.state === 'ready' ? sendNotYet() : sendWhole(ctx, watched, exchange);
  if (query._HLS_msn === undefined && live.viewers >= ctx.settings.get(viewersSetting)) throw tooMany(FULL, 30);
  return sendShelf(ctx, id, live.shelf, { kind, query, exchange });
}

function sendShelf(ctx: Context, id: Id, shelf: Shelf, { kind, query, exchange }: { kind: 'live' | 'plain'; query: Asked; exchange: Exchange }): unknown {
  const { _HLS_msn: msn, _HLS_part: part } = query;
  const text = shelf.playlist(kind, { msn, part });
  const send = (made: Buffer | 'far' | 'none'): FastifyReply => {
    if (made === 'far') throw badRequest('That part lies too far ahead');
    if (made === 'none') return sendNotYet();
    return sendText(exchange, made, msn === undefined ? MOMENT : ASKED);
  };
  return text instanceof Promise ? again(ctx, id, text).then(send) : send(text);
}

/** Players try again after a 503, and give up after a 404 (hls.js 1.7: errors of 400 to 499 are not retried). */
function sendNotYet(): never {
  throw unavailable(NOT_YET, 2);
}

async function sendWhole(ctx: Context, watched: Watched, exchange: Exchange): Promise<FastifyReply> {
  const text = await wholePlaylist(ctx, watched);
  if (text === undefined) return watched.live === undefined && watched.facts.state === 'ended' ? refuseGone() : sendNotYet();
  return sendText(exchange, text, MOMENT);
}

function refuseGone(): never {
  throw new Refusal(404, 'Nothing of this broadcast was kept');
}

async function sendChoice(ctx: Context, id: Id, { watched, exchange, kind }: { watched: Watched; exchange: Exchange; kind: 'plain' | 'live' }): Promise<FastifyReply> {
  const text = await choicePlaylist(ctx, id, watched, kind);
  return text === undefined ? sendNotYet() : sendText(exchange, text, MOMENT);
}

interface Wish {
  readonly id: Id;
  readonly file: string;
  readonly query: Asked;
  readonly exchange: Exchange;
}

const PIECE = /^(?:(\d{1,9})\.(\d{1,4})|(\d{1,9})|init-(\d{1,9}))\.(?:m4s|mp4)$/;

/** Parts are the most frequent question, and are answered without a promise. */
function sendPart(ctx: Context, shelf: Shelf, { id, msn, index, exchange }: { id: Id; msn: number; index: number; exchange: Exchange }): unknown {
  const part = shelf.findPart(msn, index);
  if (part !== undefined) return sendBytes(exchange, part.bytes);
  return again(ctx, id, shelf.waitForPart(msn, index)).then((late) => sendBytes(exchange, late?.bytes));
}

function sendPiece(ctx: Context, { live }: Watched, { id, file, exchange }: Wish): unknown {
  const found = PIECE.exec(file);
  if (found === null) throw notFound();
  const [, msn, index, whole, init] = found;
  if (msn !== undefined) {
    if (live === undefined) throw notFound();
    return sendPart(ctx, live.shelf, { id, msn: Number(msn), index: Number(index), exchange });
  }
  const bytes = whole === undefined ? initBytes(ctx, id, Number(init), live) : segmentBytes(ctx, id, Number(whole), live);
  return bytes.then((read) => (live === undefined || live.isOver ? sendKept(exchange, `"${id}-${file}"`, read) : sendBytes(exchange, read)));
}

/** A smaller picture: it is there while the broadcast runs, and then only what was recorded. */
function sendSmaller(ctx: Context, { live }: Watched, { id, file, query, exchange }: Wish): unknown {
  const [, side, name = ''] = /^(\d{3,4})-([\w.-]+)$/.exec(file) ?? [];
  const rung = live?.ladder?.rungs.find(({ size }) => String(size.side) === side);
  if (rung === undefined || rung.shelf.isGone) throw notFound();
  if (name === 'live.m3u8' || name === 'plain.m3u8') return sendShelf(ctx, id, rung.shelf, { kind: name === 'live.m3u8' ? 'live' : 'plain', query: name === 'live.m3u8' ? query : {}, exchange });
  const [, msn, index, whole, init] = PIECE.exec(name) ?? [];
  if (msn !== undefined) return sendPart(ctx, rung.shelf, { id, msn: Number(msn), index: Number(index), exchange });
  const segment = whole === undefined ? undefined : rung.shelf.segments.find((one) => one.msn === Number(whole));
  return sendBytes(exchange, segment === undefined ? rung.stretches.get(Number(init))?.init : Buffer.concat(segment.parts.map(({ bytes }) => bytes)));
}

function send(ctx: Context, watched: Watched, wish: Wish): unknown {
  const { id, file, query, exchange } = wish;
  switch (file) {
    case 'live.m3u8':
      return sendLive(ctx, id, 'live', { watched, query, exchange });
    case 'plain.m3u8':
      return sendLive(ctx, id, 'plain', { watched, query: {}, exchange });
    case 'rewind.m3u8':
    case 'recording.m3u8':
      return sendWhole(ctx, watched, exchange);
    case 'index.m3u8':
      return sendChoice(ctx, id, { watched, exchange, kind: 'plain' });
    case 'levels.m3u8':
      return sendChoice(ctx, id, { watched, exchange, kind: 'live' });
    case 'recording.mp4':
      return sendMovie(ctx, id, watched, exchange);
    default:
      if (/^\d+-/.test(file)) return sendSmaller(ctx, watched, wish);
      return file.startsWith('poster-') ? sendPoster(ctx, id, file, exchange) : sendPiece(ctx, watched, wish);
  }
}

export const watchRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/video/:id/:file',
    who: 'anyone',
    scope: 'read:statuses',
    uncounted: true,
    summary: 'Playlists, parts and segments of a broadcast, its recording and its poster',
    params: Type.Object({ id: Type.String({ maxLength: 20 }), file: Type.String({ maxLength: 60 }) }),
    query: Query,
    run: (ctx, { params, query }, exchange) => {
      const wish: Wish = { id: idOf(params.id), file: params.file, query, exchange };
      const watched = findWatched(ctx, wish.id);
      return watched instanceof Promise ? watched.then((found) => send(ctx, found, wish)) : send(ctx, watched, wish);
    },
  }),
];
