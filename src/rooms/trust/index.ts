/**
 * trust: what two people have agreed to share with each other, in steps.
 * Owns: the steps and what each widens (the one table in rules.ts), offers, what is agreed, the private card; the stream `trust`.
 * Promises: no step without a yes of both; either goes back at any time, and the other sees less at once; a block takes everything
 *   back; nobody but the two learns of it; a card is shown to nobody else.
 * Does not do: follows (#accounts), but that the first step makes them; conversations (#chats asks `mayWriteUnasked`, and `mayByTrust` for read marks).
 * For authors of clients: docs/trust.md.
 */
export { CardReply, StepsReply, TrustReply, presentSteps } from './presenter.ts';
export { exportTrust, mayByTrust, mayWriteUnasked, readOwnCard, readTrustWith, readTrusts } from './reads.ts';
