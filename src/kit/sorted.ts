/** Sets of ids as ascending `Float64Array`s: 8 bytes an id, found by bisection, never written in place once shared. */

import type { Id } from './ids.ts';
import { lowerBound } from './pages.ts';

export type IdSet = Float64Array;

export function idSet(ids: Iterable<Id>): IdSet {
  return Float64Array.from(new Set(ids)).sort();
}

export function hasId(set: IdSet, id: Id): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = set[middle] as Id;
    if (value === id) return true;
    if (value < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** A new set with `id` in it (the same one when it was there already). */
export function withId(set: IdSet, id: Id): IdSet {
  const at = lowerBound(set, id);
  if (set[at] === id) return set;
  const out = new Float64Array(set.length + 1);
  out.set(set.subarray(0, at));
  out[at] = id;
  out.set(set.subarray(at), at + 1);
  return out;
}

/** A new set without `id` (the same one when it was not there). */
export function withoutId(set: IdSet, id: Id): IdSet {
  const at = lowerBound(set, id);
  if (set[at] !== id) return set;
  const out = new Float64Array(set.length - 1);
  out.set(set.subarray(0, at));
  out.set(set.subarray(at + 1), at);
  return out;
}
