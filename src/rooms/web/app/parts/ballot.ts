/** Whether and how the viewer may vote in a post's poll. */

import { vote } from '../client/posts.ts';
import type { Post } from '../entities.ts';

/** Casts a ballot in the poll of a post; undefined where there is none, or nothing to vote on any more. */
export function ballotOf(post: Post): ((choices: number[]) => void) | undefined {
  const meant = (post.reblog ?? post) as Post;
  if (meant.poll === null || meant.poll.expired || meant.poll.voted === true) return undefined;
  return (choices) => void vote(meant.id, choices);
}
