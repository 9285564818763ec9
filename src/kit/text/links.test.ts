import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_LINK, MOST_LINKS, parseText } from '#kit/text.ts';
import { anyText } from '#test/texts.ts';

const linkedIn = (text: string) => parseText(text).tokens.filter(token => token.kind === 'link').map(token => token.text);
const onlyLink = (text: string) => parseText(text).links.at(0);

test.each([
  ['https://example.org', 'https://example.org'], ['HTTP://Example.org/A', 'HTTP://Example.org/A'], ['https://example.org:8080/x', 'https://example.org:8080/x'],
  ['voir https://example.org.', 'https://example.org'], ['https://example.org/a, b', 'https://example.org/a'], ['https://example.org/a ; b', 'https://example.org/a'],
  ['https://example.org/a;', 'https://example.org/a'], ['https://example.org/a : b', 'https://example.org/a'], ['https://example.org/a!', 'https://example.org/a'],
  ['https://example.org/a?', 'https://example.org/a'], ['https://example.org/a?b=c', 'https://example.org/a?b=c'], ['« https://example.org/a »', 'https://example.org/a'],
  ['«https://example.org/a»', 'https://example.org/a'], ['“https://example.org/a”', 'https://example.org/a'], ['\'https://example.org/a\'', 'https://example.org/a'],
  ['"https://example.org/a"', 'https://example.org/a'], ['https://example.org/a…', 'https://example.org/a'], ['https://example.org/a’', 'https://example.org/a'],
  ['https://fr.example.org/L\'Été_(film)', 'https://fr.example.org/L\'Été_(film)'], ['(https://example.org/a)', 'https://example.org/a'], ['(https://example.org/a_(b))', 'https://example.org/a_(b)'],
  ['[https://example.org/a]', 'https://example.org/a'], ['<https://example.org/a>', 'https://example.org/a'], ['**https://example.org/a**', 'https://example.org/a'],
  ['https://example.org/#a@b', 'https://example.org/#a@b'], ['https://example.org/@alice/1', 'https://example.org/@alice/1'], ['https://exämple.org/à', 'https://exämple.org/à'],
  ['https://例え.jp/を', 'https://例え.jp/を'], ['https://example.orgを見て', 'https://example.org'], ['見てhttps://example.org/a。次', 'https://example.org/a'],
  ['https://example.org/a\u202eb', 'https://example.org/a'], ['https://example.org/a\\b', 'https://example.org/a'], ['http://192.0.2.1/x', 'http://192.0.2.1/x'], ['#https://example.org/a', 'https://example.org/a'],
  ['Source:https://example.org', 'https://example.org'], ['https://a.example/https://b.example', 'https://a.example/https://b.example'],
])('%s links %s', (text, link) => {
  expect(linkedIn(text)).toStrictEqual([link]);
});

test.each([
  'javascript://example.org/%0aalert(1)', 'javascript:alert(1)', 'data:text/html,x', 'ftp://example.org', 'file:///etc/passwd', 'xhttp://example.org', 'http://', 'https://example', 'https://localhost:3000/',
  'https://[::1]/', 'http://0x7f.1/', 'http://127.1/', 'http://2130706433/', 'http://127.0.0.01/', 'https://.org', 'https://a..org', 'https://user@example.org/', 'https://user:pass@example.org/',
  'https://good.example@evil.example/', 'https://good.example:80@evil.example', 'https://good.example,x@evil.example', 'https://exa%6dple.org', 'https:/example.org', 'https://example.1', 'https://example.o',
  `https://example.org/${'a'.repeat(LONGEST_LINK)}`, 'https://-', 'https:// example.org', 'http://\u202egro.example',
])('%j links nothing', text => {
  expect(linkedIn(text)).toStrictEqual([]);
});

test('a host in a look-alike script is shown in punycode, an honest one as it is written', () => {
  expect(onlyLink('https://p\u0430ypal.com/x')?.shown).toBe('https://xn--pypal-4ve.com/x');
  expect(onlyLink('https://\u0430\u0440\u0440\u04cf\u0435.com')?.shown).toMatch(/^https:\/\/xn--/);
  expect(onlyLink('https://\u0261oogle.com')?.shown).toMatch(/^https:\/\/xn--/);
  expect(onlyLink('https://пример.рф/x')?.shown).toBe('https://пример.рф/x');
  expect(onlyLink('https://Müller.example/x')?.shown).toBe('https://müller.example/x');
  expect(onlyLink('https://日本語.jp')?.shown).toBe('https://日本語.jp');
});

test(`beyond ${MOST_LINKS} links the rest is plain text`, () => {
  expect(linkedIn('https://example.org/a '.repeat(10_000))).toHaveLength(MOST_LINKS);
});

test('every link found in any text is http or https to a dotted host, without a user name, and shows its host', () => {
  fc.assert(
    fc.property(anyText, text => {
      for (const { href, shown } of parseText(text).links) {
        const url = new URL(href);
        expect(url.protocol).toMatch(/^https?:$/);
        expect(url.username + url.password).toBe('');
        expect(url.hostname).toContain('.');
        expect(new URL(shown).host).toBe(url.host);
        expect(shown).not.toMatch(/[\s<>"\\\u200b\u202a-\u202e\u2066-\u2069]/);
      }
    }),
    { numRuns: 3_000 },
  );
});
