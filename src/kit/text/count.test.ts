import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BYTES_PER_CHARACTER, countBytes, countCharacters, countGraphemes, parseText } from '#kit/text.ts';
import { anyText, anyUnits } from '#test/texts.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const CROWD = Array.from({ length: 30 }, () => '👩').join('\u200d');

test.each([
  ['', 0], ['été', 3], ['e\u0301te\u0301', 3], ['👩\u200d🚀', 1], [CROWD, 1], ['🇫🇷🇫🇷', 2], ['👍🏽', 1], ['1️⃣', 1], ['a\nb', 3], ['日本語', 3], ['हिन्दी', 2], ['l’été…', 6],
  ['🏴\u{e0067}\u{e0062}\u{e0077}\u{e0073}\u{e007f}', 1], [`a${'\u0301'.repeat(500)}`, 1], ['@bob@example.org', 4], ['@bob', 4], ['https://example.org/a/very/long/path/indeed', 23], ['http://a.example', 23],
  ['voir https://example.org/ !', 5 + 23 + 2], ['bob@example.org', 15], ['https://localhost', 17],
])('%s counts %i', (text, count) => {
  expect(countCharacters(text)).toBe(count);
  expect(countCharacters(parseText(text))).toBe(count);
});

test('any text has as many graphemes as the segmenter of the runtime finds', () => {
  const joining = fc.constantFrom('a', 'é', '語', '한', 'ᄀ', 'ᅡ', 'ᆨ', '\u0301', '\u0600', '\u0d4e', 'क', '\u094d', 'ष', '\u200d', '👩', '🇫', '🏽', '©', '\u00ad', '\ufe0f', '\r', '\n', '\u20e3', 'ﾞ', '\ud800', '\u200b', '々', '3');
  const texts = fc.oneof(anyText, anyUnits, fc.array(joining, { maxLength: 30 }).map(parts => parts.join('')));
  fc.assert(
    fc.property(texts, text => {
      expect(countGraphemes(text)).toBe([...segmenter.segment(text)].length);
    }),
    { numRuns: 10_000 },
  );
});

test('a crowd is one character but not one byte', () => {
  expect(countBytes(CROWD)).toBe(30 * 4 + 29 * 3);
  expect(countBytes(CROWD)).toBeGreaterThan(BYTES_PER_CHARACTER);
  expect(countBytes('https://example.org/a/very/long/path/indeed')).toBe(23);
  expect(countBytes('@bob@example.org')).toBe(4);
  expect(countBytes('été')).toBe(5);
});

test('prose in a dense script stays under the bytes its characters allow', () => {
  for (const text of ['हिन्दी में कविता पढ़ना बहुत सुंदर है', 'தமிழ் மொழி', 'ภาษาไทย', 'නිදහස', 'བོད་སྐད།', 'ខ្មែរ']) {
    expect(countBytes(text)).toBeLessThanOrEqual(countCharacters(text) * BYTES_PER_CHARACTER);
  }
});
