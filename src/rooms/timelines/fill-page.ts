/** The body of every list: ids → facts that may be seen → those that are wanted, until the page is full or the list ends. */

import type { PostFacts } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';

export interface List {
  /** Ids that fit the page, newest first; fewer than its limit only where the list ends. */
  select(page: Page): Id[] | Promise<Id[]>;
  /** Those that may be seen, in the same order. */
  read(ids: Id[]): PostFacts[] | Promise<PostFacts[]>;
  wanted(post: PostFacts): boolean;
}

export interface FilledPage {
  readonly posts: PostFacts[];
  /** False: the list ended within the page. */
  readonly full: boolean;
}

/** A few more than asked for, so that one round does although something is left out. */
const SPARE = 8;
const LARGEST_ROUND = 800;

/** At once, if everything is in memory and one round does. */
export function fillPage(page: Page, list: List): FilledPage | Promise<FilledPage> {
  const limit = page.limit + SPARE;
  const ids = list.select({ ...page, limit });
  if (ids instanceof Promise) return ids.then((found) => fillOn(page, list, { ids: found, limit, posts: [] }));
  const facts = list.read(ids);
  if (facts instanceof Promise) return fillOn(page, list, { ids, limit, posts: [] });
  const posts = facts.filter((post) => list.wanted(post));
  if (posts.length >= page.limit || ids.length < limit) return cutPage(page, posts);
  return fillOn(next(page, ids), list, { ids: undefined, limit: limit * 2, posts, whole: page });
}

interface Round {
  ids: Id[] | undefined;
  limit: number;
  posts: PostFacts[];
  /** The page that was asked for, when `page` is what is left of it. */
  readonly whole?: Page;
}

/** Rounds that grow, so that a list of which almost nothing may be seen costs few statements. */
async function fillOn(page: Page, list: List, round: Round): Promise<FilledPage> {
  const whole = round.whole ?? page;
  let { ids, limit, posts } = round;
  for (;;) {
    ids ??= await list.select({ ...page, limit });
    const facts = await list.read(ids);
    const wanted = facts.filter((post) => list.wanted(post));
    posts = page.minId === undefined ? [...posts, ...wanted] : [...wanted, ...posts];
    if (posts.length >= whole.limit || ids.length < limit) return cutPage(whole, posts);
    page = next(page, ids);
    limit = Math.min(LARGEST_ROUND, limit * 2);
    ids = undefined;
  }
}

function next(page: Page, ids: readonly Id[]): Page {
  return page.minId === undefined ? { ...page, maxId: ids.at(-1) } : { ...page, minId: ids[0] };
}

function cutPage(page: Page, posts: PostFacts[]): FilledPage {
  const full = posts.length >= page.limit;
  if (posts.length === page.limit) return { posts, full };
  return { posts: page.minId === undefined ? posts.slice(0, page.limit) : posts.slice(-page.limit), full };
}
