import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Addresses, ParsedText } from '#kit/text.ts';
import { parseText, renderText } from '#kit/text.ts';
import { anyText } from '#test/texts.ts';

const everybody: Addresses = {
  mention: ({ username }) => ({ url: `https://perchoir.example/@${username}`, username }),
  tag: ({ key }) => `https://perchoir.example/tags/${encodeURIComponent(key)}`,
};
const nobody: Addresses = { mention: () => undefined, tag: () => undefined };

const render = (text: string, addresses = everybody) => renderText(parseText(text), addresses);

const PIECES = [
  String.raw`<p>`, String.raw`</p>`, String.raw`<br>`, String.raw`<span>`, String.raw`</span>`, String.raw`</a>`,
  String.raw`<span class="(?:h-card|invisible|ellipsis|)">`,
  String.raw`<a href="https?://[^"<>\s]*" class="u-url mention">`,
  String.raw`<a href="https?://[^"<>\s]*" class="mention hashtag" rel="tag">`,
  String.raw`<a href="https?://[^"<>\s]*" target="_blank" rel="nofollow noopener">`,
  String.raw`&(?:amp|lt|gt);`, String.raw`[^<>&]`,
];
const ALLOWED = new RegExp(`^(?:${PIECES.join('|')})*$`, 'u');

/** What a reader who copies the post gets: markup taken away, breaks as lines, references resolved. */
function textOf(html: string): string {
  return html
    .replaceAll('</p><p>', '\n\n').replaceAll('<br>', '\n').replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The same, from the source: what differs is the indent of lines, the sign of tags and the hosts of links. */
function textShown(parsed: ParsedText): string {
  return parsed.tokens
    .map(token => {
      if (token.kind === 'link') return token.shown;
      if (token.kind === 'paragraph') return '\n\n';
      if (token.kind === 'tag') return `#${token.name}`;
      return token.kind === 'mention' ? `@${token.username}` : token.text;
    })
    .join('');
}

const unturned = (text: string) =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replace(/^(?:[^\S\n]|[\u200b\u2060])+/gm, evenIndent);

const evenIndent = (indent: string) => indent.replaceAll('\t', '    ').replace(/[ \u00a0]/g, '.');

test('one word is one paragraph, and nothing is nothing', () => {
  expect(render('word')).toBe('<p>word</p>');
  expect(render('')).toBe('');
  expect(render(' \n ')).toBe('');
});

test('mentions, tags and links have the form the field expects', () => {
  expect(render('@Alice')).toBe(
    '<p><span class="h-card"><a href="https://perchoir.example/@alice" class="u-url mention">@<span>alice</span></a></span></p>',
  );
  expect(render('\uff03Café')).toBe('<p><a href="https://perchoir.example/tags/cafe" class="mention hashtag" rel="tag">#<span>Café</span></a></p>');
  expect(render('https://example.org/a?b=1&c=2')).toBe(
    '<p><a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="nofollow noopener"><span class="invisible">https://</span>' +
      '<span class="">example.org/a?b=1&amp;c=2</span><span class="invisible"></span></a></p>',
  );
  expect(render('https://example.org/a/very/long/path/that/is/cut')).toBe(
    '<p><a href="https://example.org/a/very/long/path/that/is/cut" target="_blank" rel="nofollow noopener"><span class="invisible">https://</span>' +
      '<span class="ellipsis">example.org/a/very/long/path/t</span><span class="invisible">hat/is/cut</span></a></p>',
  );
});

test('a long host is shown whole, so that no link hides where it leads', () => {
  const host = 'www.bank.example.with.a.very.long.name.evil.example';
  expect(render(`https://${host}:8080/x`)).toContain(`<span class="ellipsis">${host}:8080</span>`);
});

test('a link is never cut in the middle of a character', () => {
  const html = render('https://example.org/' + 'a'.repeat(17) + '🚲🚲');
  expect(html).toContain(`<span class="ellipsis">example.org/${'a'.repeat(17)}🚲</span><span class="invisible">🚲</span>`);
});

test('people and tags that nobody knows, and addresses that are not of the web, stay plain text', () => {
  expect(render('@alice #tag', nobody)).toBe('<p>@alice #tag</p>');
  const bad: Addresses = { mention: () => ({ url: 'javascript:alert(1)', username: 'x' }), tag: () => 'data:text/html,x' };
  expect(render('@alice #tag', bad)).toBe('<p>@alice #tag</p>');
  const odd: Addresses = { mention: () => ({ url: 'https://a.example/"><b>', username: '<b>' }), tag: () => undefined };
  expect(render('@alice', odd)).not.toContain('<b>');
});

test('verse keeps its lines, its stanzas and its indents', () => {
  expect(render('  un\n\tdeux\ntrois \n \n\n    quatre')).toBe(
    '<p>\u00a0\u00a0un<br>\u00a0\u00a0\u00a0\u00a0deux<br>trois </p><p>\u00a0\u00a0\u00a0\u00a0quatre</p>',
  );
  expect(render(' @alice')).toMatch(/^<p>\u00a0<span/);
});

test.each([
  ['\u202eabc', '\u202eabc\u202c'], ['\u2067abc', '\u2067abc\u2069'], ['abc\u202c\u2069', 'abc'], ['\u2066a\u202eb', '\u2066a\u202eb\u202c\u2069'],
  ['\u2066a\u202eb\u2069c', '\u2066a\u202eb\u202c\u2069c'], ['\u202ea\u2066b\u202cc', '\u202ea\u2066bc\u2069\u202c'], ['\u2067a\u2069', '\u2067a\u2069'],
])('direction controls of %j end with the line', (text, shown) => {
  expect(render(text)).toBe(`<p>${shown}</p>`);
  expect(render(`${text}\nx\n\n${text}`)).toBe(`<p>${shown}<br>x</p><p>${shown}</p>`);
});

test.each([
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<a href="javascript:alert(1)">x</a>', 'https://example.org/"onmouseover="alert(1)',
  'https://example.org/\'><script>', 'https://example.org/<script>alert(1)</script>', '@alice"><b>', '#tag"onclick="x', '#<b>', '&lt;script&gt;', '&#x3c;script>', '<math><mtext><table><mglyph><style><!--</style>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<!--><script>', ']]><script>', '\u0000<scr\u0000ipt>', '<iframe srcdoc="&lt;script&gt;">', 'http://example.org/`onclick=`', '＜script＞',
])('%j comes out as text', text => {
  const html = render(text);
  expect(html).toMatch(ALLOWED);
  expect(html).not.toMatch(/<(?!\/?(?:p|br|a|span)[ >])/);
});

test('the markup of any text is of the allowed form, balanced, and says what the text says', () => {
  fc.assert(
    fc.property(anyText, text => {
      const parsed = parseText(text);
      for (const addresses of [everybody, nobody]) {
        const html = renderText(parsed, addresses);
        expect(html).toMatch(ALLOWED);
        for (const element of ['p', 'a', 'span']) {
          expect(html.split(new RegExp(`<${element}[ >]`)).length).toBe(html.split(`</${element}>`).length);
        }
      }
      expect(unturned(textOf(renderText(parsed, everybody)))).toBe(unturned(textShown(parsed)));
    }),
    { numRuns: 3_000 },
  );
});

test('no direction control of any text reaches past its own line', () => {
  const turns = fc.array(fc.constantFrom('a', ' ', '\n', '@a', '#b', '\u202a', '\u202b', '\u202d', '\u202e', '\u202c', '\u2066', '\u2067', '\u2068', '\u2069'), { maxLength: 60 });
  fc.assert(
    fc.property(turns.map(parts => parts.join('')), text => {
      for (const line of textOf(render(text)).split('\n')) expect(openAtEnd(line)).toStrictEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

/** The direction controls of a line left open or closing nothing, by a plain stack. */
function openAtEnd(line: string): string[] {
  const open: string[] = [];
  for (const character of line) {
    if (/[\u202a\u202b\u202d\u202e]/.test(character)) open.push('\u202c');
    else if (/[\u2066-\u2068]/.test(character)) open.push('\u2069');
    else if (/[\u202c\u2069]/.test(character) && open.pop() !== character) return ['unmatched'];
  }
  return open;
}
