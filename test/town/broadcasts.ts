/** Frames as a broadcaster sends them, made by ffmpeg, and a reader of playlists that knows the rules. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { needDebian } from './debian.ts';

const run = promisify(execFile);
const FFMPEG = '/usr/bin/ffmpeg';

export interface TestSample {
  readonly kind: 'video' | 'audio';
  readonly dts: number;
  readonly pts: number;
  readonly key: boolean;
  readonly bytes: Uint8Array;
}

export interface TestFilm {
  readonly video: { kind: 'video'; codec: 'avc1'; description: Uint8Array; timescale: number };
  readonly audio: { kind: 'audio'; codec: 'mp4a' | 'opus'; description: Uint8Array; sampleRate: number; channels: number; timescale: number };
  /** In the order of their times, which are microseconds. */
  readonly samples: readonly TestSample[];
}

export interface FilmWish {
  readonly seconds?: number;
  readonly size?: string;
  readonly rate?: number;
  /** Seconds between keyframes. */
  readonly group?: number;
  readonly kilobits?: number;
}

const films = new Map<string, Promise<TestFilm>>();

/** A test picture and a tone, H.264 and AAC; the same wish is made once. */
export function testFilm(wish: FilmWish = {}): Promise<TestFilm> {
  const key = JSON.stringify(wish);
  let film = films.get(key);
  if (film === undefined) films.set(key, (film = makeFilm(wish)));
  return film;
}

async function makeFilm({ seconds = 8, size = '320x180', rate = 30, group = 2, kilobits = 300 }: FilmWish): Promise<TestFilm> {
  await needDebian(FFMPEG, 'ffmpeg');
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-film-'));
  const path = join(folder, 'film.mp4');
  try {
    await run(FFMPEG, [
      '-loglevel', 'error', '-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${rate}`, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100', '-t', String(seconds),
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', String(Math.round(rate * group)), '-keyint_min', String(Math.round(rate * group)),
      '-sc_threshold', '0', '-b:v', `${kilobits}k`, '-maxrate', `${kilobits}k`, '-bufsize', `${kilobits}k`, '-nal-hrd', 'cbr', '-c:a', 'aac', '-b:a', '96k', '-y', path,
    ]);
    return await readFilm(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFilm(bytes: Uint8Array): Promise<TestFilm> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  if (video === null || audio === null) throw new Error('The film has no picture or no sound');
  const [picture, sound] = [await video.getDecoderConfig(), await audio.getDecoderConfig()];
  const samples: TestSample[] = [];
  for (const [kind, track] of [['video', video], ['audio', audio]] as const) {
    for await (const packet of new EncodedPacketSink(track as never).packets()) {
      const at = Math.round(packet.timestamp * 1e6);
      if (at >= 0) samples.push({ kind, dts: at, pts: at, key: packet.type === 'key', bytes: packet.data });
    }
  }
  const given = (config: { description?: unknown } | null): Uint8Array => Uint8Array.from(config?.description as Uint8Array);
  return {
    video: { kind: 'video', codec: 'avc1', description: given(picture), timescale: 1_000_000 },
    audio: { kind: 'audio', codec: 'mp4a', description: given(sound), sampleRate: sound?.sampleRate ?? 44_100, channels: sound?.numberOfChannels ?? 1, timescale: 1_000_000 },
    samples: samples.toSorted((a, b) => a.dts - b.dts),
  };
}

export interface Probed {
  readonly seconds: number;
  readonly frames: number;
  /** By track: when it begins and ends. */
  readonly video: { starts: number; ends: number } | undefined;
  readonly audio: { starts: number; ends: number } | undefined;
}

/** What ffprobe reads, and that ffmpeg decodes it without a word of complaint. */
export async function probe(bytes: Uint8Array): Promise<Probed> {
  await needDebian(FFMPEG, 'ffmpeg');
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-probe-'));
  const path = join(folder, 'film.mp4');
  try {
    await writeFile(path, bytes);
    const { stdout } = await run('/usr/bin/ffprobe', ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time,duration_time', '-of', 'csv=p=0', path], { maxBuffer: 1e8 });
    const { stderr } = await run(FFMPEG, ['-v', 'error', '-i', path, '-f', 'null', '-'], { maxBuffer: 1e8 });
    if (stderr.trim() !== '') throw new Error(`ffmpeg complains: ${stderr.slice(0, 500)}`);
    const rows = stdout.trim().split('\n').map((line) => line.split(','));
    const of = (kind: string): { starts: number; ends: number } | undefined => {
      const times = rows.filter(([type]) => type === kind).map(([, at, lasts]) => [Number(at), Number(at) + (Number(lasts) || 0)] as const);
      return times.length === 0 ? undefined : { starts: Math.min(...times.map(([at]) => at)), ends: Math.max(...times.map(([, end]) => end)) };
    };
    const [video, audio] = [of('video'), of('audio')];
    return { video, audio, frames: rows.filter(([type]) => type === 'video').length, seconds: Math.max(video?.ends ?? 0, audio?.ends ?? 0) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface ReadPart { readonly uri: string; readonly seconds: number; readonly independent: boolean }
export interface ReadSegment { readonly msn: number; readonly uri: string; readonly seconds: number; readonly map: string; readonly at: number; readonly breaks: number; readonly parts: readonly ReadPart[] }
export interface ReadPlaylist {
  readonly segments: readonly ReadSegment[];
  readonly open: readonly ReadPart[];
  readonly hint: string | undefined;
  readonly target: number;
  readonly partTarget: number | undefined;
  readonly holdBack: number | undefined;
  readonly ended: boolean;
  readonly kind: string | undefined;
}

const attribute = (line: string, name: string): string | undefined => new RegExp(`[:,]${name}=("([^"]*)"|[^,]*)`).exec(line)?.slice(1).findLast((one) => one !== undefined);

/** Reads a media playlist. @throws Error naming the rule that it breaks (RFC 8216 and draft-pantos-hls-rfc8216bis) */
export function readPlaylist(text: string): ReadPlaylist {
  const lines = text.trimEnd().split('\n');
  const rule = (kept: boolean, words: string): void => {
    if (!kept) throw new Error(`${words}:\n${text}`);
  };
  rule(lines[0] === '#EXTM3U', 'begins with #EXTM3U (4.3.1.1)');
  const single = (name: string): string | undefined => {
    const found = lines.filter((line) => line.startsWith(`#${name}:`));
    rule(found.length <= 1, `one ${name} at most`);
    return found[0]?.slice(name.length + 2);
  };
  const target = Number(single('EXT-X-TARGETDURATION'));
  const info = single('EXT-X-PART-INF');
  const control = single('EXT-X-SERVER-CONTROL');
  const partTarget = info === undefined ? undefined : Number(attribute(`:${info}`, 'PART-TARGET'));
  const holdBack = control === undefined ? undefined : Number(attribute(`:${control}`, 'PART-HOLD-BACK'));
  const segments: ReadSegment[] = [];
  let parts: ReadPart[] = [];
  let [map, at, hint, seconds] = [undefined, undefined, undefined, undefined] as [string | undefined, number | undefined, string | undefined, number | undefined];
  let breaks = Number(single('EXT-X-DISCONTINUITY-SEQUENCE') ?? 0);
  let broke = false;
  let msn = Number(single('EXT-X-MEDIA-SEQUENCE') ?? 0);
  for (const line of lines) {
    if (line === '#EXT-X-DISCONTINUITY') [breaks, broke] = [breaks + 1, true];
    else if (line.startsWith('#EXT-X-MAP')) {
      rule(map === undefined || broke, 'another beginning only after a discontinuity');
      [map, broke] = [attribute(line, 'URI'), false];
    } else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) at = Date.parse(line.slice(25));
    else if (line.startsWith('#EXT-X-PART:')) parts.push({ uri: attribute(line, 'URI') ?? '', seconds: Number(attribute(line, 'DURATION')), independent: attribute(line, 'INDEPENDENT') === 'YES' });
    else if (line.startsWith('#EXT-X-PRELOAD-HINT:')) hint = attribute(line, 'URI');
    else if (line.startsWith('#EXTINF:')) seconds = Number(line.slice(8, -1));
    else if (!line.startsWith('#')) {
      rule(seconds !== undefined && map !== undefined && at !== undefined, 'a segment has a duration, a beginning and a time');
      rule(Math.round(seconds ?? 0) <= target, 'no segment is longer than the target, rounded (4.3.3.1)');
      if (parts.length > 0) rule(Math.abs(parts.reduce((sum, part) => sum + part.seconds, 0) - (seconds ?? 0)) < 0.001, 'a segment is as long as its parts');
      checkParts(parts, partTarget, rule);
      segments.push({ msn: msn++, uri: line, seconds: seconds ?? 0, map: map ?? '', at: at ?? 0, breaks, parts });
      [parts, seconds, at] = [[], undefined, undefined];
    }
  }
  if (partTarget !== undefined) {
    rule((holdBack ?? 0) >= 2 * partTarget, 'PART-HOLD-BACK is twice the part target at least (4.4.3.8)');
    rule(control?.includes('CAN-BLOCK-RELOAD=YES') === true, 'blocking reload is offered');
    checkParts([...parts, ...parts.slice(-1)].slice(0, parts.length), partTarget, rule);
  }
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1];
    if (before !== undefined && before.breaks === segment.breaks) rule(Math.abs(segment.at - before.at - before.seconds * 1000) < 2, 'times follow durations within a stretch');
  }
  return { segments, open: parts, hint, target, partTarget, holdBack, ended: lines.at(-1) === '#EXT-X-ENDLIST', kind: single('EXT-X-PLAYLIST-TYPE') };
}

function checkParts(parts: readonly ReadPart[], target: number | undefined, rule: (kept: boolean, words: string) => void): void {
  if (target === undefined) return;
  for (const [index, { seconds }] of parts.entries()) {
    rule(seconds <= target + 1e-6, 'no part is longer than the part target (4.4.3.7)');
    if (index < parts.length - 1) rule(seconds >= 0.85 * target - 1e-6, 'parts but the last are 85 % of the target at least');
  }
}
