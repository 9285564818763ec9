import { expect, test } from 'vitest';
import type { Addresses } from '#kit/text.ts';
import { canonicalTag, cleanName, countBytes, countCharacters, parseText, renderText } from '#kit/text.ts';

// Strings made to be slow for a parser that looks twice. What counts is growth: four times the text may take four times
// as long, a quadratic step takes sixteen times. Absolute times would only measure the machine.
// Each row: what comes first, and what is repeated.
const PUMPS: readonly (readonly [head: string, pump: string])[] = [
  ['', '@'], ['', '#'], ['', '#a'], ['', ' #a1'], ['#é', '#🚲'], ['#é', '\u0301'], ['#', '\u0301#é'], ['', '://'], ['', 'http://'], ['', 'http://a.example'], ['', ' http://a.example/x'],
  ['', 'http://a.example/(('], ['http://a.example/', '('], ['http://a.example/', ')'], ['http://a.example/', '!'], ['http://a.example/', '!@#'], ['http://a.example', ':'], ['http://', 'a.'], ['http://', 'é.'],
  ['', ' http://é.example'], ['', 'http://a.example:'], ['', 'http://a.example,'], ['', ' @a@b.example'], ['', '@a@'], ['@a@', 'a.'], ['@a@', 'é'], ['@', 'a.a-'], ['@', 'a'], ['', '\n'], ['x', '\n '], ['x\n', ' '],
  ['', '\u00a0\n'], ['', '\u202e'], ['', '\u202e\u202c'], ['', '\u2066\u202e'], ['', '\u2066\u202e\u2069'], ['\u2066', '\u202e'], ['', '<&>'], ['a', '\u0301'], ['', 'e\u0301'], ['', '👩\u200d'], ['#', '🏴\u{e0061}'],
  ['#🏴', '\u{e0061}'], ['#', '🇫'], ['', '\u0001a'], ['', '\r\r\n'], ['', '\ud800'], ['#', 'क्'], ['#', '\ufdfa'], ['', '\u200b'], ['', 'ᄀ'], ['', ' @a'],
];

const addresses: Addresses = {
  mention: ({ username }) => ({ url: `https://perchoir.example/@${username}`, username }),
  tag: ({ key }) => `https://perchoir.example/tags/${key}`,
};

function work(text: string): void {
  const parsed = parseText(text);
  renderText(parsed, addresses);
  countCharacters(parsed);
  countBytes(parsed);
  canonicalTag(text);
  cleanName(text);
}

function fastest(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    work(text);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

test.each(PUMPS)('time grows with the length only: %j, then %j again and again', (head, pump) => {
  const make = (length: number) => head + pump.repeat(length / pump.length) + 'x';
  // Another process may take the processor in the middle of a measurement, but not of every one; a pump shows each time.
  const measured: string[] = [];
  for (let tries = 0; tries < 6; tries++) {
    const short = fastest(make(50_000));
    const long = fastest(make(200_000));
    if (long < 10 * short + 20) return;
    measured.push(`${short} ms, then ${long} ms`);
  }
  expect.fail(measured.join('; '));
});

test('a hundred thousand characters of each kind are read well within the time of a blink', () => {
  const texts = PUMPS.map(([head, pump]) => head + pump.repeat(100_000 / pump.length));
  const start = process.cpuUsage();
  for (const text of texts) parseText(text);
  const { user, system } = process.cpuUsage(start);
  // 50 ms each is the promise (C-14, C-15 of the tests of bad input); all together stay under it on average.
  expect((user + system) / 1000 / texts.length).toBeLessThan(50);
});
