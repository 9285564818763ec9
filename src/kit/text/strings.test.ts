import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCleanText, parseText } from '#kit/text.ts';
import { anyText } from '#test/texts.ts';

test('a text with U+0000 or half a surrogate pair is told apart before it is kept', () => {
  expect(isCleanText('une é 🚲')).toBe(true);
  expect(isCleanText('a\u0000b')).toBe(false);
  expect(isCleanText('a\ud800b')).toBe(false);
  expect(isCleanText('\udc00')).toBe(false);
});

test('the source comes back as it was typed, decomposed letters and inner spaces included', () => {
  for (const text of ['e\u0301te\u0301', 'a  b', '  vers', 'l\u2019été\u00a0!', 'a\n\n\n\nb', 'ﬁn']) {
    expect(parseText(text).source).toBe(text);
  }
});

test.each([
  ['a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
  ['a\u2029b', 'a\n\nb'],
  ['\u001b[31mrouge\u0007', '[31mrouge'],
  ['\ufeffmot', 'mot'],
  ['a\ud800b', 'a\ufffdb'],
  ['a\u0000b', 'ab'],
  ['\n \n  vers \n\u200b\n', '  vers'],
  [' \t\n ', ''],
  ['\u200b\u2060', ''],
])('%j is kept as %j', (typed, kept) => {
  expect(parseText(typed).source).toBe(kept);
});

test('for any text the tokens joined are the source, well formed, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(anyText, text => {
      const parsed = parseText(text);
      expect(parsed.tokens.map(token => token.text).join('')).toBe(parsed.source);
      expect(isCleanText(parsed.source)).toBe(true);
      expect(parseText(parsed.source)).toStrictEqual(parsed);
      for (const token of parsed.tokens) {
        expect(token.text).not.toBe('');
        if (token.kind === 'text') expect(token.text).not.toContain('\n');
      }
    }),
    { numRuns: 3_000 },
  );
});
