/**
 * receipts: what a reader can check for themselves.
 * Owns: the logs of authors, which only grow; the key by which their heads are signed.
 * Promises: whatever was said to everybody or to followers stands in its author's log, in the order in which it was said; what was erased can
 *   be opened by nobody, and the log stays whole; two readers who compare what they were shown see what was changed behind their backs.
 */
export { tellEarlier } from './commands/earlier.ts';
