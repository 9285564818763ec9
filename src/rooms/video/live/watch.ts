/** What viewers ask for: from memory while a broadcast runs and they follow it, else from the disk. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { Stretch } from '../packager/made.ts';
import { masterPlaylist, mediaPlaylist } from '../packager/playlist.ts';
import type { Listed, Variant } from '../packager/playlist.ts';
import { selectCaptionsOf } from '../queries/captions.ts';
import { selectSegment, selectSegments, selectStretches } from '../queries/segments.ts';
import { getBroadcast, lookerOf } from '../reads.ts';
import { pieceOf } from '../recording/recorder.ts';
import { recordings } from '../recording/state.ts';
import { maySeeBroadcast } from '../rules.ts';
import type { Broadcast, StoredSegment, StoredStretch } from '../types.ts';
import type { LiveBroadcast } from './live-broadcast.ts';
import { findRunning, summon } from './open-ingest.ts';
import type { Shelf } from './shelf.ts';

/** A broadcast that may be seen: as it runs, or as it was. */
export type Watched = { readonly live: LiveBroadcast; readonly facts?: undefined } | { readonly live?: undefined; readonly facts: Broadcast };

const seen = (ctx: Context, live: LiveBroadcast): Watched => {
  if (live.shelf.isGone || !maySeeBroadcast(live, lookerOf(ctx))) throw notFound();
  return { live };
};

/** Synchronously for one that runs here. @throws Refusal 404 */
export function findWatched(ctx: Context, id: Id): Watched | Promise<Watched> {
  const live = findRunning(ctx, id);
  return live === undefined ? readWatched(ctx, id) : seen(ctx, live);
}

async function readWatched(ctx: Context, id: Id): Promise<Watched> {
  const facts = await getBroadcast(ctx, id);
  if (facts.state !== 'live' && facts.state !== 'paused') return { facts };
  const live = await summon(ctx, id);
  return live === undefined ? { facts } : seen(ctx, live);
}

function listed(segments: readonly StoredSegment[]): Listed[] {
  return segments.map(({ msn, stretch, duration, shownAt }) => ({ msn, stretch, duration, shownAt: shownAt.getTime(), parts: [] }));
}

const longest = (segments: readonly StoredSegment[]): number => Math.max(2, ...segments.map(({ duration }) => Math.round(duration)));

/** All of it from its beginning; undefined while nothing is kept. */
export async function wholePlaylist(ctx: Context, { live, facts }: Watched): Promise<string | undefined> {
  const segments = live === undefined ? await selectSegments(ctx, facts.id) : live.recorder.kept;
  if (segments.length === 0) return undefined;
  const isOver = live === undefined || live.isOver;
  return mediaPlaylist({
    targetSeconds: longest(segments), breaks: 0, segments: listed(segments), kind: isOver ? 'whole' : 'growing', ended: isOver,
  });
}

/** The bytes of a segment; undefined for what is not there (any more). */
export async function segmentBytes(ctx: Context, id: Id, msn: number, live: LiveBroadcast | undefined): Promise<Buffer | undefined> {
  const shelved = live?.shelf.segments.find((segment) => segment.msn === msn);
  if (shelved !== undefined && shelved.parts.length > 0) return Buffer.concat(shelved.parts.map(({ bytes }) => bytes));
  const row = live === undefined ? await selectSegment(ctx, id, msn) : live.recorder.kept.find((segment) => segment.msn === msn);
  return row && recordings(ctx).read(id, pieceOf(row.stretch), { at: row.at, bytes: row.bytes });
}

export async function initBytes(ctx: Context, id: Id, number: number, live: LiveBroadcast | undefined): Promise<Buffer | undefined> {
  const made = live?.stretches.get(number);
  if (made !== undefined) return made.init;
  const stored = (await selectStretches(ctx, id)).find((stretch) => stretch.number === number);
  return stored && recordings(ctx).read(id, pieceOf(number), { at: 0, bytes: stored.initBytes });
}

/** What a player chooses from: the picture as it came, smaller ones while there are any, and captions. Undefined while there is nothing. */
export async function choicePlaylist(ctx: Context, id: Id, { live }: Watched, kind: 'plain' | 'live' = 'plain'): Promise<string | undefined> {
  const stretch: Stretch | StoredStretch | undefined = [...(live?.stretches.values() ?? [])].at(-1) ?? (await selectStretches(ctx, id)).at(-1);
  if (stretch === undefined) return undefined;
  const captions = await selectCaptionsOf(ctx, [id]);
  const segments = live === undefined ? await selectSegments(ctx, id) : [];
  const bitrate = live === undefined ? bitrateOf(segments) : bitrateOn(live.shelf);
  const variant: Variant = { uri: live === undefined || live.isOver ? 'recording.m3u8' : `${kind}.m3u8`, codecs: stretch.codecs, bitrate, width: stretch.width, height: stretch.height };
  return masterPlaylist([variant, ...(live === undefined || live.isOver ? [] : smallerOf(live, kind))], captions.map((caption) => ({ uri: `captions/${caption.id}.m3u8`, language: caption.language, label: caption.label })));
}

function smallerOf(live: LiveBroadcast, kind: 'plain' | 'live'): Variant[] {
  return (live.ladder?.ready ?? []).flatMap(({ size, shelf, stretches }) => {
    const stretch = [...stretches.values()].at(-1);
    return stretch === undefined ? [] : [{ uri: `${size.side}-${kind}.m3u8`, codecs: stretch.codecs, bitrate: bitrateOn(shelf), width: stretch.width, height: stretch.height }];
  });
}

const bitrateOn = ({ segments }: Shelf): number => bitrateOf(segments.map(({ duration, parts }) => ({ duration, bytes: parts.reduce((sum, part) => sum + part.bytes.length, 0) })));

/** The highest of a segment, which is what BANDWIDTH means. */
function bitrateOf(segments: readonly { duration: number; bytes: number }[]): number {
  return Math.max(64_000, ...segments.filter(({ duration }) => duration > 0.5).map(({ duration, bytes }) => Math.round((bytes * 8) / duration)));
}

/** What a track of captions is made of: a piece beside each segment while it runs, one for all of it afterwards. */
export function captionPlaylist({ live, facts }: Watched, track: Id): string | undefined {
  const head = (target: number, first: number): string[] => ['#EXTM3U', '#EXT-X-VERSION:9', `#EXT-X-TARGETDURATION:${target}`, `#EXT-X-MEDIA-SEQUENCE:${first}`];
  if (live === undefined || live.isOver) {
    const seconds = live === undefined ? facts.durationMs / 1000 : live.seconds;
    return [...head(Math.ceil(seconds), 0), '#EXT-X-PLAYLIST-TYPE:VOD', `#EXTINF:${seconds.toFixed(3)},`, `${track}.vtt`, '#EXT-X-ENDLIST', ''].join('\n');
  }
  const segments = live.shelf.listed;
  const [first] = segments;
  if (first === undefined) return undefined;
  const lines = segments.map(({ msn, duration, shownAt }) => `#EXT-X-PROGRAM-DATE-TIME:${new Date(shownAt).toISOString()}\n#EXTINF:${duration.toFixed(5)},\n${track}-${msn}.vtt`);
  return [...head(Math.max(2, ...segments.map(({ duration }) => Math.round(duration))), first.msn), ...lines, ''].join('\n');
}

/** When a segment that is listed is shown, in the broadcast's own time. */
export function spanOf({ live }: Watched, msn: number): { startsMs: number; endsMs: number } | undefined {
  const segment = live?.shelf.segments.find((one) => one.msn === msn);
  return segment && { startsMs: segment.starts * 1000, endsMs: (segment.starts + segment.duration) * 1000 };
}
