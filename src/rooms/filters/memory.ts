/** What this room holds in memory: the filters of those who look, ready for use. Dropped by `filtersChanged`. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { ViewerFilters } from './matching.ts';
import { readFiltersOf } from './reads.ts';

const MEBIBYTE = 1024 * 1024;

const ready = perHouse(() => new Cache<Id, ViewerFilters>({ maxBytes: 32 * MEBIBYTE, sizeOf: ({ bytes }) => bytes }));

/** Who has no filters shares these. */
const NONE = new ViewerFilters([]);

/**
 * The filters of an account, at once when they are in memory. Read outside the caller's transaction, since what it has not
 * committed yet must not reach the memory that everybody shares.
 */
export function viewerFilters(ctx: Context, accountId: Id): ViewerFilters | Promise<ViewerFilters> {
  return ready(ctx).load(accountId, async () => {
    const filters = await readFiltersOf(houseOf(ctx).context(SYSTEM), accountId);
    return filters.length === 0 ? NONE : new ViewerFilters(filters);
  });
}

export function forgetFilters(ctx: Context, accountId: Id): void {
  ready(ctx).drop(accountId);
}
