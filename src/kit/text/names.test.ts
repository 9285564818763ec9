import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanName, isCleanText } from '#kit/text.ts';
import { anyText, anyUnits } from '#test/texts.ts';

test.each([
  ['Alice', 'Alice'], ['  Alice   Martin ', 'Alice Martin'], ['Élise d’Aubigné', 'Élise d’Aubigné'], ['a\r\nb\tc\u2028d\u0085e', 'a b c d e'], ['a\u0000\u001bb\u007f', 'ab'], ['\u202eecila', 'ecila'],
  ['\u2067שלום\u2069 a', '\u2067שלום\u2069 a'], ['a\u2069\u202c', 'a'], ['\u2066a\u202eb\u2069', '\u2066ab\u2069'], ['\u202aa\u2066b\u202cc\u2069', 'a\u2066bc\u2069'], ['adm\u200bin\u00ad', 'admin'], ['\u200b\u3164', ''], [' ', ''],
  ['👩\u200d🚀 Zoé', '👩\u200d🚀 Zoé'], ['می\u200cخواهم', 'می\u200cخواهم'], ['हिन्दी', 'हिन्दी'], ['🏴\u{e0067}\u{e0062}\u{e0077}\u{e0073}\u{e007f}', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e0073}\u{e007f}'], ['a\u{e0061}\u{e0062}', 'a'], ['a\ud800', 'a\ufffd'],
])('%j becomes %j', (name, clean) => {
  expect(cleanName(name)).toBe(clean);
});

test('of five hundred accents on a letter four stay', () => {
  expect(cleanName(`z${'\u0335'.repeat(500)}a${'\u0301'.repeat(500)}`)).toBe(`z${'\u0335'.repeat(4)}a${'\u0301'.repeat(4)}`);
  expect(cleanName(`z${'\u0335\u200d'.repeat(500)}`).length).toBe(5);
});

test('any name comes out clean, on one line, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), name => {
      const clean = cleanName(name);
      expect(cleanName(clean)).toBe(clean);
      expect(isCleanText(clean)).toBe(true);
      expect(clean).toBe(clean.trim());
      expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\s\s|[\p{M}\u200d]{5}/u);
    }),
    { numRuns: 5_000 },
  );
});
