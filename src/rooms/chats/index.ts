/**
 * chats: private conversations, apart from posts.
 * Owns: conversations of two and of groups, who is in them and by which link people ask in, their messages, files, reactions, pins, notes and
 *   tasks, read marks, what each person wants of them; the index of their words; the stream `chats`; the folder `private` of files.
 * Promises: whoever is not in a conversation, or no longer, finds nothing of it; nobody reads, finds or hears what was said before they came;
 *   messages stand in the order of their ids, none twice however often it is sent; unread counts are exact; what was taken back or has come
 *   to its end is in no row any more, nor its files on the disk; strangers ask first; who is asleep is not woken.
 * Does not do: direct posts (#posts, #conversations); encrypt: a message may be bytes that only its people can read, whoever made them.
 * For authors of clients: docs/chats.md.
 */
export { provideDecided, provideMayWrite } from './bound.ts';
export type { Decided } from './bound.ts';
export { eraseBound, openBoundChat, peopleOfChat, putInBound, putOutOfBound, renameBound } from './commands/bound.ts';
export { indexOld } from './commands/index-messages.ts';
export { eraseExpired } from './commands/messages.ts';
export { NoteReply, TaskReply } from './presenter/board.ts';
export { ChatReply, MemberReply, MessageReply, NightReply, UnreadReply } from './presenter/chats.ts';
export { readNotes, readPins, readTasks } from './reads/board.ts';
export { countUnread, readChats, readMembers, showChats } from './reads/chats.ts';
export { readFiles } from './reads/files.ts';
export { readMessages } from './reads/messages.ts';
export { readNight } from './reads/night.ts';
export { readPreferences } from './reads/preferences.ts';
export { searchMessages } from './reads/search.ts';
export { isInChat, readForReport, readOwnChats } from './reads/own.ts';
export type { OwnFile, Snapshot } from './reads/own.ts';
