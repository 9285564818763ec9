/**
 * notifications: a line for somebody whom something concerns, and how far they have read.
 * Owns: the lines, what was dismissed of them, who is kept out and asks to be let in, markers;
 *   the stream `user:notification`; push to apps that are closed.
 * Promises: one line for each act, however often its event is heard; nothing of oneself, of the blocked, or of those whose
 *   notifications are muted; a line goes with what it tells of; a stream brings what the list shows;
 *   a page of groups covers an unbroken stretch of lines.
 *   What is pushed without a line (messages of #chats) is worded by the room that knows of it: `provideNews`, `orderNews`.
 * Does not do: mail.
 */
export { orderNews } from './commands/subscriptions.ts';
export { forgetAbout, tell } from './commands/tell.ts';
export { notified } from './events.ts';
export { provideHold } from './hold.ts';
export { provideNews } from './news.ts';
export type { News } from './news.ts';
export { presentPolicy } from './presenter/policy.ts';
export { encodeGroups } from './reads/encode-groups.ts';
export { readGroups } from './reads/groups.ts';
export { readPolicy } from './reads/requests.ts';
export { PolicyReply } from './routes/policy.ts';
export { GROUPED } from './types.ts';
