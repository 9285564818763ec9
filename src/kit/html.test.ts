import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HtmlValue } from './html.ts';
import { escapeContent, escapeHtml, html, raw } from './html.ts';

const NASTY = `<script>"'&`;
const ESCAPED = '&lt;script&gt;&quot;&#39;&amp;';

test('what is put into a page is text unless it was made as markup', () => {
  expect(String(html`<p>${NASTY}</p>`)).toBe(`<p>${ESCAPED}</p>`);
  expect(String(html`<p>${html`<b>${NASTY}</b>`}${raw('<hr>')}</p>`)).toBe(`<p><b>${ESCAPED}</b><hr></p>`);
  expect(String(html`<p title="${NASTY}" lang='${NASTY}'>x</p>`)).toBe(`<p title="${ESCAPED}" lang='${ESCAPED}'>x</p>`);
  expect(String(html`<title>${NASTY}</title><textarea>${NASTY}</textarea>`)).toBe(`<title>${ESCAPED}</title><textarea>${ESCAPED}</textarea>`);
});

test('lists are joined, and what is not there shows nothing', () => {
  const items: HtmlValue = ['<', html`<i>`, [1, 2n], null, undefined, false, true, 0, ''];
  expect(String(html`${items}`)).toBe('&lt;<i>120');
  expect(String(html``)).toBe('');
});

test('inside a tag markup may stand, text may not', () => {
  const on = true;
  expect(String(html`<input${on && html` checked`} ${on && html`required`} ${false}>`)).toBe('<input checked required >');
  expect(() => html`<input ${'checked'}>`).toThrow(TypeError);
});

test.each([
  ['javascript:alert(1)', '#'], ['JaVaScRiPt:alert(1)', '#'], ['java\tscript:alert(1)', '#'], [' \u0001javascript:alert(1)', '#'], ['data:text/html,x', '#'], ['vbscript:x', '#'], [':x', '#'], [`${'a'.repeat(40)}:x`, '#'],
  ['https://example.org/?a=1&b', 'https://example.org/?a=1&amp;b'], ['HTTP://example.org', 'HTTP://example.org'], ['mailto:a@example.org', 'mailto:a@example.org'], ['/x:y', '/x:y'], ['x', 'x'], ['?a:b', '?a:b'], ['#a:b', '#a:b'], ['', ''],
])('the address %j is written as %j', (address, written) => {
  expect(String(html`<a href="${address}">x</a>`)).toBe(`<a href="${written}">x</a>`);
  expect(String(html`<form action='${address}'></form>`)).toBe(`<form action='${written}'></form>`);
  if (written === '#') expect(String(html`<a href="/to/${address}">x</a>`)).toContain('href="/to/');
});

test('a template that escaping cannot make safe is refused', () => {
  const value = 'x';
  expect(() => html`<a href=${value}>`).toThrow(/no value may stand here/);
  expect(() => html`<a title=x${value}>`).toThrow(TypeError);
  expect(() => html`<a onclick="${value}">`).toThrow(TypeError);
  expect(() => html`<a style="${value}">`).toThrow(TypeError);
  expect(() => html`<iframe srcdoc="${value}">`).toThrow(TypeError);
  expect(() => html`<script>${value}</script>`).toThrow(TypeError);
  expect(() => html`<style>${value}</style>`).toThrow(TypeError);
  expect(() => html`<!-- ${value} -->`).toThrow(TypeError);
  expect(() => html`<${value}>`).toThrow(TypeError);
  expect(() => html`<a data-${value}="x">`).toThrow(TypeError);
  expect(() => html`<a title="${html`<b>`}">`).toThrow(/markup inside an attribute/);
  expect(() => html`<a title="${[raw('x')]}">`).toThrow(TypeError);
  expect(String(html`<script src="/a.js"></script><!-- x --><style>p{}</style><p>${value}</p>`)).toContain('<p>x</p>');
});

test('a template is refused each time, not only the first', () => {
  const page = (value: string) => html`<a href=${value}>`;
  expect(() => page('x')).toThrow(TypeError);
  expect(() => page('x')).toThrow(TypeError);
});

test('any text escaped holds no markup and is the text again once read', () => {
  const read = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const texts = fc.array(fc.constantFrom('&', '<', '>', '"', "'", 'a', 'é', ';', 'amp', '\ud800')).map(parts => parts.join(''));
  fc.assert(
    fc.property(texts, text => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      expect(escapeContent(text)).not.toMatch(/[<>]/);
      expect(read(escapeHtml(text))).toBe(text);
      expect(read(escapeContent(text))).toBe(text);
    }),
  );
});
