/**
 * search: finding people, tags and posts, and what is talked about now.
 * Owns: the index of words, how far a rebuild of it has come; the figures of trends; the searches that somebody keeps.
 * Promises: a post is found by who may see it, and by everybody only if it is public and its author wants that; newest first,
 *   nothing ranked; what is deleted is gone from the index; the index answers as a reading of all posts would; trends come
 *   from one published rule.
 *   How words are cut, folded and looked for is one for all rooms (`parseWish`, `vectorOf`, `queryText`): #chats keeps an index of its own.
 * Does not do: score people, remember what anybody searched for without asking to keep it.
 */
export { beginRebuild, rebuild } from './commands/index-posts.ts';
export type { SavedReply } from './routes/saved.ts';
export { queryText, tellingTerms, vectorOf, windowsOf } from './lexemes.ts';
export { loadStems } from './stems.ts';
export type { Term, Wish } from './types.ts';
export { parseWish } from './wish.ts';
export { wordsOf } from './words.ts';
export { countTrends } from './commands/count-trends.ts';
export { readTrendingLinks, readTrendingPosts, readTrendingTags } from './reads/read-trends.ts';
export { readTrendFigures } from './routes/trends.ts';
export { searchEverything } from './reads/search-everything.ts';
