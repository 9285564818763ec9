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

/** First index whose value is not below `value`, in an ascending list, or in its first `length`. */
export function lowerBound(ids: ArrayLike<Id>, value: Id, length = ids.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as Id) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * `next` first, since some clients only look there. `next` is left out when the list ended within the page (`full` false),
 * `prev` when the page is empty. The caller's other parameters are kept. `address` is absolute, as the client sent it.
 */
export function linkHeader(address: string, cursors: { first?: Id; last?: Id; full: boolean }): string | undefined {
  const { first, last, full } = cursors;
  if (first === undefined || last === undefined) return undefined;
  const start = withoutCursors(address);
  const prev = `<${start}min_id=${first}>; rel="prev"`;
  return full ? `<${start}max_id=${last}>; rel="next", ${prev}` : prev;
}

/** What stands as it is in an address and in a header; all else is put into its canonical form first. */
const PLAIN_ADDRESS = /^[\w:/.?=&~,-]*$/;
const CURSORS: ReadonlySet<string> = new Set(['max_id', 'min_id', 'since_id']);

/** The address up to where a cursor's name can be written. */
function withoutCursors(address: string): string {
  if (!PLAIN_ADDRESS.test(address)) {
    const url = new URL(address);
    for (const cursor of CURSORS) url.searchParams.delete(cursor);
    return url.href + (url.search === '' ? '?' : '&');
  }
  const at = address.indexOf('?');
  if (at === -1) return `${address}?`;
  let kept = address.slice(0, at + 1);
  for (const part of address.slice(at + 1).split('&')) {
    const equals = part.indexOf('=');
    if (part !== '' && !CURSORS.has(equals === -1 ? part : part.slice(0, equals))) kept += `${part}&`;
  }
  return kept;
}
