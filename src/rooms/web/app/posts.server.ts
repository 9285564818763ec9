/** Posts as the doors of the rooms give them, as pages show them. */

import { encodePosts } from '#posts';
import type { PostFacts } from '#posts';
import type { FilledPage } from '#timelines';
import type { Id } from '#kit/ids.ts';
import { parseCursor } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Post } from './entities.ts';
import type { Visit } from './visit.ts';

const PAGE = 20;

/** The part of a list that an address asks for by `max_id` and `min_id`; what is no cursor is passed over. */
export function pageOf(url: URL, limit: number = PAGE): Page {
  const cursor = (name: string): Id | undefined => parseCursor(url.searchParams.get(name) ?? '');
  return { limit, maxId: cursor('max_id'), sinceId: undefined, minId: cursor('min_id') };
}

/** @public Posts for a page, each as its viewer may see it. */
export async function presentPosts({ ctx }: Visit, posts: readonly PostFacts[]): Promise<Post[]> {
  return JSON.parse(String(await encodePosts(ctx, posts as PostFacts[]))) as Post[];
}

export interface Stretch {
  readonly posts: Post[];
  /** There may be more below. */
  readonly older: string | undefined;
  /** The page began below the top. */
  readonly newer: string | undefined;
}

/** One page of a list, with the addresses of the pages around it. */
export async function presentStretch(visit: Visit, url: URL, filled: FilledPage | Promise<FilledPage>): Promise<Stretch> {
  const { posts, full } = await filled;
  const first = posts[0]?.id;
  const last = posts.at(-1)?.id;
  const other = (name: string, id: Id): string => {
    const search = new URLSearchParams(url.search);
    for (const one of ['max_id', 'min_id', '_routes']) search.delete(one);
    search.set(name, String(id));
    return `${url.pathname.replace(/\.data$/, '')}?${search.toString()}`;
  };
  const began = url.searchParams.has('max_id') || url.searchParams.has('min_id');
  return {
    posts: await presentPosts(visit, posts),
    older: last !== undefined && (full || url.searchParams.has('min_id')) ? other('max_id', last) : undefined,
    newer: first !== undefined && began ? other('min_id', first) : undefined,
  };
}
