/** What a feed shows, as a visitor would see it. */

import { findByUsername, profileUrl } from '#accounts';
import { titleSetting } from '#instance';
import { encodePosts } from '#posts';
import type { PostFacts } from '#posts';
import { readProfile, readTag } from '#timelines';
import { notFound } from '#kit/errors.ts';
import { escapeHtml } from '#kit/html.ts';
import { canonicalTag } from '#kit/text.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Format } from './addresses.ts';
import { plainText } from '#kit/plain-text.ts';
import { titleOf } from './plain.ts';
import type { Feed, FeedItem } from './types.ts';

const ITEMS = 20;

/** What is read of the Status entity. */
interface Told {
  readonly url: string;
  readonly content: string;
  readonly spoiler_text: string;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly language: string | null;
  readonly account: { readonly display_name: string; readonly username: string; readonly url: string };
  readonly tags: readonly { readonly name: string }[];
  readonly media_attachments: readonly { readonly type: string; readonly url: string | null; readonly description: string | null }[];
}

/**
 * What an account says to everybody, without answers to others and reposts.
 * @throws Refusal 404 for an account that is not there, 410 for a suspended one
 */
export async function readAccountFeed(ctx: Context, username: string, format: Format): Promise<Feed> {
  const account = await findByUsername(ctx, username);
  if (account === undefined) throw notFound();
  const { posts } = await readProfile(ctx, account.id, { excludeReplies: true, excludeReposts: true }, { limit: ITEMS });
  const { origin } = houseOf(ctx).config;
  const pageUrl = profileUrl(origin, account.username);
  const name = account.displayName || account.username;
  const title = `${name} (@${account.username}@${new URL(origin).host})`;
  const [shown] = (JSON.parse(String(await encodePosts(ctx, posts.slice(0, 1)))) as { account: { avatar: string } }[]);
  const about = { title, description: plainText(account.noteHtml) || title, pageUrl, selfUrl: `${pageUrl}.${format}`, iconUrl: shown?.account.avatar };
  return feedOf(ctx, about, posts, account.createdAt);
}

/** What is said to everybody with a hashtag, in whatever spelling it is asked for. @throws Refusal 404 for what is no tag */
export async function readTagFeed(ctx: Context, name: string, format: Format): Promise<Feed> {
  const key = canonicalTag(name);
  if (key === '') throw notFound();
  const { posts } = await readTag(ctx, [key], { all: [], none: [] }, { limit: ITEMS });
  const { origin } = houseOf(ctx).config;
  const pageUrl = `${origin}/tags/${encodeURIComponent(key)}`;
  const title = `#${name} · ${ctx.settings.get(titleSetting)}`;
  return feedOf(ctx, { title, description: title, pageUrl, selfUrl: `${pageUrl}.${format}`, iconUrl: undefined }, posts, new Date(0));
}

async function feedOf(ctx: Context, about: Omit<Feed, 'items' | 'updatedAt'>, posts: PostFacts[], begun: Date): Promise<Feed> {
  const told = JSON.parse(String(await encodePosts(ctx, posts))) as Told[];
  const items = told.map(itemOf);
  const newest = items.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt.getTime()), begun.getTime());
  return { ...about, items, updatedAt: new Date(newest) };
}

function itemOf(status: Told): FeedItem {
  const { account, spoiler_text: spoiler } = status;
  const plain = spoiler || plainText(status.content);
  const publishedAt = new Date(status.created_at);
  return {
    url: status.url,
    title: titleOf(plain) || `@${account.username}`,
    html: spoiler === '' ? status.content : `<p><strong>${escapeHtml(spoiler)}</strong></p><hr>${status.content}`,
    publishedAt,
    updatedAt: status.edited_at === null ? publishedAt : new Date(status.edited_at),
    authorName: account.display_name || account.username,
    authorUrl: account.url,
    language: status.language ?? undefined,
    tags: status.tags.map(({ name }) => name),
    files: status.media_attachments.flatMap(({ url, type, description }) => (url === null ? [] : [{ url, type: typeOf(url, type), description: description ?? '' }])),
  };
}

const ENDINGS: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', avif: 'image/avif',
  mp4: 'video/mp4', m4a: 'audio/mp4', mp3: 'audio/mpeg', ogg: 'audio/ogg',
};

function typeOf(url: string, kind: string): string {
  const ending = url.slice(url.lastIndexOf('.') + 1).toLowerCase();
  return ENDINGS[ending] ?? (kind === 'video' ? 'video/mp4' : 'application/octet-stream');
}
