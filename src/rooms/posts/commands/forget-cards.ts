import { forgetCards, readOldCards } from '#links';
import type { Context } from '#platform/context.ts';
import { selectNamedLinks } from '../queries/posts.ts';

const BATCH = 200;

/** Has the cards go that were last looked at long ago and that no post names any more. */
export async function forgetOldCards(ctx: Context): Promise<void> {
  for (let after = ''; ; ) {
    const old = await readOldCards(ctx, after, BATCH);
    const named = new Set(await selectNamedLinks(ctx, old.map(({ url }) => url)));
    const unnamed = old.filter(({ url }) => !named.has(url)).map(({ url }) => url);
    if (unnamed.length > 0) await forgetCards(ctx, unnamed);
    if (old.length < BATCH) return;
    after = old.at(-1)?.key ?? '';
  }
}
