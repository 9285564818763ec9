/**
 * How frequent words are, as PostgreSQL counts them anyway for its planner: enough to know what a search would cost without windows
 * of time. Only the cost of a search depends on it, never what is found.
 */

import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StemsOf } from './lexemes.ts';
import { lexemesOf } from './lexemes.ts';
import { selectFrequencies } from './queries/entries.ts';
import type { Frequencies } from './queries/entries.ts';
import type { Term } from './types.ts';

/** They change by the day. */
const FRESH_MS = 600_000;

const memory = perHouse((): { known: Promise<Frequencies> | undefined; until: number } => ({ known: undefined, until: 0 }));

function loadFrequencies(ctx: Context): Promise<Frequencies> {
  const held = memory(ctx);
  const now = ctx.now().getTime();
  if (held.known === undefined || now >= held.until) {
    held.until = now + FRESH_MS;
    held.known = selectFrequencies(ctx).catch((error: unknown) => {
      held.known = undefined;
      throw error;
    });
  }
  return held.known;
}

/**
 * About how many posts the index looks at where it is asked for all of this at once: as many as the rarest of it is in.
 * @param terms those of a wish, authors made into marks
 */
export async function countCandidates(ctx: Context, terms: readonly Exclude<Term, { kind: 'author' }>[], stemsOf: StemsOf): Promise<number> {
  const { posts, least, shares } = await loadFrequencies(ctx);
  const shareOf = (alternatives: readonly string[]): number => alternatives.reduce((sum, lexeme) => sum + (shares.get(lexeme) ?? least), 0);
  const all = terms.filter(({ no }) => !no).flatMap((term) => lexemesOf(term, stemsOf).map(shareOf));
  return Math.ceil(posts * Math.min(1, ...all));
}
