import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalTag, LONGEST_TAG, MOST_TAGS, parseText } from '#kit/text.ts';
import { anyText, anyUnits } from '#test/texts.ts';

const namesIn = (text: string) => parseText(text).tags.map(tag => tag.name);

test.each([
  ['#café', 'café'], ['#日本語', '日本語'], ['#हिन्दी', 'हिन्दी'], ['#612rencontres', '612rencontres'], ['#vélo🚲', 'vélo🚲'], ['#é', 'é'],
  ['#e\u0301', 'e\u0301'], ['#العربية', 'العربية'], ['#می\u200cخواهم', 'می\u200cخواهم'], ['#한국어', '한국어'], ['#Ελλάδα', 'Ελλάδα'],
  ['#snake_case', 'snake_case'], ['#_a', '_a'], ['#CO₂', 'CO₂'], ['#col·lecció', 'col·lecció'], ['#スター・ウォーズ', 'スター・ウォーズ'],
  ['#👩\u200d🚀', '👩\u200d🚀'], ['#🇫🇷', '🇫🇷'], ['#🏴\u{e0067}\u{e0062}\u{e0077}\u{e0073}\u{e007f}', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e0073}\u{e007f}'],
  ['\uff03全角', '全角'], ['(#dedans)', 'dedans'], ['«#cité»', 'cité'], ['l’#amour', 'amour'], ['#fin.', 'fin'], ['#fin!', 'fin'], ['🚲#après', 'après'],
  ['❤\ufe0f#après', 'après'], ['1️⃣#après', 'après'], ['#rock’n’roll', 'rock'], ['#Marque™', 'Marque'], ['#a-b', 'a'], ['#fin·', 'fin'], ['#fin\u200d', 'fin'],
  ['#𝒜bc', '𝒜bc'],
])('%s holds the tag %s', (text, name) => {
  expect(namesIn(text)).toStrictEqual([name]);
});

test.each([
  'a#b', 'é#b', '語#b', '#', '##', '##a', '# a', '#2024', '#1_2', '#___', '#-a', '#.a', '#️⃣', '#1️⃣', '&#39;', '&#x27;', 'https://a.example/#top',
  'example.org/#top', '@#a', '#\u0301a', '#\u200da', '#https://', '#«»', '#\u202ea', `#${'a'.repeat(LONGEST_TAG + 1)}`, `#${'é'.repeat(LONGEST_TAG + 1)}`,
  `#${'a'.repeat(LONGEST_TAG - 1)}🚲`, `#${'a'.repeat(LONGEST_TAG)}🚲`, '#\ud800', '#\u3164',
])('%j holds no tag', text => {
  expect(namesIn(text)).toStrictEqual([]);
});

test('a tag ends where the next begins, and the next is inside a word', () => {
  expect(namesIn('#a#b #c')).toStrictEqual(['a', 'c']);
});

test('letters hidden in invisible characters never make a second tag that looks like the first', () => {
  expect(namesIn('#cafe\u{e0061}\u{e007f}')).toStrictEqual(['cafe']);
  expect(namesIn('#ca\u00adfe')).toStrictEqual(['ca']);
  expect(canonicalTag('ca\u200dfe\ufe0f')).toBe('cafe');
});

test(`a tag may have ${LONGEST_TAG} units`, () => {
  expect(namesIn(`#${'a'.repeat(LONGEST_TAG)} #${'é'.repeat(LONGEST_TAG)}`)).toHaveLength(2);
  expect(namesIn(`#${'a'.repeat(LONGEST_TAG - 2)}🚲`)).toHaveLength(1);
});

test(`beyond ${MOST_TAGS} distinct tags the rest is plain text, and spellings of one tag count once`, () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `#tag${i}`).join(' ');
  expect(parseText(many).tags).toHaveLength(MOST_TAGS);
  expect(parseText(many).tokens.filter(token => token.kind === 'tag')).toHaveLength(MOST_TAGS);
  expect(parseText('#Café #cafe #CAFÉ').tags).toStrictEqual([{ name: 'Café', key: 'cafe' }]);
  expect(parseText('#Café #cafe #CAFÉ').tokens.filter(token => token.kind === 'tag')).toHaveLength(3);
});

test.each([
  ['Café', 'cafe'], ['cafe\u0301', 'cafe'], ['ｃａｆé', 'cafe'], ['#Café', 'cafe'], ['Œuvre', 'oeuvre'], ['Łódź', 'lodz'], ['Straße', 'strasse'], ['STRAẞE', 'strasse'],
  ['İstanbul', 'istanbul'], ['ΑΘΗΝΑ', 'αθηνα'], ['Αθήνα', 'αθηνα'], ['ΟΔΟΣ', 'οδοσ'], ['οδός', 'οδοσ'], ['ﾊﾟｿｺﾝ', 'パソコン'], ['हिन्दी', 'हिन्दी'], ['Чай', 'чай'],
  ['한국어', '한국어'], ['❤\ufe0f', '❤'], ['می\u200cخواهم', 'میخواهم'], ['foo bar', 'foobar'], ['', ''], ['%', ''], ['\ud800', ''], ['a'.repeat(500), ''], ['ﷺ'.repeat(100), ''],
])('the key of %j is %j', (name, key) => {
  expect(canonicalTag(name)).toBe(key);
});

test('a key is its own key, for every character there is', () => {
  const unstable: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    const key = canonicalTag(String.fromCodePoint(point));
    if (canonicalTag(key) !== key) unstable.push(`U+${point.toString(16)}`);
  }
  expect(unstable).toStrictEqual([]);
});

test('a key is its own key, for any text, and the same for every way to write the name', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), text => {
      const key = canonicalTag(text);
      expect(canonicalTag(key)).toBe(key);
      expect(canonicalTag(`#${key}`)).toBe(key);
      expect(key.isWellFormed()).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  for (const name of ['Été', 'naïve', 'Ἀθῆναι', 'パソコン', '한국어']) {
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(canonicalTag(name.normalize(form))).toBe(canonicalTag(name));
    expect(canonicalTag(name.toUpperCase())).toBe(canonicalTag(name));
  }
});

test('every tag found in any text has a key that a URL leads back to', () => {
  fc.assert(
    fc.property(anyText, text => {
      for (const { key, name } of parseText(text).tags) {
        expect(key).not.toBe('');
        expect(canonicalTag(decodeURIComponent(encodeURIComponent(key)))).toBe(key);
        expect(canonicalTag(decodeURIComponent(encodeURIComponent(name)))).toBe(key);
      }
    }),
    { numRuns: 2_000 },
  );
});
