// What senders do wrong, with the clock in our hand: each a word to them, and a picture that goes on.
import { beforeEach, expect, test } from 'vitest';
import type { IngestSession } from '../live/seam.ts';
import type { Sample, Track } from '../types.ts';
import { isWholeSample, readAacConfig, readAvcConfig, readOpusConfig, readSps, writeAvcConfig, writeOpusConfig } from './codecs.ts';
import { Intake } from './intake.ts';

let now: number;
let words: string[];
let cuts: string[];
let out: [string, Sample][];
let configs: Track[];
let intake: Intake;

const video: Track = { kind: 'video', codec: 'avc1', description: new Uint8Array([1, 2, 3]), timescale: 1_000_000 };
const audio: Track = { kind: 'audio', codec: 'opus', description: new Uint8Array([4]), timescale: 1_000_000, sampleRate: 48_000, channels: 2 };

beforeEach(() => {
  [now, words, cuts, out, configs] = [1_000_000, [], [], [], []];
  const session: IngestSession = {
    broadcastId: 1,
    maxBitrate: 1_000_000,
    onConfig: (track) => void configs.push(track),
    onSample: (kind, sample) => void out.push([kind, sample]),
    onWarning: () => undefined,
    onPause: () => undefined,
    onEnd: () => Promise.resolve(),
  };
  intake = new Intake(session, { clock: () => now, warn: (code) => words.push(code), cut: (code) => cuts.push(code), gone: () => undefined });
  intake.configure(video);
  intake.configure(audio);
});

const picture = (ms: number, key = false, length = 3): void => {
  const bytes = Buffer.alloc(4 + length, 1);
  bytes.writeUInt32BE(length);
  bytes[4] = key ? 0x65 : 0x41;
  intake.take('video', { dts: ms * 1000, pts: ms * 1000, key: false, bytes });
};
const sound = (ms: number): void => intake.take('audio', { dts: ms * 1000, pts: ms * 1000, key: true, bytes: Buffer.from([1]) });
const times = (kind: string): number[] => out.filter(([one]) => one === kind).map(([, { dts }]) => Math.round(dts / 1000));
const play = (from: number, to: number, each: (ms: number) => void): void => {
  for (let ms = from; ms < to; ms += 40, now += 40) each(ms);
};

test('a picture begins with a whole one, whatever the sender calls it', () => {
  picture(0);
  picture(40, true);
  picture(80);
  expect(out.map(([, { key }]) => key)).toEqual([true, false]);
});

test('times that jump back go on for both tracks together, and the sender is told once', () => {
  play(50_000, 51_000, (ms) => {
    picture(ms, ms === 50_000);
    sound(ms);
  });
  play(0, 1000, (ms) => {
    picture(ms);
    sound(ms);
  });
  for (const kind of ['video', 'audio']) {
    const steps = times(kind).slice(1).map((time, i) => time - (times(kind)[i] ?? 0));
    expect(new Set(steps), kind).toEqual(new Set([40]));
  }
  expect(times('video')).toEqual(times('audio'));
  expect(words).toEqual(['clock']);
});

test.each([1000, 10_000])('a stream that stops for %d ms has that gap, and no other', (gap) => {
  play(0, 1000, (ms) => picture(ms, ms === 0));
  now += gap;
  play(1000 + gap, 2000 + gap, (ms) => picture(ms));
  const steps = times('video').slice(1).map((time, i) => time - (times('video')[i] ?? 0));
  expect(steps.filter((step) => step !== 40)).toEqual([40 + gap]);
  expect(words).toEqual([]);
});

test('without a keyframe the sender is told after ten seconds, and cut off after thirty', () => {
  picture(0, true);
  play(40, 11_000, (ms) => picture(ms));
  expect([words, cuts]).toEqual([['no_keyframe'], []]);
  play(11_000, 32_000, (ms) => picture(ms));
  expect(cuts).toContain('no_keyframe');
});

test('a bitrate above the limit is told first, and ended when it stays', () => {
  const heavy = (ms: number): void => picture(ms, ms % 1000 === 0, 10_000);
  play(0, 5000, heavy);
  expect([words, cuts]).toEqual([['bitrate'], []]);
  play(5000, 20_000, heavy);
  expect(cuts).toContain('bitrate');
});

test('damaged pictures are left out until a whole one comes', () => {
  picture(0, true);
  intake.take('video', { dts: 40_000, pts: 40_000, key: false, bytes: Buffer.from([0, 0, 0, 9, 0x41]) });
  picture(80);
  picture(120, true);
  expect(times('video')).toEqual([0, 120]);
  expect(words).toEqual(['broken_picture']);
});

test('a new description in mid-stream begins with a whole picture; the same one changes nothing', () => {
  picture(0, true);
  intake.configure({ ...video, description: new Uint8Array([1, 2, 3]) });
  picture(40);
  intake.configure({ ...video, description: new Uint8Array([9]) });
  picture(80);
  picture(120, true);
  expect(configs).toHaveLength(3);
  expect(times('video')).toEqual([0, 40, 120]);
});

test('descriptions are read, and what is none is not', () => {
  const sps = Buffer.from('6742c00cda05067e7c0440000003004000000c83c50aa8', 'hex');
  expect(readSps(sps)).toEqual({ width: 320, height: 180 });
  expect(readAvcConfig(writeAvcConfig(sps, Buffer.from('68ce0fc8', 'hex')))).toMatchObject({ codec: 'avc1' });
  expect(readAacConfig(Buffer.from('1210', 'hex'))).toMatchObject({ codec: 'mp4a', sampleRate: 44_100, channels: 2 });
  expect(readOpusConfig(writeOpusConfig(1))).toMatchObject({ codec: 'opus', channels: 1 });
  for (const bad of ['', '00', 'ffffffffffffffffffffffff', '01640028ffe1ffff6764', '0142c00dff00']) {
    const bytes = Buffer.from(bad, 'hex');
    expect([readAvcConfig(bytes), readOpusConfig(bytes), readSps(bytes)]).toEqual([undefined, undefined, undefined]);
  }
  expect(isWholeSample(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x65]))).toBe(false);
});
