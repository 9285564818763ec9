/**
 * Links: what an address shows of itself, beside the posts that name it.
 *
 * Owns: preview cards, one for each canonical address however many posts name it, with their pictures; when they are looked at.
 * Promises: asked through the guarded door only, within bounds of time, bytes, line and host; a card holds text, addresses and
 * a picture of ours, so that a reader's browser asks nobody else; a card is answered synchronously once remembered.
 * Does not do: know posts (they say what they name, and what nothing names any more); show frames of others; read robots.txt.
 */
export { forgetCards, orderCard, provideCardUse } from './commands/cards.ts';
export { cardReady } from './events.ts';
export { CardReply, presentCard } from './presenter.ts';
export { cachedCardJson, cardJson, readCards, readOldCards } from './reads.ts';
export { keyOf as keyOfLink } from './queries.ts';
export { canonicalLink } from './rules.ts';
export type { CardFacts } from './types.ts';
