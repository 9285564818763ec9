/**
 * transfer: what people bring along and take away.
 * Owns: files of follows, blocks, mutes, bookmarks, lists and blocked servers in the field's form; the archive of a person; past posts from Twitter, with pictures and threads; how far each is.
 * Promises: what is brought is done as if its person had done it, once, also over a crash; others do not wait for it; what could
 *   not be taken in is named; an archive holds everything its person wrote and nothing another may not show.
 * Does not do: move an account from or to another server.
 */
export type { Task } from './types.ts';
