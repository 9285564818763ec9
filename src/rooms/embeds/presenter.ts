import { Type } from 'typebox';
import { html, raw } from '#kit/html.ts';
import type { Html } from '#kit/html.ts';
import type { Language } from '#kit/language.ts';
import type { OpenPost } from './types.ts';

/** A post in the JSON that clients get, as far as it is shown here. */
export interface PostJson {
  readonly id: string;
  readonly url: string;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly language: string | null;
  readonly content: string;
  readonly spoiler_text: string;
  readonly sensitive: boolean;
  readonly account: { readonly display_name: string; readonly username: string; readonly url: string; readonly avatar_static: string };
  readonly media_attachments: readonly { readonly type: string; readonly preview_url: string | null; readonly description: string | null }[];
  readonly poll: { readonly votes_count: number; readonly options: readonly { readonly title: string; readonly votes_count: number | null }[] } | null;
  readonly card: { readonly url: string; readonly title: string } | null;
  readonly quote: { readonly quoted_status?: { readonly url: string; readonly account: { readonly username: string } } | null } | null;
}

/** From what clients get of a post to what is shown of it here. */
export function presentOpenPost(json: PostJson): OpenPost {
  const { account, poll, card, quote } = json;
  const pictures = json.media_attachments.filter(({ type, preview_url: url }) => type === 'image' && url !== null);
  const inner = quote?.quoted_status;
  return {
    id: Number(json.id),
    url: json.url,
    author: { name: account.display_name || account.username, username: account.username, url: account.url, avatar: account.avatar_static },
    createdAt: new Date(json.created_at),
    editedAt: json.edited_at === null ? undefined : new Date(json.edited_at),
    language: json.language ?? undefined,
    html: json.content,
    warning: json.spoiler_text,
    sensitive: json.sensitive,
    pictures: pictures.map(({ preview_url: url, description }) => ({ url: url ?? '', description: description ?? '' })),
    hasRecording: json.media_attachments.some(({ type }) => type !== 'image'),
    poll: (poll?.options ?? []).map(({ title, votes_count: votes }) => ({
      title, share: votes === null || poll === null ? undefined : Math.round((100 * votes) / Math.max(1, poll.votes_count)),
    })),
    card: card === null ? undefined : { url: card.url, title: card.title },
    quoted: inner ? { url: inner.url, author: inner.account.username } : undefined,
  };
}

const WORDS = {
  en: { by: 'Post by', show: 'Show', sensitive: 'Sensitive pictures', recording: 'Watch or listen on the post\'s page', quoted: 'Quotes a post by', seen: 'See it on', edited: 'edited' },
  fr: { by: 'Publication de', show: 'Afficher', sensitive: 'Images sensibles', recording: 'À voir ou écouter sur la page de la publication', quoted: 'Cite une publication de', seen: 'Voir sur', edited: 'modifiée' },
} as const;

const TIMES = {
  en: new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
  fr: new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
} as const;

/** The page of one post for a frame on somebody else's page: no script, nothing from elsewhere; links open outside the frame. */
export function renderEmbed(post: OpenPost, { title, language }: { title: string; language: Language }): string {
  const words = WORDS[language];
  const { author } = post;
  const text = html`<div class="text" ${post.language !== undefined && html`lang="${post.language}"`}>${raw(post.html)}</div>${renderParts(post, language)}`;
  return String(html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${words.by} ${author.name} · ${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<base target="_blank"><link rel="canonical" href="${post.url}"><link rel="stylesheet" href="/assets/embed.css"></head>
<body><article><header><a href="${author.url}" rel="noopener"><img src="${author.avatar}" alt="" width="40" height="40">
<b>${author.name}</b> <span>@${author.username}</span></a></header>
${post.warning === '' ? text : html`<details><summary>${post.warning} <small>${words.show}</small></summary>${text}</details>`}
<footer><a href="${post.url}" rel="noopener"><time datetime="${post.createdAt.toISOString()}">${TIMES[language].format(post.createdAt)} UTC</time></a>
${post.editedAt !== undefined && html`<small>(${words.edited})</small>`} <a class="next" href="${post.url}" rel="noopener">${words.seen} ${title}</a></footer></article></body></html>`);
}

function renderParts(post: OpenPost, language: Language): Html {
  const words = WORDS[language];
  const pictures = html`<div class="pictures">${post.pictures.map(({ url, description }) => html`<img src="${url}" alt="${description}" loading="lazy">`)}</div>`;
  const covered = post.sensitive && post.warning === '';
  return html`${post.pictures.length > 0 && (covered ? html`<details><summary>${words.sensitive}</summary>${pictures}</details>` : pictures)}
${post.hasRecording && html`<p><a href="${post.url}" rel="noopener">${words.recording}</a></p>`}
${post.poll.length > 0 && html`<ul>${post.poll.map(({ title, share }) => html`<li>${title}${share !== undefined && html` <b>${share} %</b>`}</li>`)}</ul>`}
${post.quoted && html`<p class="aside"><a href="${post.quoted.url}" rel="noopener">${words.quoted} @${post.quoted.author}</a></p>`}
${post.card && html`<p class="aside"><a href="${post.card.url}" rel="nofollow noopener">${post.card.title}</a></p>`}`;
}

const Text = Type.String({ maxLength: 10_000 });

/** What a page asks for that wants to show a post (https://oembed.com). */
export const OembedReply = Type.Object({
  type: Type.Literal('rich'),
  version: Type.Literal('1.0'),
  title: Text,
  author_name: Text,
  author_url: Text,
  provider_name: Text,
  provider_url: Text,
  cache_age: Type.Integer(),
  html: Text,
  width: Type.Integer(),
  height: Type.Integer(),
});

/** For a day a page may show the frame without asking again; what is in it is always the present post. */
const CACHE_SECONDS = 86_400;
const NARROWEST = 220;
const WIDTH = 400;
const LOWEST = 160;
const HIGHEST = 900;

export function presentOembed(post: OpenPost, about: { origin: string; title: string; maxWidth: number; maxHeight: number }): object {
  const { origin, title, maxWidth, maxHeight } = about;
  const width = Math.max(NARROWEST, Math.min(WIDTH, maxWidth));
  const height = Math.max(LOWEST, Math.min(heightOf(post, width), maxHeight));
  const name = `${WORDS.en.by} ${post.author.name}`;
  const frame = html`<iframe src="${post.url}/embed" title="${name}" width="${width}" height="${height}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  return {
    type: 'rich',
    version: '1.0',
    title: name,
    author_name: post.author.name,
    author_url: post.author.url,
    provider_name: title,
    provider_url: origin,
    cache_age: CACHE_SECONDS,
    html: String(frame),
    width,
    height,
  };
}

/** A frame cannot ask for its height without script, so it is guessed; what is longer scrolls. */
function heightOf(post: OpenPost, width: number): number {
  const letters = post.warning === '' ? post.html.replace(/<[^>]{0,3000}>/g, '').length : post.warning.length;
  const lines = Math.ceil(letters / (width / 8)) + post.poll.length + (post.card ? 2 : 0) + (post.quoted ? 2 : 0);
  const pictures = post.pictures.length > 0 && !post.sensitive && post.warning === '' ? 300 : 0;
  return Math.min(HIGHEST, 150 + lines * 26 + pictures);
}
