/** What a search finds, newest first; no stream tells of it, so it is asked again every minute while somebody looks. */

import { useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../../client/api.ts';
import { seedPosts } from '../../client/posts.ts';
import type { Post } from '../../entities.ts';
import type { Timeline } from '../../client/timeline.ts';
import * as m from '../../paraglide/messages.js';
import { ListedPost } from '../live-list.tsx';
import { ColumnFeed } from './column-feed.tsx';
import { titleOf } from './columns.ts';
import type { Column } from './columns.ts';

const PAGE = 20;

interface Found {
  readonly ids: readonly string[];
  readonly waiting: readonly string[];
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly problem: ApiError | undefined;
}

async function ask(query: Readonly<Record<string, string | number>>): Promise<string[]> {
  const { statuses } = await api.get<{ statuses: Post[] }>('/api/v2/search', { ...query, type: 'statuses', limit: PAGE });
  seedPosts(statuses);
  return statuses.map(({ id }) => id);
}

function useSearch(q: string): Timeline<Post> {
  const [found, setFound] = useState<Found>({ ids: [], waiting: [], hasOlder: true, loading: false, problem: undefined });
  const now = useRef(found);
  useEffect(() => {
    now.current = found;
  }, [found]);
  const catchUp = async (): Promise<void> => {
    const newest = now.current.waiting[0] ?? now.current.ids[0];
    if (newest === undefined) return;
    const ids = await ask({ q, min_id: newest }).catch(() => []);
    setFound((before) => ({ ...before, waiting: [...ids.filter((id) => !before.waiting.includes(id) && !before.ids.includes(id)), ...before.waiting] }));
  };
  const loadOlder = async (): Promise<void> => {
    setFound((before) => ({ ...before, loading: true, problem: undefined }));
    const last = now.current.ids.at(-1);
    try {
      const ids = await ask({ q, ...(last !== undefined && { max_id: last }) });
      setFound((before) => ({ ...before, ids: [...before.ids, ...ids.filter((id) => !before.ids.includes(id))], hasOlder: ids.length > 0, loading: false }));
    } catch (error) {
      setFound((before) => ({ ...before, loading: false, problem: error instanceof ApiError ? error : new ApiError(500, String(error)) }));
    }
  };
  return {
    key: `search ${q}`, rows: found.ids.map((id) => ({ kind: 'entry', id })), waiting: found.waiting.length, waitingMore: false, hasOlder: found.hasOlder, loading: found.loading, problem: found.problem,
    given: () => undefined, loadOlder, catchUp, fillGap: () => Promise.resolve(), insert: () => undefined, remove: () => undefined,
    showNew: () => setFound((before) => ({ ...before, ids: [...before.waiting, ...before.ids], waiting: [] })),
  };
}

export function SearchColumn({ column }: { column: Column }) {
  const timeline = useSearch(column.of);
  return <ColumnFeed timeline={timeline} label={titleOf(column)} empty={m.deck_search_empty()} asked entry={(id) => <ListedPost id={id} given={undefined} dated />} />;
}
