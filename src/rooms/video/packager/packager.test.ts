import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { probe, readPlaylist, testFilm } from '#test/town/broadcasts.ts';
import type { TestFilm, TestSample } from '#test/town/broadcasts.ts';
import type { Part, Segment, Sink, Stretch } from './made.ts';
import { Packager } from './packager.ts';
import { mediaPlaylist } from './playlist.ts';

class Collected implements Sink {
  readonly stretches: Stretch[] = [];
  readonly parts: Part[] = [];
  readonly segments: Segment[] = [];
  readonly notices: string[] = [];
  readonly failed: string[] = [];
  onStretch(stretch: Stretch): void { this.stretches.push(stretch); }
  onPart(part: Part): void { this.parts.push(part); }
  onSegment(segment: Segment): void { this.segments.push(segment); }
  onNotice(text: string): void { this.notices.push(text); }
  onFail(code: string): void { this.failed.push(code); }

  /** A stretch as a file: its beginning and all of its parts. */
  file(number: number): Buffer {
    const stretch = this.stretches.find((one) => one.number === number);
    return Buffer.concat([stretch?.init ?? Buffer.alloc(0), ...this.parts.filter((part) => part.stretch === number).map(({ bytes }) => bytes)]);
  }

  playlist(target: number): string {
    return mediaPlaylist({
      targetSeconds: target, breaks: 0, segments: this.segments, kind: 'live', ended: false, open: { msn: this.segments.length, stretch: 0, duration: 0, shownAt: 0, parts: [] },
    });
  }
}

function packaged(film: TestFilm, samples: readonly TestSample[], tracks: readonly ('video' | 'audio')[] = ['video', 'audio']): { made: Collected; packager: Packager } {
  const made = new Collected();
  const packager = new Packager(made, { msn: 0, seconds: 0, stretch: 0, targetSeconds: undefined }, () => 1_800_000_000_000);
  for (const kind of tracks) packager.config(film[kind]);
  for (const sample of samples) packager.sample(sample.kind, sample);
  return { made, packager };
}

const later = (samples: readonly TestSample[], micros: number): TestSample[] => samples.map((sample) => ({ ...sample, dts: sample.dts + micros, pts: sample.pts + micros }));
const secondsOf = (made: Collected): number => made.segments.reduce((sum, { duration }) => sum + duration, 0);

let film: TestFilm;
beforeAll(async () => {
  film = await testFilm();
}, 120_000);

describe('frames become parts and segments', () => {
  test('that keep the rules of HLS, begin with keyframes, and are read whole by ffprobe', async () => {
    const { made, packager } = packaged(film, film.samples);
    packager.end();
    const { segments, target } = readPlaylist(mediaPlaylist({ targetSeconds: packager.targetSeconds ?? 0, breaks: 0, segments: made.segments, kind: 'whole', ended: true }));
    expect(target).toBe(2);
    expect(segments.map(({ seconds }) => Math.round(seconds))).toEqual([2, 2, 2, 2]);
    expect(made.segments.every(({ independent }) => independent)).toBe(true);
    readPlaylist(made.playlist(2));
    const found = await probe(made.file(0));
    expect(found.frames).toBe(240);
    expect(found.seconds).toBeCloseTo(8, 1);
    expect(made.stretches).toHaveLength(1);
    expect(made.stretches[0]).toMatchObject({ width: 320, height: 180, codecs: expect.stringMatching(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/) });
  });

  test('each part leaves as soon as its last frame is followed by another', () => {
    const video = film.samples.filter(({ kind }) => kind === 'video');
    const { made } = packaged(film, film.samples.filter(({ dts }) => dts <= (video[9]?.dts ?? 0)));
    expect(made.parts).toHaveLength(1);
    expect(made.parts[0]?.duration).toBeCloseTo(0.3, 3);
  });

  test.each([24, 25, 50, 60])('at %i frames a second, too', async (rate) => {
    const other = await testFilm({ seconds: 5, rate });
    const { made, packager } = packaged(other, other.samples);
    packager.end();
    expect(readPlaylist(mediaPlaylist({ targetSeconds: 2, breaks: 0, segments: made.segments, kind: 'live', ended: true, open: { msn: 9, stretch: 0, duration: 0, shownAt: 0, parts: [] } })).ended).toBe(true);
  }, 60_000);

  test('of sound alone and of a picture alone', async () => {
    for (const kind of ['audio', 'video'] as const) {
      const { made, packager } = packaged(film, film.samples.filter((sample) => sample.kind === kind), [kind]);
      packager.end();
      expect(made.segments.length).toBeGreaterThanOrEqual(4);
      const found = await probe(made.file(0));
      expect(found[kind]?.ends).toBeCloseTo(8, 1);
      expect(found[kind === 'audio' ? 'video' : 'audio']).toBeUndefined();
      readPlaylist(made.playlist(2));
    }
  });

  test('without keyframes for long are cut where the playlist promised, and the broadcaster is told', async () => {
    const slow = await testFilm({ seconds: 20, group: 9 });
    const { made, packager } = packaged(slow, slow.samples);
    packager.end();
    expect(made.notices).toEqual([expect.stringContaining('keyframe interval')]);
    readPlaylist(made.playlist(packager.targetSeconds ?? 0));
    expect(made.segments.some(({ independent }) => !independent)).toBe(true);
  }, 60_000);
});

describe('a clock that jumps', () => {
  test.each([['forward by a second', 1], ['by ten', 10], ['by five minutes', 300], ['back by a minute', -60]])('%s begins another stretch, and time goes on without a gap', async (_name, gap) => {
    const again = later(film.samples, (8 + gap) * 1e6);
    const { made, packager } = packaged(film, [...film.samples, ...again]);
    packager.end();
    expect(made.stretches).toHaveLength(2);
    expect(packager.refused).toBe(0);
    expect(secondsOf(made)).toBeCloseTo(16, 0);
    for (const [index, segment] of made.segments.entries()) {
      const before = made.segments[index - 1];
      if (before !== undefined) expect(segment.starts).toBeCloseTo(before.starts + before.duration, 6);
    }
    const second = await probe(made.file(1));
    expect(Math.abs((second.video?.starts ?? 0) - (second.audio?.starts ?? 0))).toBeLessThan(0.05);
    expect(second.frames).toBe(240);
    readPlaylist(made.playlist(2));
  });

  test('a new size of the picture begins another stretch with its own beginning, also where only the frames say so', async () => {
    const small = await testFilm({ seconds: 4, size: '160x90' });
    const made = new Collected();
    const packager = new Packager(made, { msn: 0, seconds: 0, stretch: 0, targetSeconds: undefined }, () => 0);
    packager.config(film.video);
    packager.config(film.audio);
    for (const sample of film.samples) packager.sample(sample.kind, sample);
    packager.config(small.video);
    for (const sample of later(small.samples, 8e6)) packager.sample(sample.kind, sample);
    packager.end();
    expect(made.stretches.map(({ width }) => width)).toEqual([320, 160]);
    expect((await probe(made.file(1))).frames).toBe(120);
  }, 60_000);

  test('a picture that stands still for half a second breaks no promise; one that is gone leaves sound, and comes back', async () => {
    const still = film.samples.filter(({ kind, dts }) => kind === 'audio' || dts < 2.5e6 || dts > 3e6);
    const one = packaged(film, still).made;
    readPlaylist(one.playlist(2));
    expect(one.stretches).toHaveLength(1);
    const gone = film.samples.filter(({ kind, dts }) => kind === 'audio' || dts < 2.5e6 || dts > 5e6);
    const { made, packager } = packaged(film, gone);
    packager.end();
    expect(made.stretches.map(({ codecs }) => codecs.split(',').length)).toEqual([2, 1, 2]);
    readPlaylist(made.playlist(2));
    expect((await probe(made.file(1))).video).toBeUndefined();
    expect(secondsOf(made)).toBeCloseTo(8, 0);
  });

  test('frames that make no sense are left out and harm nothing', async () => {
    const bad: TestSample[] = film.samples.flatMap((sample, index): TestSample[] => index % 40 !== 20 ? [sample] : [
      { ...sample, dts: Number.NaN }, { ...sample, bytes: new Uint8Array() }, { ...sample, pts: sample.pts + 1e12 },
      { ...sample, kind: 'video', bytes: Uint8Array.from([0, 0, 9, 9, 1, 2]) }, sample,
    ]);
    const { made, packager } = packaged(film, bad);
    packager.end();
    expect(packager.refused).toBeGreaterThan(20);
    expect((await probe(made.file(0))).frames).toBe(240);
  });

  test('a picture without any keyframe is refused after a while', () => {
    const keyless = film.samples.filter(({ kind }) => kind === 'video').map((sample) => ({ ...sample, key: false }));
    const { made } = packaged(film, [...keyless, ...later(keyless, 8e6)]);
    expect(made.failed).toEqual(['no_keyframe']);
    expect(made.parts).toEqual([]);
  });
});

test('sound and picture stay together for hours, whatever clocks they were measured by', () => {
  const frame = (kind: 'video' | 'audio', size: number): Uint8Array => kind === 'audio' ? new Uint8Array(size) : Uint8Array.from([0, 0, 0, 2, 0x65, 0]);
  fc.assert(fc.property(
    fc.constantFrom(1000, 90_000, 1_000_000), fc.constantFrom(44_100, 48_000, 32_000), fc.constantFrom(24, 25, 29.97, 30, 59.94), fc.integer({ min: -200, max: 200 }),
    (timescale, rate, fps, ppm) => {
      const made = new Collected();
      const packager = new Packager(made, { msn: 0, seconds: 0, stretch: 0, targetSeconds: undefined }, () => 0);
      packager.config({ ...film.video, timescale });
      packager.config({ ...film.audio, sampleRate: rate, timescale });
      const began = 123_456_789;
      const seconds = 3600;
      // The sound's own crystal runs a little fast or slow, and its sender says so by its times.
      const soundStep = (1024 / rate) * (1 + ppm / 1e6);
      let [video, audio] = [0, 0];
      while (video / fps < seconds) {
        const isPicture = video / fps <= audio * soundStep;
        const at = Math.round((began + (isPicture ? video / fps : audio * soundStep)) * timescale);
        packager.sample(isPicture ? 'video' : 'audio', { dts: at, pts: at, key: isPicture && video % 60 === 0, bytes: frame(isPicture ? 'video' : 'audio', 4) });
        if (isPicture) video++;
        else audio++;
      }
      packager.end();
      expect(made.stretches).toHaveLength(1);
      const last = made.parts.at(-2)?.bytes ?? Buffer.alloc(0);
      const [picture, sound] = lastTimes(last, { video: timescale, audio: rate });
      // Against what the senders' clocks said of the very same frames.
      const inSource = (fraction: number): number => fraction;
      expect(Math.abs(picture - sound)).toBeLessThan(0.08 + inSource(0.33));
      const total = made.segments.reduce((sum, { duration }) => sum + duration, 0);
      expect(Math.abs(total - seconds)).toBeLessThan(0.15);
      expect(Math.abs(sound - (made.parts.at(-2)?.starts ?? 0))).toBeLessThan(0.04);
      expect(Math.abs(picture - (made.parts.at(-2)?.starts ?? 0))).toBeLessThan(0.04);
    },
  ), { numRuns: 6 });
}, 120_000);

/** When the first frame of each track of a part goes out, in seconds. */
function lastTimes(part: Buffer, scales: { video: number; audio: number }): [number, number] {
  const times: Record<number, number> = {};
  const moof = part.readUInt32BE(0);
  for (let at = 24; at + 8 <= moof; at += part.readUInt32BE(at)) times[part.readUInt32BE(at + 20)] = Number(part.readBigUInt64BE(at + 36));
  return [(times[1] ?? 0) / scales.video, (times[2] ?? 0) / scales.audio];
}
