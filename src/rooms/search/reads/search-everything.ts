import { findAccounts, findByUsername, getByAddress, searchByName } from '#accounts';
import type { AccountFacts } from '#accounts';
import { Refusal } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { canonicalTag } from '#kit/text.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readPosts, readTags } from '#posts';
import type { PostFacts, TagFacts } from '#posts';
import { selectTags } from '../queries/tags.ts';
import { parseWish } from '../wish.ts';
import { searchPosts } from './search-posts.ts';

export type Kind = 'accounts' | 'posts' | 'tags';

export interface SearchWish {
  readonly text: string;
  /** All three when undefined. */
  readonly kind: Kind | undefined;
  readonly page: Page;
  readonly offset: number;
  readonly onlyFollowed: boolean;
  /** Posts of this account only. */
  readonly authorId: Id | undefined;
}

export interface Found {
  readonly accounts: readonly AccountFacts[];
  readonly posts: readonly PostFacts[];
  readonly tags: readonly TagFacts[];
}

/** People, posts and tags by what was typed; an address of this server leads to what is there. */
export async function searchEverything(ctx: Context, wish: SearchWish): Promise<Found> {
  const text = wish.text.trim();
  if (text === '') return { accounts: [], posts: [], tags: [] };
  const there = await findByAddress(ctx, text);
  if (there !== undefined) return keepKind(there, wish);
  const wants = (kind: Kind): boolean => wish.kind === undefined || wish.kind === kind;
  const [accounts, posts, tags] = await Promise.all([
    wants('accounts') ? findPeople(ctx, text, wish) : [],
    wants('posts') ? findPosts(ctx, text, wish) : [],
    wants('tags') ? findTags(ctx, text, wish) : [],
  ]);
  return { accounts, posts, tags };
}

function keepKind(found: Found, { kind, offset }: SearchWish): Found {
  const keeps = (one: Kind): boolean => offset === 0 && (kind === undefined || kind === one);
  return { accounts: keeps('accounts') ? found.accounts : [], posts: keeps('posts') ? found.posts : [], tags: [] };
}

/** What an address of this server names: a profile or a post, whatever page of it. Undefined for everything else. */
async function findByAddress(ctx: Context, text: string): Promise<Found | undefined> {
  const { origin } = houseOf(ctx).config;
  if (!text.startsWith(`${origin}/`)) return undefined;
  const path = /^\/(?:@|users\/)([A-Za-z0-9_]{1,30})(?:\/(?:[a-z]+\/)?(\d{1,16}))?\/?$/.exec(text.slice(origin.length).replace(/[?#].*$/, ''));
  if (path === null) return undefined;
  const [, username = '', digits] = path;
  const author = await findByUsername(ctx, username);
  if (author === undefined) return { accounts: [], posts: [], tags: [] };
  if (digits === undefined) return { accounts: await findAccounts(ctx, [author.id]), posts: [], tags: [] };
  const id = parseId(digits);
  const posts = id === undefined ? [] : await readPosts(ctx, [id]);
  return { accounts: [], posts: posts.filter(({ authorId }) => authorId === author.id), tags: [] };
}

/** A whole address (`@ann@this.server`) names one person; anything else is how a name begins. */
async function findPeople(ctx: Context, text: string, { page, offset, onlyFollowed }: SearchWish): Promise<AccountFacts[]> {
  if (!/^@?[\w.-]+@[^\s@]+$/.test(text)) return searchByName(ctx, { text, limit: page.limit, offset, onlyFollowed });
  const named = await getByAddress(ctx, text).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  return named === undefined || offset > 0 ? [] : [named];
}

async function findPosts(ctx: Context, text: string, { page, offset, authorId }: SearchWish): Promise<PostFacts[]> {
  const { posts } = await searchPosts(ctx, parseWish(text), { ...page, limit: page.limit + offset }, authorId);
  return posts.slice(offset);
}

/** Tags that begin like what was typed, the exact one first, then those that most people said this week. */
async function findTags(ctx: Context, text: string, { page, offset }: SearchWish): Promise<TagFacts[]> {
  const key = canonicalTag(text.replace(/^[#\uff03]/, ''));
  if (key === '' || /\s/.test(text)) return [];
  const tags = await readTags(ctx, await selectTags(ctx, key, MOST_CANDIDATES));
  const week = new Map(tags.map((tag) => [tag.key, tag.history.reduce((sum, { accounts }) => sum + accounts, 0)]));
  const order = (a: TagFacts, b: TagFacts): number =>
    Number(b.key === key) - Number(a.key === key) || (week.get(b.key) ?? 0) - (week.get(a.key) ?? 0) || (a.key < b.key ? -1 : 1);
  return tags.toSorted(order).slice(offset, offset + page.limit);
}

/** How many tags are looked at: one letter begins a great many. */
const MOST_CANDIDATES = 100;
