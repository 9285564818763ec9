/**
 * help: help that somebody asks a group for, and what becomes of it.
 * Owns: what was asked, who is on it, the answer; thanks.
 * Promises: only who asked confirms; thanks are seen by the two alone and counted nowhere; nothing of it outlives the group.
 * Does not do: what members can help with in general (#groups has it in its directory).
 * For authors of clients: docs/decisions-by-consent.md.
 */
export { HelpReply } from './presenter.ts';
export { exportHelp, readHelp, showHelp } from './reads.ts';
