/**
 * filters: words and posts that somebody wants to be warned of.
 * Owns: filters with their keywords and posts; what they find in a post; the event `filters_changed` on streams.
 * Promises: a filter is its owner's alone; an expired one finds nothing; looking a post through takes time in proportion to its
 *   length, however many keywords there are; who has no filters spends nothing on them.
 * Does not do: leave anything out of a list. A post that a filter finds is there, with what was found beside it, and the
 *   reader's app shows, folds or hides it (docs/decisions/0033).
 */
export { forgetPost } from './commands.ts';
export { postChosen } from './events.ts';
export type { ViewerFilters } from './matching.ts';
export { viewerFilters } from './memory.ts';
export { presentFilter, presentHits } from './presenter.ts';
export { getFilter, readFilters } from './reads.ts';
export { FilterReply, FilterResultReply } from './routes/schemas.ts';
