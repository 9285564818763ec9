/** The two pages every server has to offer: what it is, and what it keeps. They work without script. */

import { Type } from 'typebox';
import type { Html } from '#kit/html.ts';
import { html, raw } from '#kit/html.ts';
import { languageOf } from '#kit/language.ts';
import type { Language } from '#kit/language.ts';
import type { Context } from '#platform/context.ts';
import { lookOf } from '#platform/http/cookies.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { renderShell } from '#kit/shell.ts';
import { renderParagraphs } from '../presenter.ts';
import { readAbout, readDescription, readInstance, readPrivacy } from '../reads.ts';
import { PRIVACY, titleSetting } from '../settings.ts';
import type { InstanceFacts } from '../types.ts';

const PAGE = 'text/html; charset=utf-8';
const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const Page = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) });

const WORDS = {
  en: { privacy: 'Privacy', rules: 'Rules', contact: 'Contact:', source: 'Source', since: 'As of' },
  fr: { privacy: 'Vie privée', rules: 'Règles', contact: 'Contact :', source: 'Code source', since: 'Version du' },
} as const;

/** A page in the language of its reader; what the owner wrote stays as it was written. */
function send(ctx: Context, exchange: Exchange, lang: string | undefined, page: (language: Language) => { heading: string; body: Html }): string {
  const { request, reply, href } = exchange;
  const url = new URL(href);
  const language = languageOf(lang, request.headers['accept-language']);
  url.searchParams.set('lang', language === 'fr' ? 'en' : 'fr');
  void reply.type(PAGE).header('Content-Security-Policy', POLICY).header('Vary', 'Accept-Language, Cookie');
  const carry = lang === undefined ? '' : `?lang=${language}`;
  return renderShell({ language, look: lookOf(request), title: ctx.settings.get(titleSetting), otherAddress: url.pathname + url.search, carry, ...page(language) });
}

function renderAbout(facts: InstanceFacts, { line, text }: { line: string; text: string }, language: Language): Html {
  const words = WORDS[language];
  return html`<p>${line}</p>
${raw(renderParagraphs(text))}
${facts.rules.length > 0 && html`<h2 id="rules">${words.rules}</h2><ol>${facts.rules.map(({ text: rule, hint }) => html`<li>${rule}${hint && html`<br><small>${hint}</small>`}</li>`)}</ol>`}
${facts.contactEmail && html`<p>${words.contact} <a href="mailto:${facts.contactEmail}">${facts.contactEmail}</a></p>`}
${facts.source && html`<p><a href="${facts.source}">${words.source}</a></p>`}`;
}

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/about', who: 'page', summary: 'About this server', query: Page,
    run: async (ctx, { query }, exchange) => {
      const [facts, about] = await Promise.all([readInstance(ctx), readAbout(ctx)]);
      return send(ctx, exchange, query.lang, (language) => ({ heading: facts.title, body: renderAbout(facts, { line: readDescription(ctx, language), text: about.text }, language) }));
    },
  }),
  route({
    method: 'GET', path: '/privacy-policy', who: 'page', summary: 'What is kept about people here', query: Page,
    run: async (ctx, { query }, exchange) => {
      const { text, writtenAt } = await readPrivacy(ctx);
      const day = writtenAt.toISOString().slice(0, 10);
      return send(ctx, exchange, query.lang, (language) => ({
        heading: WORDS[language].privacy,
        // Until the owner writes a text of their own, ours is there in both languages.
        body: html`${raw(renderParagraphs(text === PRIVACY.en ? PRIVACY[language] : text))}
<p><small>${WORDS[language].since} <time datetime="${day}">${day}</time></small></p>`,
      }));
    },
  }),
];
