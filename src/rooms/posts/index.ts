/**
 * posts: what people write, and what others do with it.
 * Owns: posts and their wordings, answers and threads, reposts, likes, bookmarks, pins, tags and mentions; who may see a post.
 * Promises: `readPosts` is the only exit, and leaves out what its viewer may not see; counts agree with rows; a deleted post
 *   is gone, with every mark and repost; the same Idempotency-Key never posts twice; what is in memory equals PostgreSQL.
 * Does not do: lists of posts (#timelines), telling anybody (#notifications), deciding what a viewer wants to see.
 */
export { postUrl, tagUrl } from './addresses.ts';
export { createPost } from './commands/create-post.ts';
export { deletePost } from './commands/delete-post.ts';
export { editPost } from './commands/edit-post.ts';
export {
  bookmarkPost, likePost, muteThread, pinPost, unbookmarkPost, unlikePost, unmuteThread, unpinPost,
} from './commands/mark-post.ts';
export { repost, undoRepost } from './commands/repost.ts';
export {
  bookmarked, draftSubmitted, liked, postCreated, postDeleted, postEdited, threadMuted, threadUnmuted, unbookmarked, unliked,
} from './events.ts';
export type { LikeEvent, MarkEvent, PostEvent } from './events.ts';
export { presentVisibility } from './presenter.ts';
export { encodeEach, encodePost, encodePosts } from './reads/encode-posts.ts';
export { hasMutedThread, pinnedIds, tagNames } from './reads/read-lists.ts';
export { getPost, postFacts, readPosts } from './reads/read-posts.ts';
export { readThread } from './reads/read-thread.ts';
export { StatusListReply, StatusReply } from './routes/schemas.ts';
export { maySeePost } from './rules.ts';
export type { PostsReadable } from './schema.ts';
export type { Draft, PostAudience, PostFacts, Visibility } from './types.ts';
