/** What a page says of itself to those who show it elsewhere: search engines, previews, readers of feeds. */

import type { MetaDescriptor } from 'react-router';
import { plainText } from '#kit/plain-text.ts';
import type { Account, Attachment, Post } from './entities.ts';
import type { Setting } from './visit.ts';

const LONGEST = 200;

/** The beginning of a text, cut between words, for previews. */
export function summaryOf(html: string): string {
  const text = plainText(html).replace(/\s+/g, ' ').trim();
  if (text.length <= LONGEST) return text;
  const start = text.slice(0, LONGEST).toWellFormed().replace(/\uFFFD$/, '');
  return `${start.slice(0, Math.max(start.lastIndexOf(' '), LONGEST / 2))}…`;
}

export interface About {
  /** Without the name of the server. */
  readonly title: string;
  readonly description: string;
  /** The path of the one address that lasts. */
  readonly path: string;
  readonly type?: 'website' | 'profile' | 'article';
  readonly image?: { readonly url: string; readonly description: string; readonly width?: number | undefined; readonly height?: number | undefined } | undefined;
  /** Search engines are asked to pass it by, or to show nothing older than the first page of it. */
  readonly hidden?: boolean | undefined;
  /** The path of the feed, without its ending. */
  readonly feed?: string | undefined;
  readonly linked?: object | undefined;
  readonly more?: readonly MetaDescriptor[];
}

/**
 * The head of a page: title, canonical address, Open Graph, JSON-LD, feeds. JSON-LD is for those who read without signing in; in the
 * browser of a member it would be one more script that comes and goes with the page.
 */
export function headOf({ origin, title: server, language, me }: Setting & { readonly me?: unknown }, about: About): MetaDescriptor[] {
  const { title, description, path, type = 'website', image, hidden, feed, linked, more = [] } = about;
  const url = origin + path;
  const property = (name: string, content: string | number | undefined): MetaDescriptor[] => content === undefined || content === '' ? [] : [{ property: name, content: String(content) }];
  return [
    { title: title === server ? server : `${title} · ${server}` },
    { name: 'description', content: description },
    { tagName: 'link', rel: 'canonical', href: url },
    ...(hidden ? [{ name: 'robots', content: 'noindex' }] : []),
    ...property('og:site_name', server), ...property('og:type', type), ...property('og:title', title), ...property('og:description', description),
    ...property('og:url', url), ...property('og:locale', language === 'fr' ? 'fr_FR' : 'en_GB'),
    ...property('og:image', image?.url ?? `${origin}/assets/thumbnail.png`), ...property('og:image:alt', image?.description),
    ...property('og:image:width', image?.width), ...property('og:image:height', image?.height),
    { name: 'twitter:card', content: image !== undefined && type === 'article' ? 'summary_large_image' : 'summary' },
    ...(feed === undefined ? [] : FEEDS.map(([ending, of]): MetaDescriptor => ({ tagName: 'link', rel: 'alternate', type: of, href: `${origin}${feed}.${ending}`, title }))),
    ...(linked === undefined || hidden || me !== undefined ? [] : [{ 'script:ld+json': { '@context': 'https://schema.org', ...linked } } as MetaDescriptor]),
    ...more,
  ];
}

const FEEDS = [['rss', 'application/rss+xml'], ['atom', 'application/atom+xml'], ['json', 'application/feed+json']] as const;

const nameOf = (account: Account): string => account.display_name.trim() || account.username;

/** A person, as schema.org has them. */
export const linkedPerson = (account: Account): object => ({
  '@type': 'Person', name: nameOf(account), alternateName: `@${account.acct}`, url: account.url, image: account.avatar_static,
  ...(account.note !== '' && { description: plainText(account.note) }),
});

const count = (of: string, number: number): object => ({ '@type': 'InteractionCounter', interactionType: `https://schema.org/${of}`, userInteractionCount: number });

/** A post, as schema.org has it. */
export const linkedPost = (post: Post): object => ({
  '@type': 'SocialMediaPosting', '@id': post.url, url: post.url, headline: summaryOf(post.spoiler_text || post.content) || nameOf(post.account),
  datePublished: post.created_at, ...(post.edited_at !== null && { dateModified: post.edited_at }), ...(post.language !== null && { inLanguage: post.language }),
  author: linkedPerson(post.account),
  ...(post.spoiler_text === '' && { articleBody: plainText(post.content) }),
  ...(pictureOf(post) !== undefined && { image: pictureOf(post)?.url }),
  interactionStatistic: [count('LikeAction', post.favourites_count), count('ShareAction', post.reblogs_count), count('CommentAction', post.replies_count)],
});

/** The first picture of a post that may be shown unasked. */
export function pictureOf(post: Post): About['image'] {
  if (post.sensitive || post.spoiler_text !== '') return undefined;
  const item = (post.media_attachments as readonly Attachment[]).find(({ type, url }) => type === 'image' && url !== null);
  if (item?.url == null) return undefined;
  return { url: item.url, description: item.description ?? '', width: item.meta?.original?.width, height: item.meta?.original?.height };
}
