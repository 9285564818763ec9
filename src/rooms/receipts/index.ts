/**
 * receipts: what a reader can check for themselves.
 * Owns: the logs of authors, which only grow; the key by which they and receipts are signed; receipts of lists; why a post is in a list or not.
 * Promises: whatever was said to everybody or to followers stands in its author's log, in the order in which it was said; what was erased can
 *   be opened by nobody, and the log stays whole; a receipt names whatever belongs to a list and is not shown, and the other way round; two
 *   readers who compare what they were shown see what was changed behind their backs. `perchoir verify` finds it from outside.
 * Does not do: hide anything (limits do, and say so); log what is said to some people alone.
 * For authors of programs that verify: docs/receipts.md.
 */
export { tellEarlier } from './commands/earlier.ts';
export { presentReceipt, presentWhy } from './presenter.ts';
export { getCheckedList, listNamed } from './reads/lists.ts';
export { readReceipt } from './reads/receipt.ts';
export { readWhy } from './reads/why.ts';
