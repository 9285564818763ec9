/**
 * chats: private conversations, apart from posts.
 * Owns: conversations of two and of groups, who is in them, their messages, reactions, read marks; the stream `chats`.
 * Promises: whoever is not in a conversation, or no longer, finds nothing of it; nobody reads what was said before they came;
 *   messages stand in the order of their ids, none twice however often it is sent; unread counts are exact; what was taken
 *   back or has come to its end is in no row any more; strangers ask first.
 * Does not do: direct posts (#posts, #conversations); files, search and push, yet.
 * For authors of clients: docs/chats.md.
 */
export { provideMayWrite } from './bound.ts';
export { eraseChat, openBoundChat, peopleOfChat, putInBound, putOutOfBound, renameBound } from './commands/bound.ts';
export { eraseExpired } from './commands/messages.ts';
