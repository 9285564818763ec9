import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { awaitChanges, linksState } from './memory.ts';
import { presentCard } from './presenter.ts';
import { selectCards, selectOld, selectPictureUse } from './queries.ts';
import type { CardFacts } from './types.ts';

const NO_CARD = Buffer.from('null');

/** What there is to show of these addresses (`canonicalLink`), by address; those without a card are left out. */
export async function readCards(ctx: Context, urls: readonly string[]): Promise<Map<string, CardFacts>> {
  const rows = urls.length === 0 ? [] : await selectCards(ctx, [...new Set(urls)]);
  return new Map(rows.map(({ url, facts }) => [url, facts]));
}

/** The PreviewCard entity of an address, or `null` as JSON, if it is in memory. */
export function cachedCardJson(ctx: Context, url: string): Buffer | undefined {
  return linksState(ctx).cards.get(url);
}

/** The PreviewCard entity of each of these addresses, `null` as JSON where there is none. */
export function cardJson(ctx: Context, urls: readonly string[]): Promise<Map<string, Buffer>> {
  // Outside the caller's transaction: what it has not committed yet must not reach the memory that everybody shares.
  const outside = houseOf(ctx).context(SYSTEM);
  const { origin } = houseOf(ctx).config;
  return linksState(ctx).cards.loadMany(urls, async (missing) => {
    awaitChanges(outside, missing);
    const found = await readCards(outside, missing);
    return new Map(missing.map((url) => {
      const facts = found.get(url);
      return [url, facts === undefined ? NO_CARD : Buffer.from(JSON.stringify(presentCard(origin, facts)))];
    }));
  });
}

/** After so long without being named anew, a card may go if nothing names it. */
const OLD_MS = 30 * 24 * 3_600_000;

/** A page of the addresses whose cards are old, those after `after`: whoever knows what names them says which may go (`forgetCards`). */
export function readOldCards(ctx: Context, after: string, limit: number): Promise<{ key: string; url: string }[]> {
  return selectOld(ctx, new Date(ctx.now().getTime() - OLD_MS), after, limit);
}

/** Those of these files that some card shows. */
export function readPictureUse(ctx: Context, keys: readonly string[]): Promise<string[]> {
  return selectPictureUse(ctx, keys);
}
