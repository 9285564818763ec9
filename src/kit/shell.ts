/** What stands around every page that the server makes by itself: the same head and foot as around those of the application. */

import { html } from './html.ts';
import type { HtmlValue } from './html.ts';
import type { Language } from './language.ts';
import type { Look } from './look.ts';

export interface Shell {
  readonly language: Language;
  /** What this browser was asked to make pages look like. */
  readonly look: Look;
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
  /** The page that this one belongs to. */
  readonly back?: { readonly address: string; readonly label: string };
}

const WORDS = {
  en: { about: 'About this server', privacy: 'Privacy', other: 'Français', skip: 'Skip to the text', explore: 'Explore', search: 'Search', ways: 'Ways' },
  fr: { about: 'À propos de ce serveur', privacy: 'Vie privée', other: 'English', skip: 'Aller au texte', explore: 'Découvrir', search: 'Recherche', ways: 'Chemins' },
} as const;

/** What stylesheets go by, as attributes of `html`. */
const renderLook = ({ theme, contrast, text, motion, links, targets }: Look): HtmlValue => [
  theme !== undefined && html` data-theme="${theme}"`, contrast !== undefined && html` data-contrast="${contrast}"`,
  text !== undefined && html` data-text="${text}"`, motion !== undefined && html` data-motion="${motion}"`,
  links !== undefined && html` data-links="${links}"`, targets !== undefined && html` data-targets="${targets}"`,
];

export function renderShell({ language, look, title, heading, body, otherAddress, carry = '', script, back }: Shell): string {
  const words = WORDS[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return String(html`<!doctype html>
<html lang="${language}"${renderLook(look)}><head><meta charset="utf-8"><title>${heading === title ? title : `${heading} · ${title}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/style.css">
${script !== undefined && html`<script src="${script}" defer></script>`}</head>
<body><a class="skip" href="#text">${words.skip}</a>
<header><a class="home" href="/${carry}"><img src="/assets/icon.svg" alt="" width="32" height="32"><span>${title}</span></a>
<nav aria-label="${words.ways}"><a href="/explore${carry}">${words.explore}</a> <a href="/search${carry}">${words.search}</a></nav></header>
<main id="text">${back !== undefined && html`<p class="back"><a href="${back.address}">${back.label}</a></p>`}<h1>${heading}</h1>
${body}</main>
<footer><nav aria-label="${title}"><a href="/about${carry}">${words.about}</a> <a href="/privacy-policy${carry}">${words.privacy}</a>
${otherAddress !== undefined && html`<a href="${otherAddress}" hreflang="${other}" lang="${other}">${words.other}</a>`}</nav></footer></body></html>`);
}
