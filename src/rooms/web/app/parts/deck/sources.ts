/** Where the posts of a column come from, and which of them it shows. */

import { postSource } from '../../client/timeline.ts';
import type { Source } from '../../client/timeline.ts';
import type { Post } from '../../entities.ts';
import type { Column } from './columns.ts';

/** Whether a column that leaves something out shows a post. */
export function shows({ onlyMedia, hideReposts, hideReplies }: Column, post: Post): boolean {
  if (hideReposts && post.reblog !== null) return false;
  if (hideReplies && post.reblog === null && post.in_reply_to_id !== null && post.in_reply_to_account_id !== post.account.id) return false;
  return !onlyMedia || (post.reblog ?? post).media_attachments.length > 0;
}

type Place = Omit<Parameters<typeof postSource>[0], 'key'> & { readonly key?: string };

function placeOf({ kind, of, any, all, none, onlyMedia, hideReposts, hideReplies }: Column): Place {
  if (kind === 'home') return { path: '/api/v1/timelines/home', channel: { stream: 'user' } };
  if (kind === 'list') return { path: `/api/v1/timelines/list/${of}`, channel: { stream: 'list', list: of } };
  if (kind === 'bookmarks') return { path: '/api/v1/bookmarks', givenOrder: true };
  if (kind === 'profile') return { path: `/api/v1/accounts/${of}/statuses`, query: { only_media: onlyMedia, exclude_reblogs: hideReposts, exclude_replies: hideReplies } };
  if (kind === 'tag') {
    // One stream brings one tag: for the others the column listens beside it.
    return { path: `/api/v1/timelines/tag/${encodeURIComponent(of)}`, query: { any, all, none, only_media: onlyMedia }, channel: { stream: 'hashtag', tag: of } };
  }
  return { path: '/api/v1/timelines/public', query: { only_media: onlyMedia }, channel: { stream: onlyMedia ? 'public:media' : 'public' } };
}

const tagsOf = (post: Post): Set<string> => new Set(post.tags.map(({ name }) => name.toLowerCase()));

/** Whether a post that the stream of the first tag brings belongs in the column. */
function tagged({ all, none }: Column, post: Post): boolean {
  const tags = tagsOf(post);
  return all.every((tag) => tags.has(tag.toLowerCase())) && !none.some((tag) => tags.has(tag.toLowerCase()));
}

/** The list that a column of posts shows; columns that leave out the same things share it. */
export function sourceOf(column: Column): Source<Post> {
  const { kind, of, any, all, none, onlyMedia, hideReposts, hideReplies } = column;
  const key = ['deck', kind, of, any.join(), all.join(), none.join(), Number(onlyMedia), Number(hideReposts), Number(hideReplies)].join(' ');
  return postSource({ ...placeOf(column), key, wanted: (post) => shows(column, post) && (kind !== 'tag' || tagged(column, post)) });
}
