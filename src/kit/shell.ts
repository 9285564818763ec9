/** What stands around every page: the name of the server above, what it is and keeps below, and the other language. */

import { html } from './html.ts';
import type { HtmlValue } from './html.ts';
import type { Language } from './language.ts';

export interface Shell {
  readonly language: Language;
  /** The name of the server. */
  readonly title: string;
  readonly heading: string;
  readonly body: HtmlValue;
  /** This page in the other language, where it has one. */
  readonly otherAddress?: string;
  /** `?lang=fr` where it was asked for, to be carried on; else nothing. */
  readonly carry?: string;
  /** The address of the one script of the page; pages work without. */
  readonly script?: string;
}

const WORDS = {
  en: { about: 'About this server', privacy: 'Privacy', other: 'Français', skip: 'Skip to the text' },
  fr: { about: 'À propos de ce serveur', privacy: 'Vie privée', other: 'English', skip: 'Aller au texte' },
} as const;

export function renderShell({ language, title, heading, body, otherAddress, carry = '', script }: Shell): string {
  const words = WORDS[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return String(html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${heading === title ? title : `${heading} · ${title}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/style.css">
${script !== undefined && html`<script src="${script}" defer></script>`}</head>
<body><a class="skip" href="#text">${words.skip}</a>
<header><a class="home" href="/${carry}"><img src="/assets/icon.svg" alt="" width="32" height="32">${title}</a></header>
<main id="text"><h1>${heading}</h1>
${body}</main>
<footer><nav><a href="/about${carry}">${words.about}</a> <a href="/privacy-policy${carry}">${words.privacy}</a>
${otherAddress !== undefined && html`<a href="${otherAddress}" hreflang="${other}" lang="${other}">${words.other}</a>`}</nav></footer></body></html>`);
}
