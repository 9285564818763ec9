import { expect, test } from 'vitest';
import { MOST_MENTIONS, parseText } from '#kit/text.ts';

const namedIn = (text: string) =>
  parseText(text).mentions.map(({ username, domain }) => (domain === undefined ? username : `${username}@${domain}`));

test.each([
  ['@alice', 'alice'], ['@Alice', 'alice'], ['@a_1', 'a_1'], ['(@alice)', 'alice'], ['@alice.', 'alice'], ['@alice...', 'alice'], ['@alice-', 'alice'], ['@alice’s', 'alice'],
  ['.@alice salut', 'alice'], ['«@alice»', 'alice'], ['@alice: salut', 'alice'], ['@aliceさん', 'alice'], ['@alice님', 'alice'], ['@alice@', 'alice'], ['@alice@ x', 'alice'],
  ['@jean-paul', 'jean-paul'], ['@bob@example.org', 'bob@example.org'], ['@Bob@Example.ORG', 'bob@example.org'], ['@bob@example.org.', 'bob@example.org'],
  ['@bob@example.org, hi', 'bob@example.org'], ['@b.o-b@sub.example.org', 'b.o-b@sub.example.org'], ['@bob@exämple.org', 'bob@xn--exmple-cua.org'], ['@bob@例え.jp', 'bob@xn--r8jz45g.jp'],
  ['@bob@example.orgさん', 'bob@example.org'], ['@bob@127.0.0.1:3000', 'bob@127.0.0.1:3000'], ['@bob@localhost:3000', 'bob@localhost:3000'], ['@bob@example.org:', 'bob@example.org'],
  ['🚲@alice', 'alice'], ['@alice @alice @ALICE', 'alice'], ['@alice/@bob', 'alice'],
])('%s names %s', (text, who) => {
  expect(namedIn(text)).toStrictEqual([who]);
});

test.each([
  'alice@example.org', 'marie.@alice', 'a+@alice', 'é@alice', '語@alice', '@', '@@', '@@alice', '@ alice', '@.alice', '@-', '@élise', '@benoît', '@beno\u0302it', 'https://a.example/@alice',
  'example.org/@alice', 'https://medium.example/@alice/x', '@alice@bob', '@alice@localhostile', '@alice@example', '@alice@0x7f.1', '@alice@127.1', '@alice@999.1.1.1', '@alice@ex..org', '@alice@example.orgé',
  `@${'a'.repeat(129)}`, `@a@${'a.'.repeat(200)}org`, `@a@${'aa.'.repeat(100)}org`, 'mailto:x@alice', '@\u202ealice',
])('%j names nobody', text => {
  expect(namedIn(text)).toStrictEqual([]);
});

test('a word that goes on past a name is not a message to that name', () => {
  expect(namedIn('@jean-paul @jean.paul')).not.toContain('jean');
});

test(`beyond ${MOST_MENTIONS} distinct people the rest is plain text, while the first may be named again`, () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `@p${i}`);
  const parsed = parseText([...names, '@p0'].join(' '));
  expect(parsed.mentions).toHaveLength(MOST_MENTIONS);
  const tokens = parsed.tokens.filter(token => token.kind === 'mention');
  expect(tokens).toHaveLength(MOST_MENTIONS + 1);
  expect(tokens.at(-1)?.text).toBe('@p0');
});
