/** The two pages every server has to offer: what it is, and what it keeps. They work without script. */

import type { Html } from '#kit/html.ts';
import { html, raw } from '#kit/html.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { renderParagraphs } from '../presenter.ts';
import { readAbout, readInstance, readPrivacy } from '../reads.ts';
import { titleSetting } from '../settings.ts';
import type { InstanceFacts } from '../types.ts';

const PAGE = 'text/html; charset=utf-8';
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function renderPage(title: string, body: Html): string {
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/style.css"></head>
<body><main>${body}</main></body></html>`);
}

function renderAbout(facts: InstanceFacts, text: string): Html {
  return html`<h1>${facts.title}</h1>
<p>${facts.description}</p>
${raw(renderParagraphs(text))}
${facts.rules.length > 0 && html`<h2 id="rules">Rules</h2><ol>${facts.rules.map(({ text: rule, hint }) => html`<li>${rule}${hint && html`<br><small>${hint}</small>`}</li>`)}</ol>`}
${facts.contactEmail && html`<p>Contact: <a href="mailto:${facts.contactEmail}">${facts.contactEmail}</a></p>`}
<p><a href="/privacy-policy">Privacy</a>${facts.source && html` · <a href="${facts.source}">Source</a>`}</p>`;
}

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/about', who: 'page', summary: 'About this server',
    run: async (ctx, _input, { reply }) => {
      const [facts, about] = await Promise.all([readInstance(ctx), readAbout(ctx)]);
      void reply.type(PAGE).header('Content-Security-Policy', POLICY);
      return renderPage(facts.title, renderAbout(facts, about.text));
    },
  }),
  route({
    method: 'GET', path: '/privacy-policy', who: 'page', summary: 'What is kept about people here',
    run: async (ctx, _input, { reply }) => {
      const { text, writtenAt } = await readPrivacy(ctx);
      void reply.type(PAGE).header('Content-Security-Policy', POLICY);
      return renderPage(`Privacy · ${ctx.settings.get(titleSetting)}`, html`<h1>Privacy</h1>
${raw(renderParagraphs(text))}
<p><small>${writtenAt.toISOString().slice(0, 10)} · <a href="/about">${ctx.settings.get(titleSetting)}</a></small></p>`);
    },
  }),
];
