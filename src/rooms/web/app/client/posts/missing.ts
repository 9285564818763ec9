/** Posts that a list shows and this page has not: asked for together, those of one turn in one call. */

import { ApiError, api } from '../api.ts';
import type { Post } from '../../entities.ts';
import { peekPost, seedPosts, setGone } from './shelf.ts';

/** What one call may ask for. */
const MOST_AT_ONCE = 20;
const TOGETHER_MS = 30;
const AGAIN_MS = 5000;

/** By id: also where it is known, since it may have changed. */
const wanted = new Map<string, boolean>();
let asking: ReturnType<typeof setTimeout> | undefined;

/** Asks how a post is now; one that the server leaves out is gone. `anew`: also where it is known. */
export function askFor(id: string, anew = false): void {
  wanted.set(id, anew || wanted.get(id) === true);
  asking ??= setTimeout(() => void ask(), TOGETHER_MS);
}

async function ask(): Promise<void> {
  for (const [id, anew] of wanted) if (!anew && peekPost(id) !== undefined) wanted.delete(id);
  const ids = [...wanted.keys()].slice(0, MOST_AT_ONCE);
  let wait = TOGETHER_MS;
  try {
    const posts = ids.length === 0 ? [] : await api.get<Post[]>('/api/v1/statuses', { id: ids });
    seedPosts(posts);
    for (const id of ids) {
      wanted.delete(id);
      if (!posts.some((post) => post.id === id)) setGone(id, true);
    }
  } catch (error) {
    if (error instanceof ApiError && error.passing) wait = AGAIN_MS;
    else for (const id of ids) wanted.delete(id);
  }
  asking = wanted.size > 0 ? setTimeout(() => void ask(), wait) : undefined;
}
