/** Posts in the browser, and what can be done with them. */

import { useCallback, useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import type { Post } from '../entities.ts';
import { askFor } from './posts/missing.ts';
import { isGone, isWatched, peekPost, seedPosts, watchPost, watchedIds } from './posts/shelf.ts';

export { bookmark, like, muteThread, pin, removePost, repost, vote } from './posts/acts.ts';
/** @public Tests look at what is remembered. */
export { countPosts, isGone } from './posts/shelf.ts';
export { peekPost, seedPosts } from './posts/shelf.ts';

/**
 * A post as it is now. `given`: what the page was made with, which is shown until the browser knows better, and on the server.
 * @returns undefined while it is asked for, and null where it is gone
 */
export function usePost(id: string, given?: Post): Post | null | undefined {
  const watch = useCallback((watcher: () => void) => watchPost(id, watcher), [id]);
  const post = useSyncExternalStore(watch, () => (isGone(id) ? null : peekPost(id) ?? given), () => given);
  const missing = post === undefined;
  useEffect(() => {
    if (missing) askFor(id);
  }, [missing, id]);
  return post;
}

/** Hands on what the loader of a page has brought; its parts are given the same posts until that has happened. */
export function useSeed(posts: readonly Post[]): void {
  useLayoutEffect(() => seedPosts(posts), [posts]);
}

/** Notes what a stream says about posts. Which list a post belongs to is for the list to say. */
export function amendPosts(event: string, payload: unknown): void {
  if (event === 'update' || event === 'status.update') seedPosts([payload as Post]);
  else if (event === 'notification') {
    const { status } = payload as { status?: Post };
    if (status !== undefined) seedPosts([status]);
  } else if (event === 'resync') {
    // Edits and deletions were missed too; what nobody looks at is read again when it is.
    for (const id of watchedIds()) askFor(id, true);
  } else if (event === 'delete') {
    const id = String(payload);
    // It may have left only that one stream. Where it is still shown elsewhere, the server knows.
    setTimeout(() => {
      if (isWatched(id)) askFor(id, true);
    }, 0);
  }
}
