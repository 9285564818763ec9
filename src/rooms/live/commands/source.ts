/** What is watched beside a room. This server finds out what it is; nobody's browser asks a stranger before its owner says so. */

import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { OutboundRefused } from '#platform/outbound.ts';
import { LONGEST, mayHost, tidyLine, youtubeId } from '../rules.ts';
import { getRoom } from '../reads/rooms.ts';
import type { Source, SourceKind } from '../types.ts';
import { actor, changeRoom } from './rooms.ts';

export interface SourceWish {
  readonly kind: SourceKind;
  readonly url: string | undefined;
  readonly title: string | undefined;
  readonly startsAt: Date | undefined;
  readonly durationMs: number | undefined;
}

interface Found {
  readonly title: string;
  readonly url: string | null;
  readonly host: string | null;
  readonly embedUrl: string | null;
}

const PLAYLISTS = ['application/vnd.apple.mpegurl', 'application/x-mpegurl', 'audio/mpegurl', 'audio/x-mpegurl', 'text/plain', 'application/octet-stream'];
const TIMEOUT_MS = 8000;

/** @throws Refusal 404, 403, 422 for what is none or cannot be reached */
export async function setSource(ctx: Context, roomId: Id, wish: SourceWish | null): Promise<void> {
  const room = await getRoom(ctx, roomId);
  // Only hosts make this server ask others; `changeRoom` refuses those who are none.
  const found = wish === null || !mayHost(room, actor(ctx)) ? undefined : await findSource(ctx, wish);
  await changeRoom(ctx, roomId, 'source', (held, tx): { source: Source | null } => {
    if (wish === null || found === undefined) return { source: null };
    const startsAt = wish.startsAt ?? held.opened_at ?? held.starts_at ?? tx.now();
    const title = tidyLine('title', wish.title || found.title, LONGEST.title);
    return { source: { kind: wish.kind, ...found, title, startsAt: startsAt.toISOString(), durationMs: wish.durationMs ?? null } };
  });
}

async function findSource(ctx: Context, wish: SourceWish): Promise<Found> {
  if (wish.kind === 'television') return { title: tidyLine('title', wish.title ?? '', LONGEST.title), url: null, host: null, embedUrl: null };
  const url = URL.parse(wish.url ?? '');
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.href.length > 2000 || !houseOf(ctx).outbound.allows(url.href)) throw invalid('Validation failed: url is no address of a film');
  if (wish.kind === 'youtube') return findYoutube(ctx, url, wish);
  return wish.kind === 'peertube' ? findPeertube(ctx, url) : findPlaylist(ctx, url, wish);
}

async function fetchText(ctx: Context, url: string, accept: readonly string[]): Promise<string | undefined> {
  try {
    const answer = await houseOf(ctx).outbound.fetch(url, { accept, timeoutMs: TIMEOUT_MS, maxBytes: 65_536, cutShort: true });
    return answer.status === 200 ? new TextDecoder().decode(answer.body) : undefined;
  } catch (error) {
    if (error instanceof OutboundRefused) return undefined;
    throw error;
  }
}

async function fetchOembed(ctx: Context, url: string): Promise<{ title?: unknown; html?: unknown } | undefined> {
  try {
    const text = await fetchText(ctx, url, ['application/json', 'application/json+oembed', 'text/json']);
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const wordsOf = (value: unknown, otherwise: string): string => (typeof value === 'string' && value.trim() !== '' ? [...value].slice(0, LONGEST.title).join('') : otherwise);

async function findYoutube(ctx: Context, url: URL, wish: SourceWish): Promise<Found> {
  const id = youtubeId(url);
  if (id === undefined) throw invalid('Validation failed: url is no film of YouTube');
  const watch = `https://www.youtube.com/watch?v=${id}`;
  // Its title is a comfort: the film can be shown without.
  const told = wish.title ? undefined : await fetchOembed(ctx, `https://www.youtube.com/oembed?format=json&url=${encodeURIComponent(watch)}`);
  return { title: wordsOf(told?.title, 'YouTube'), url: watch, host: 'www.youtube-nocookie.com', embedUrl: `https://www.youtube-nocookie.com/embed/${id}` };
}

async function findPeertube(ctx: Context, url: URL): Promise<Found> {
  const told = await fetchOembed(ctx, `${url.origin}/services/oembed?format=json&url=${encodeURIComponent(url.href)}`);
  const src = typeof told?.html === 'string' ? /<iframe[^>]{0,500}\ssrc="([^"]{1,1000})"/.exec(told.html)?.[1] : undefined;
  const embed = src === undefined ? null : URL.parse(src);
  // A player elsewhere than the film would be somebody we have not named to the reader.
  if (embed === null || embed.origin !== url.origin || !embed.pathname.startsWith('/videos/embed/')) throw invalid('Validation failed: no PeerTube film was found at this address');
  return { title: wordsOf(told?.title, url.hostname), url: url.href, host: url.hostname, embedUrl: `${embed.origin}${embed.pathname}` };
}

async function findPlaylist(ctx: Context, url: URL, wish: SourceWish): Promise<Found> {
  const text = await fetchText(ctx, url.href, PLAYLISTS);
  if (text === undefined || !text.startsWith('#EXTM3U')) throw invalid('Validation failed: no HLS playlist was found at this address');
  return { title: wish.title || url.hostname, url: url.href, host: url.hostname, embedUrl: null };
}
