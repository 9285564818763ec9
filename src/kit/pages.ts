/** Pages of a list that is ordered by id, newest first, and the `Link` header that leads from one to the next (RFC 8288). */

import type { Id } from './ids.ts';

/** `minId` asks for the page right after that id; it wins over `sinceId`, which asks for the newest above that id. */
export interface Page {
  maxId?: Id | undefined;
  sinceId?: Id | undefined;
  minId?: Id | undefined;
  limit: number;
}

/** The ids of one list that fit a page. `ids` ascending; the answer newest first. */
export function pageOf(ids: ArrayLike<Id>, page: Page): Id[] {
  const end = page.maxId === undefined ? ids.length : lowerBound(ids, page.maxId);
  const above = page.minId ?? page.sinceId;
  const start = above === undefined ? 0 : lowerBound(ids, above + 1);
  const from = page.minId === undefined ? Math.max(start, end - page.limit) : start;
  const to = page.minId === undefined ? end : Math.min(end, start + page.limit);
  const out: Id[] = [];
  for (let i = to - 1; i >= from; i--) out.push(ids[i] as Id);
  return out;
}

/** First index whose value is not below `value`, in an ascending list. */
export function lowerBound(ids: ArrayLike<Id>, value: Id): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as Id) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * `next` first, since some clients only look there. `next` is left out when the list ended within the page (`full` false),
 * `prev` when the page is empty. The caller's other parameters are kept.
 */
export function linkHeader(url: URL, cursors: { first?: Id; last?: Id; full: boolean }): string | undefined {
  const { first, last, full } = cursors;
  if (first === undefined || last === undefined) return undefined;
  const link = (rel: string, name: string, id: Id): string => {
    const target = new URL(url);
    for (const cursor of ['max_id', 'min_id', 'since_id']) target.searchParams.delete(cursor);
    target.searchParams.set(name, String(id));
    return `<${target.href}>; rel="${rel}"`;
  };
  const prev = link('prev', 'min_id', first);
  return full ? `${link('next', 'max_id', last)}, ${prev}` : prev;
}
