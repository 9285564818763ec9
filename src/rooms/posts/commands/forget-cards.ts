import { forgetCards, readOldCards } from '#links';
import type { Context } from '#platform/context.ts';

const BATCH = 200;

/** Has the cards go that were last looked at long ago and that nothing names any more. */
export async function forgetOldCards(ctx: Context): Promise<void> {
  for (let after = ''; ; ) {
    const old = await readOldCards(ctx, after, BATCH);
    if (old.length > 0) await forgetCards(ctx, old.map(({ url }) => url));
    if (old.length < BATCH) return;
    after = old.at(-1)?.key ?? '';
  }
}
