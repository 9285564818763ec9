import { presentHits } from '#filters';
import type { ViewerFilters } from '#filters';
import type { Id } from '#kit/ids.ts';
import { wordsOf } from '../presenter.ts';
import type { PostFacts } from '../types.ts';

/** No keyword holds it, so none is found across two parts of a post. */
const BETWEEN_WORDS = '\0';

/**
 * What a viewer's filters find in a post, as JSON; undefined where they find nothing, and in the viewer's own posts always.
 * @param original what the post reposts; the post itself otherwise
 */
export function filteredJson(
  filters: ViewerFilters,
  at: { readonly viewer: Id; readonly now: number },
  post: PostFacts,
  original: PostFacts,
): string | undefined {
  if (filters.isEmpty(at.now) || original.authorId === at.viewer) return undefined;
  const ids = post === original ? [post.id] : [post.id, original.id];
  const hits = filters.find({ ids, words: () => wordsOf(original).join(BETWEEN_WORDS) }, at.now);
  return hits.length === 0 ? undefined : presentHits(hits);
}
