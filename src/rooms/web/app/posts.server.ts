/** Posts as the doors of the rooms give them, as pages show them. */

import { encodeEach, encodePosts } from '#posts';
import type { PostFacts } from '#posts';
import type { FilledPage } from '#timelines';
import type { Id } from '#kit/ids.ts';
import { parseCursor } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { houseOf } from '#platform/context.ts';
import type { Post } from './entities.ts';
import type { Visit } from './visit.ts';

const PAGE = 20;

/** The part of a list that an address asks for by `max_id` and `min_id`; what is no cursor is passed over. */
export function pageOf(url: URL, limit: number = PAGE): Page {
  const cursor = (name: string): Id | undefined => parseCursor(url.searchParams.get(name) ?? '');
  return { limit, maxId: cursor('max_id'), sinceId: undefined, minId: cursor('min_id') };
}

/** Posts for a page, each as its viewer may see it. */
export async function presentPosts({ ctx, prints }: Visit, posts: readonly PostFacts[]): Promise<Post[]> {
  if (prints !== undefined) {
    const each = await encodeEach(ctx, posts);
    return posts.flatMap(({ id }) => {
      const json = each.get(id);
      return json === undefined ? [] : [prints.read(json) as Post];
    });
  }
  return JSON.parse(String(await encodePosts(ctx, posts as PostFacts[]))) as Post[];
}

/**
 * The address of what comes into a list while a visitor has it open, from this moment on: to be called before the list is read.
 * Members have a stream of their own.
 */
export function liveAddress({ ctx, me, language }: Visit, list: 'public' | 'tag' | 'profile' | 'thread' | 'room', of?: string): string | undefined {
  if (me !== undefined) return undefined;
  const { delivered } = houseOf(ctx).outbox;
  return `/live?${new URLSearchParams({ lang: language, list, ...(of !== undefined && { of }), since: String(delivered) }).toString()}`;
}

/** The ways from a part of a list to the parts around it. */
export interface Ways {
  /** There may be more below. */
  readonly older: string | undefined;
  /** The part began below the top. */
  readonly newer: string | undefined;
}

export interface Stretch extends Ways {
  readonly posts: Post[];
}

/** The addresses of the parts of a list around one, given the cursors at its ends. */
export function waysFrom(url: URL, { first, last, full }: { first?: Id | undefined; last?: Id | undefined; full: boolean }): Ways {
  const other = (name: string, id: Id): string => {
    const search = new URLSearchParams(url.search);
    for (const one of ['max_id', 'min_id', '_routes']) search.delete(one);
    search.set(name, String(id));
    return `${url.pathname.replace(/\.data$/, '')}?${search.toString()}`;
  };
  const upwards = url.searchParams.has('min_id');
  return {
    older: last !== undefined && (full || upwards) ? other('max_id', last) : undefined,
    newer: first !== undefined && (upwards || url.searchParams.has('max_id')) ? other('min_id', first) : undefined,
  };
}

/** One part of a list of posts, with the ways on from it. */
export async function presentStretch(visit: Visit, url: URL, filled: FilledPage | Promise<FilledPage>): Promise<Stretch> {
  const { posts, full } = await filled;
  return { posts: await presentPosts(visit, posts), ...waysFrom(url, { first: posts[0]?.id, last: posts.at(-1)?.id, full }) };
}
