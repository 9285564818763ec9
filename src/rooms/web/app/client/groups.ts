/** A group in the browser: its pages are read anew when something happens in it, and what is done there is done at once or not at all. */

import { useCallback, useEffect } from 'react';
import { useRevalidator } from 'react-router';
import type { Post } from '../entities.ts';
import { api } from './api.ts';
import { notice, wordsOf } from './notices.ts';
import { subscribe } from './stream.ts';
import { postSource } from './timeline.ts';
import type { Source } from './timeline.ts';

export const GROUPS = '/api/perchoir/v1/groups';
const CALM_MS = 300;

/** Reads the page anew whenever something happens in a group of one's own. @param id of one; undefined for all */
export function useFreshGroups(id: string | undefined, live: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!live) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe({ stream: 'groups' }, (event, payload) => {
      const about = event === 'resync' ? undefined : (payload as { id?: string; group_id?: string });
      if (id !== undefined && about !== undefined && about.id !== id && about.group_id !== id) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void revalidate();
      }, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, live, revalidate]);
}

/** Does something with a group and reads the page anew; says why where it was refused. @returns whether it was done */
export function useGroupAct(id: string): (method: 'post' | 'patch' | 'delete', path: string, body?: object) => Promise<boolean> {
  const { revalidate } = useRevalidator();
  return useCallback(async (method, path, body) => {
    try {
      await api[method](`${GROUPS}/${id}${path}`, body);
      await revalidate();
      return true;
    } catch (error) {
      notice(wordsOf(error));
      return false;
    }
  }, [id, revalidate]);
}

/** What its members say to a group. */
export const groupPosts = (id: string): Source<Post> => postSource({
  key: `group:${id}`, path: `${GROUPS}/${id}/timeline`, channel: { stream: 'groups' }, wanted: (post) => post.perchoir?.group.id === id,
});
