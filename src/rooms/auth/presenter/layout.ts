/** The frame of every page of this room, and the parts that pages share. */

import { html } from '#kit/html.ts';
import type { Html, HtmlValue } from '#kit/html.ts';
import type { FieldError } from '#kit/errors.ts';
import type { Language } from '#kit/language.ts';
import type { Look } from '#kit/look.ts';
import { renderShell } from '#kit/shell.ts';
import type { Messages } from '../messages.ts';

/** What every page knows about the exchange it is shown in. */
export interface Frame {
  readonly title: string;
  readonly language: Language;
  readonly look: Look;
  readonly words: Messages;
  /** Proves that a form was shown to this browser by us. */
  readonly formToken: string;
  /** This page in the other language. */
  readonly otherAddress: string;
  /** `?lang=fr` where it was asked for, to be carried on; else nothing. */
  readonly carry: string;
}

export interface Problem {
  readonly text?: string | undefined;
  readonly details?: Record<string, FieldError[]> | undefined;
}

export function renderPage(frame: Frame, heading: string, body: HtmlValue, more: { scripted?: boolean; back?: { address: string; label: string } } = {}): string {
  const { language, look, title, otherAddress, carry } = frame;
  return renderShell({
    language, look, title, heading, body, otherAddress, carry, ...(more.scripted === true && { script: '/assets/passkeys.js' }), ...(more.back && { back: more.back }),
  });
}

/** What every form carries besides its fields. */
export const hidden = (frame: Frame, fields: Record<string, string | undefined> = {}): Html => html`
<input type="hidden" name="form_token" value="${frame.formToken}"><input type="hidden" name="lang" value="${frame.language}">
${Object.entries(fields).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}`;

export const alert = (text: string | undefined): HtmlValue => text !== undefined && html`<p role="alert">${text}</p>`;
export const notice = (text: string | undefined): HtmlValue => text !== undefined && html`<p role="status">${text}</p>`;

interface Field {
  readonly name: string;
  /** The form it stands in, where a page has several: their fields have names in common, but no ids. */
  readonly form?: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly complete?: string;
  readonly optional?: boolean;
}

/** One labelled input, with what is wrong about it beneath it; the first wrong one has the focus. */
export function field(frame: Frame, one: Field, problem?: Problem): Html {
  const wrong = problem?.details?.[one.name]?.[0];
  const because = wrong && (frame.words.problems[wrong.error] ?? wrong.description);
  const id = one.form === undefined ? one.name : `${one.form}-${one.name}`;
  const described = [one.hint !== undefined && `${id}-hint`, because !== undefined && `${id}-wrong`].filter((part) => part !== false).join(' ');
  const about = described !== '' && html` aria-describedby="${described}"`;
  const invalid = because !== undefined && html` aria-invalid="true" autofocus`;
  const plain = one.type === undefined || one.type === 'text';
  return html`<p class="field"><label for="${id}">${one.label}</label>
${one.hint !== undefined && html`<span class="hint" id="${`${id}-hint`}">${one.hint}</span>`}
<input id="${id}" name="${one.name}" type="${one.type ?? 'text'}" value="${one.value ?? ''}" autocomplete="${one.complete ?? 'off'}"
${plain && html` autocapitalize="none" spellcheck="false"`}${one.optional !== true && html` required`}${about}${invalid}>
${because !== undefined && html`<span class="mistake" id="${`${id}-wrong`}">${because}</span>`}</p>`;
}
