/**
 * posts: what people write, and what others do with it.
 * Owns: posts and their wordings and polls, answers and threads, reposts, likes, bookmarks, pins, tags and mentions; who may see a post.
 * Promises: `readPosts` is the only exit, and leaves out what its viewer may not see; counts agree with rows; a deleted post
 *   is gone, with every mark and repost; the same Idempotency-Key never posts twice; what is in memory equals PostgreSQL.
 * Does not do: lists of posts (#timelines), telling anybody (#notifications), deciding what a viewer wants to see.
 */
export { createPost } from './commands/create-post.ts';
export type { OnceKey } from './commands/create-post.ts';
export { importPost } from './commands/import-post.ts';
export { bookmarkPost, unbookmarkPost } from './commands/mark-post.ts';
export { forgetGroupName, groupsWithPosts, removeGroupPosts } from './commands/remove-group.ts';
export { liked, mediaDescribed, pollCounted, pollEnded, pollRescheduled, postCreated, postDeleted, postEdited, postImported, quoteRevoked, quoted, unliked } from './events.ts';
export type { LikeEvent, PostEvent } from './events.ts';
export { companionsOf, membersFor, provideGroups } from './groups.ts';
export { encodeEach, encodePost, encodePosts } from './reads/encode-posts.ts';
export { presentTag, presentUri } from './presenter.ts';
export { pollVoters } from './reads/polls.ts';
export { readQuotes } from './reads/quotes.ts';
export { hasMutedThread, pinnedIds, readMarked, readMarkers, readWordings } from './reads/read-lists.ts';
export { readCountsUntil } from './reads/read-counts.ts';
export { postFacts, readPosts } from './reads/read-posts.ts';
export { readTagMarks } from './reads/read-featured.ts';
export { readThread } from './reads/read-thread.ts';
export { readTags } from './reads/read-tags.ts';
export { findAppName } from './reads/find-app.ts';
export { PostListReply, PostReply, TagReply } from './routes/schemas.ts';
export { readKey } from './routes/write.ts';
export { maySeePost } from './rules.ts';
export type { ReadablePosts } from './schema.ts';
export type { Draft, PostFacts, TagFacts } from './types.ts';
