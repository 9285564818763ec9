/** The page on which a person lets an app in. */

import { html } from '#kit/html.ts';
import { hidden, renderPage } from './layout.ts';
import type { Frame } from './layout.ts';
import { scopeInWords } from './words.ts';

export interface ConsentAsked {
  readonly appName: string;
  readonly website: string | undefined;
  readonly username: string;
  readonly scopes: readonly string[];
  /** Host or scheme of the address to return to; undefined for a code to copy. */
  readonly place: string | undefined;
  /** The request itself, carried through the form. */
  readonly fields: Record<string, string | undefined>;
  readonly switchAddress: string;
}

export function renderConsent(frame: Frame, asked: ConsentAsked): string {
  const { words } = frame;
  return renderPage(frame, words.consentTitle(asked.appName), html`
<p>${words.consentAsks(asked.appName, asked.username)}</p>
<ul>${asked.scopes.map((scope) => html`<li>${scopeInWords(words, scope)}</li>`)}</ul>
${asked.website !== undefined && html`<p><a href="${asked.website}" rel="nofollow noopener">${asked.website}</a></p>`}
<p>${asked.place === undefined ? words.consentShown : words.consentGoes(asked.place)} ${words.consentTrust}</p>
<form method="post" action="/oauth/authorize">${hidden(frame, asked.fields)}
<div class="acts"><button class="next" name="decision" value="allow">${words.allow}</button>
<button name="decision" value="deny">${words.deny}</button></div></form>
<p><a href="${asked.switchAddress}">${words.notYou}</a></p>`);
}

export function renderCode(frame: Frame, code: string): string {
  return renderPage(frame, frame.words.outOfBandTitle, html`<p>${frame.words.outOfBand}</p><p><code class="code">${code}</code></p>`);
}
