/** Somebody's filters, made ready to look posts through. Pure. */

import type { Id } from '#kit/ids.ts';
import type { Filter, Hit } from './types.ts';
import { WordTree } from './word-tree.ts';

/** What is looked through. */
export interface Sighted {
  /** The post's own id and, of a repost, that of the post itself. */
  readonly ids: readonly Id[];
  /** All that it says, as plain text; asked for only where there is a keyword to look for. */
  words(): string;
}

const BYTES_EACH = { filter: 400, keyword: 150, chosen: 80, node: 70 };

export class ViewerFilters {
  readonly #filters: readonly Filter[];
  readonly #tree: WordTree | undefined;
  /** By post, the filters that name it: places in `#filters`. */
  readonly #chosen = new Map<Id, number[]>();
  /** The filter of each keyword, in the order of the tree. */
  readonly #owners: readonly number[];
  readonly #texts: readonly string[];
  /** From then on all have expired. */
  readonly #end: number;

  constructor(filters: readonly Filter[]) {
    this.#filters = filters;
    const keywords = filters.flatMap((filter, place) => filter.keywords.map((keyword) => ({ place, keyword })));
    this.#owners = keywords.map(({ place }) => place);
    this.#texts = keywords.map(({ keyword }) => keyword.text);
    this.#tree = keywords.length === 0 ? undefined : new WordTree(keywords.map(({ keyword }) => keyword));
    filters.forEach(({ chosen }, place) => {
      for (const { postId } of chosen) this.#chosen.set(postId, [...(this.#chosen.get(postId) ?? []), place]);
    });
    this.#end = Math.max(0, ...filters.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
  }

  /** Whether no post is ever found any more. */
  isEmpty(now: number): boolean {
    return now >= this.#end;
  }

  /** About how much memory they take. */
  get bytes(): number {
    return 200 + this.#filters.length * BYTES_EACH.filter + this.#owners.length * BYTES_EACH.keyword +
      this.#chosen.size * BYTES_EACH.chosen + (this.#tree?.size ?? 0) * BYTES_EACH.node;
  }

  /** What the filters that have not expired find in a post, in their order. */
  find(post: Sighted, now: number): Hit[] {
    if (this.isEmpty(now)) return [];
    const words = new Map<number, string[]>();
    for (const index of this.#tree?.find(post.words()) ?? []) add(words, this.#owners[index] as number, this.#texts[index] as string);
    const ids = new Map<number, Id[]>();
    if (this.#chosen.size > 0) for (const id of post.ids) for (const place of this.#chosen.get(id) ?? []) add(ids, place, id);
    if (words.size === 0 && ids.size === 0) return [];
    return this.#filters.flatMap((filter, place): Hit[] => {
      const keywords = words.get(place) ?? [];
      const postIds = ids.get(place) ?? [];
      const expired = filter.expiresAt !== undefined && filter.expiresAt.getTime() <= now;
      return expired || (keywords.length === 0 && postIds.length === 0) ? [] : [{ filter, keywords, postIds }];
    });
  }
}

function add<V>(map: Map<number, V[]>, place: number, value: V): void {
  const list = map.get(place);
  if (list === undefined) map.set(place, [value]);
  else if (!list.includes(value)) list.push(value);
}
