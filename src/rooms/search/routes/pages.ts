/** The rule of trends in words, with the figures of what is listed now. Works without script. */

import { Type } from 'typebox';
import { titleSetting } from '#instance';
import { html } from '#kit/html.ts';
import type { Html } from '#kit/html.ts';
import { languageOf } from '#kit/language.ts';
import type { Language } from '#kit/language.ts';
import { renderShell } from '#kit/shell.ts';
import { lookOf } from '#platform/http/cookies.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import type { presentFigures } from '../presenter.ts';
import { figures } from './trends.ts';

const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Figures = ReturnType<typeof presentFigures>;

const WORDS = {
  en: {
    heading: 'What trends here, and by which rule',
    rule: ({ rule }: Figures) => [
      `There is one rule, and it counts people, not fame: everybody counts as one, no account has a score, and nobody puts anything on this list or takes it off by hand. Accounts count once they have been here for ${rule.least_days_here} days.`,
      `Tags and links: the people who said a tag, or named an address, publicly in an hour, on average over the last ${rule.recent_hours} hours, against an hour of the ${rule.usual_days} days before. One is listed when at least ${rule.least_people} people said it in the last ${rule.recent_hours} hours and when it is said ${rule.least_rise} times as much as usual, half a person an hour being added to both. The steepest rise comes first. Links are listed when there is a preview of them and their page does not ask to be listed nowhere.`,
      `Posts: public posts of the last ${rule.post_days} days, not marked sensitive, whose author wants to be found. A post is listed when at least ${rule.least_people} people other than its author liked, reposted or publicly answered it in the last ${rule.post_hours} hours. First comes the one with most people in an hour since it was written, ${rule.post_hours} hours at most.`,
      'It is counted anew every five minutes.',
    ],
    tags: 'Tags', links: 'Links', posts: 'Posts', none: 'Nothing at the moment.', open: 'Post',
    people: 'People', now: 'In an hour, now', usual: 'Usually', rise: 'Rise', json: 'These figures as JSON',
  },
  fr: {
    heading: 'Les tendances d’ici, et leur règle',
    rule: ({ rule }: Figures) => [
      `Il y a une seule règle, et elle compte des personnes, pas la renommée : chacune compte pour une, aucun compte n’a de score, et personne n’ajoute ni ne retire rien à la main. Un compte est pris en compte après ${rule.least_days_here} jours de présence.`,
      `Mots-dièse et liens : les personnes qui ont écrit un mot-dièse, ou une adresse, en public en une heure, en moyenne sur les ${rule.recent_hours} dernières heures, comparées à une heure des ${rule.usual_days} jours d’avant. L’un ou l’autre paraît ici quand au moins ${rule.least_people} personnes l’ont écrit dans les ${rule.recent_hours} dernières heures et que cela fait ${rule.least_rise} fois plus que d’habitude, une demi-personne par heure étant ajoutée des deux côtés. La plus forte hausse vient en premier. Un lien paraît s’il a un aperçu et si sa page ne demande pas à n’être listée nulle part.`,
      `Messages : les messages publics des ${rule.post_days} derniers jours, non marqués sensibles, dont l’auteur veut bien être trouvé. Un message paraît ici quand au moins ${rule.least_people} personnes autres que son auteur l’ont aimé, repartagé ou y ont répondu en public dans les ${rule.post_hours} dernières heures. En premier vient celui qui a réuni le plus de personnes par heure depuis qu’il est écrit, sur ${rule.post_hours} heures au plus.`,
      'Le compte est refait toutes les cinq minutes.',
    ],
    tags: 'Mots-dièse', links: 'Liens', posts: 'Messages', none: 'Rien pour l’instant.', open: 'Message',
    people: 'Personnes', now: 'Par heure, maintenant', usual: 'D’habitude', rise: 'Hausse', json: 'Ces chiffres en JSON',
  },
} as const;

function renderFigures(found: Figures, language: Language): Html {
  const words = WORDS[language];
  const number = new Intl.NumberFormat(language);
  const cell = (figure: number | undefined): Html => html`<td>${figure === undefined ? '' : number.format(figure)}</td>`;
  type Said = Figures['tags'][number] | Figures['links'][number];
  const table = (rows: readonly Said[], name: (one: Said) => Html): Html => rows.length === 0 ? html`<p>${words.none}</p>` : html`<table><thead><tr><th></th><th>${words.people}</th><th>${words.now}</th><th>${words.usual}</th><th>${words.rise}</th></tr></thead><tbody>${rows.map((one) => html`<tr><td>${name(one)}</td>${cell(one.people)}${cell(one.people_per_hour)}${cell(one.usual_per_hour)}${cell(one.rise)}</tr>`)}</tbody></table>`;
  const nameOf = (one: Said): Html => 'url' in one ? html`<a href="${one.url}" rel="nofollow noopener noreferrer">${one.url}</a>` : html`<a href="/tags/${encodeURIComponent(one.name)}">#${one.name}</a>`;
  const posts = found.statuses.map((one) => html`<tr><td><a href="/api/v1/statuses/${one.id}">${words.open} ${one.id}</a></td>${cell(one.people)}${cell(one.people_per_hour)}</tr>`);
  return html`${words.rule(found).map((text) => html`<p>${text}</p>`)}
<h2>${words.tags}</h2>${table(found.tags, nameOf)}
<h2>${words.links}</h2>${table(found.links, nameOf)}
<h2>${words.posts}</h2>${posts.length === 0 ? html`<p>${words.none}</p>` : html`<table><thead><tr><th></th><th>${words.people}</th><th>${words.now}</th></tr></thead><tbody>${posts}</tbody></table>`}
<p><a href="/api/v1/perchoir/trends">${words.json}</a></p>`;
}

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/trends/rule', who: 'page', summary: 'The rule of trends, and its figures',
    query: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 35 })) }),
    run: async (ctx, { query }, { request, reply, href }) => {
      const url = new URL(href);
      const language = languageOf(query.lang, request.headers['accept-language']);
      url.searchParams.set('lang', language === 'fr' ? 'en' : 'fr');
      void reply.type('text/html; charset=utf-8').header('Content-Security-Policy', POLICY).header('Vary', 'Accept-Language, Cookie');
      return renderShell({
        language, look: lookOf(request), title: ctx.settings.get(titleSetting), heading: WORDS[language].heading, body: renderFigures(await figures(ctx), language),
        otherAddress: url.pathname + url.search, carry: query.lang === undefined ? '' : `?lang=${language}`,
      });
    },
  }),
];
