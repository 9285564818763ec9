/**
 * feeds: what is public, for programs that ask now and then: RSS 2.0, Atom and JSON Feed.
 * Owns: the documents of accounts and hashtags, and their addresses.
 * Promises: a feed shows what a visitor may see and nothing else; it costs little to ask again when nothing has changed.
 * Does not do: read a token; keep anything; push (WebSub).
 */
export type { Feed } from './types.ts';
