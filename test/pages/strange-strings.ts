/** Texts that somebody means harm with, or that break careless pages. Whatever runs sets `__ran`; whatever loads asks for `canary`. */

const RUN = 'window.__ran=1';

/** Markup, in the ways that have passed cleaners before. */
const MARKUP: readonly string[] = [
  `<script>${RUN}</script>`, `</title><script>${RUN}</script>`, `</script><script>${RUN}</script>`, `--><script>${RUN}</script><!--`, `]]><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`, `</style><script>${RUN}</script>`, `</template><script>${RUN}</script>`, `</noscript><script>${RUN}</script>`, `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<img src=x onerror=${RUN}>`, `<img src=https://canary.example/p.png>`, `"><img src=x onerror=${RUN}>`, `'><img src=x onerror='${RUN}'>`, `" autofocus onfocus="${RUN}" x="`, `' onmouseover='${RUN}`,
  `<svg onload=${RUN}>`, `<svg><script href=data:,${RUN} />`, `<svg><use href="data:image/svg+xml,<svg id=x onload=${RUN}></svg>#x">`, `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=${RUN}>">`, `<math href="javascript:${RUN}">x</math>`, `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=${RUN} src>">`, `<select><iframe></select><img src=x onerror=${RUN}>`, `<!--><img src=x onerror=${RUN}>-->`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`, `<object data="javascript:${RUN}"></object>`, `<embed src="javascript:${RUN}">`, `<base href=https://canary.example/>`,
  `<link rel=stylesheet href=https://canary.example/c.css>`, `<meta http-equiv=refresh content="0;url=https://canary.example/">`, `<style>@import url(https://canary.example/c.css);</style>`, `<style>*{display:none}</style>`,
  `<details open ontoggle=${RUN}>`, `<body onload=${RUN}>`, `<video><source onerror=${RUN}></video>`, `<marquee onstart=${RUN}>x</marquee>`, `<input autofocus onfocus=${RUN}>`, `<template shadowrootmode=open><script>${RUN}</script></template>`,
  `<a href="javascript:${RUN}">x</a>`, `<a href="jav\tascript:${RUN}">x</a>`, `<a href="&#106;avascript:${RUN}">x</a>`, `<a href=data:text/html,<script>${RUN}</script>>x</a>`, `<div style="position:fixed;inset:0;background:red">`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`, `&amp;lt;img src=x onerror=${RUN}&amp;gt;`, `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`, `%3Cscript%3E${RUN}%3C/script%3E`, `＜script＞${RUN}＜/script＞`,
  `{{constructor.constructor('${RUN}')()}}`, `\${${RUN}}`, '__proto__', 'constructor', 'toString', 'hasOwnProperty', `\u2028${RUN}\u2029`, `javascript:${RUN}`, `https://x.example/"onmouseover="${RUN}`, `https://x.example/<script>${RUN}</script>`,
  `[x](javascript:${RUN})`, `x@y.example"onclick="${RUN}`, `#<script>${RUN}</script>`, `@<b>bob</b>`, "'; DROP TABLE posts.post; --", '%s%n%x', '=cmd|\' /C calc\'!A0', '../../etc/passwd',
];

/** Letters that a page must hold together. */
export const ZALGO = `Z${'\u0301\u0316\u0335\u20dd'.repeat(40)}a${'\u030d\u0323'.repeat(80)}lgo`;
const LETTERS: readonly string[] = [
  '\u202eright to left override', '\u202dleft\u202eright\u202d', '\u2067isolate never ended', '\u2066\u2067\u2068', '\u202a\u202b\u202a\u202b', 'مرحبا بكم في الساحة (1) abc', 'שלום עולם, hello', '\u200f\u200e\u061c',
  ZALGO, '👨‍👩‍👧‍👦'.repeat(12), `🏴${String.fromCodePoint(0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067, 0xe007f)}`, '🇫🇷🇫', `x${'\u200d'.repeat(30)}y`, `a${'\u200b'.repeat(50)}b`, 'ﷺ𒐫𒈙⸻꧅', 'W'.repeat(200), 'i'.repeat(300), '\u3000\u3000\u00a0 \u2003x',
  'pаypаl', 'ａｄｍｉｎ', 'ıİſK', '\u0e47\u0e47\u0e47\u0e47\u0e47ก', 'नमस्ते दुनिया', '日本語の長い文章がどこで折り返されるかを見るための文字列です。'.repeat(3), 'ㅤ', 'null', 'undefined', '[object Object]', 'NaN', '-1',
];

export const STRINGS: readonly string[] = [...MARKUP, ...LETTERS];

/** Each in one of the texts at least, none longer than a field takes. @param longest in characters */
export function packed(longest: number, join = ' '): string[] {
  const texts: string[] = [];
  for (const one of STRINGS) {
    const text = [...one].slice(0, longest).join('').toWellFormed();
    const last = texts.at(-1);
    if (last !== undefined && last.length + join.length + text.length <= longest) texts[texts.length - 1] = last + join + text;
    else texts.push(text);
  }
  return texts;
}
