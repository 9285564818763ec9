/** The tags on a profile are of a higher room, which hands in how they are read. */

import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

type ReadFeatured = (ctx: Context) => Promise<readonly object[]>;

const readerOf = perHouse((): { read: ReadFeatured } => ({ read: () => Promise.resolve([]) }));

/** Hands in what the viewer's own profile features, as JSON, from a room's `start`. */
export function provideFeatured(house: House, read: ReadFeatured): void {
  readerOf(house.context()).read = read;
}

export function readFeatured(ctx: Context): Promise<readonly object[]> {
  return readerOf(ctx).read(ctx);
}
