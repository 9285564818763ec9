/**
 * The searches that somebody keeps. They belong to the account; this device keeps a copy, so that they stand there at once and in all
 * tabs alike. What an older version kept on the device alone is moved over when it is first met.
 */

import { useEffect } from 'react';
import type { SavedSearch } from '../entities.ts';
import { api } from './api.ts';
import { useKept } from './kept.ts';
import type { Kept } from './kept.ts';
import { notice, wordsOf } from './notices.ts';

const PATH = '/api/perchoir/v1/searches';
/** A copy that is older is asked for again. */
const FRESH_MS = 60_000;
const LONGEST = 500;

type Searches = readonly SavedSearch[];

const isSearch = (one: unknown): one is SavedSearch => typeof one === 'object' && one !== null && (['id', 'query', 'title'] as const).every((name) => typeof (one as SavedSearch)[name] === 'string');

const copied: Kept<Searches> = { name: 'searches.copy', read: (kept) => (Array.isArray(kept) ? kept.filter(isSearch) : []) };
/** As they were kept on the device alone: texts, the latest first. */
const onDevice: Kept<readonly string[]> = {
  name: 'searches', read: (kept) => (Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string' && one.trim() !== '' && one.length <= LONGEST) : []),
};

let asked: { readonly account: string; readonly at: number } | undefined;

async function moveOver(texts: readonly string[]): Promise<void> {
  // Each is put on top, so the last goes first.
  for (const query of texts.toReversed()) await api.post(PATH, { query });
}

export interface SavedSearches {
  /** In their order; undefined until something is known of them. */
  readonly searches: Searches | undefined;
  keep(query: string): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  move(id: string, place: number): Promise<void>;
  /** @returns keeps it again, by its name and where it was; undefined where it was refused */
  drop(id: string): Promise<(() => Promise<void>) | undefined>;
}

export function useSearches(account: string): SavedSearches {
  const [searches, put] = useKept(copied, account);
  const [old, putOld] = useKept(onDevice, account);
  useEffect(() => {
    if (old === undefined) return undefined;
    const read = async (): Promise<void> => {
      if (document.visibilityState === 'hidden' || (asked?.account === account && Date.now() - asked.at < FRESH_MS)) return;
      asked = { account, at: Date.now() };
      if (old.length > 0) {
        await moveOver(old);
        putOld([]);
      }
      put(await api.get<Searches>(PATH));
    };
    const again = (): void => void read().catch(() => { asked = undefined; });
    again();
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, [account, old, put, putOld]);

  const act = async (send: () => Promise<Searches>): Promise<boolean> => {
    try {
      put(await send());
      return true;
    } catch (error) {
      notice(wordsOf(error));
      asked = undefined;
      return false;
    }
  };
  return {
    searches,
    keep: async (query) => void await act(() => api.post(PATH, { query })),
    rename: async (id, title) => void await act(() => api.patch(`${PATH}/${id}`, { title })),
    move: async (id, place) => void await act(() => api.patch(`${PATH}/${id}`, { place })),
    drop: async (id) => {
      const place = searches?.findIndex((one) => one.id === id) ?? -1;
      const search = searches?.[place];
      if (search === undefined || !(await act(() => api.delete(`${PATH}/${id}`)))) return undefined;
      return async () => void await act(() => api.post(PATH, { query: search.query, title: search.title, place }));
    },
  };
}
