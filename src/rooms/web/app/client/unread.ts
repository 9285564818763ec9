/** What waits for its reader: exact, in every tab, without reading the lists. */

import { useEffect, useState } from 'react';
import type { ChatsUnread } from '../entities.ts';
import { api } from './api.ts';
import { subscribe } from './stream.ts';

/** What comes together is counted once. */
const PAUSE_MS = 400;
const MOST = 100;
/** Told by whoever has moved the marker. */
const READ = 'perchoir:notifications-read';

/** Says that the marker was moved in this tab. */
export function notificationsRead(): void {
  dispatchEvent(new Event(READ));
}

interface Counting {
  readonly stream: string;
  readonly count: () => Promise<number>;
  /** Which events change nothing. */
  readonly idle?: string;
}

const NOTIFICATIONS: Counting = {
  stream: 'user:notification', count: async () => (await api.get<{ count: number }>('/api/v2/notifications/unread_count', { limit: MOST })).count,
};

/** Conversations with something unread, and those one is asked into. */
const CHATS: Counting = {
  stream: 'chats', idle: 'chat.typing',
  count: async () => {
    const { chats, requests } = await api.get<ChatsUnread>('/api/perchoir/v1/chats/unread');
    return chats + requests;
  },
};

function useCount(of: Counting): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      timer = undefined;
      try {
        setCount(await of.count());
      } catch {
        // The figure is asked for again with the next event; a wrong one is worse than an old one.
      }
    };
    const soon = (): void => {
      timer ??= setTimeout(() => void ask(), PAUSE_MS);
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible') soon();
    };
    void ask();
    const end = subscribe({ stream: of.stream }, (event) => {
      if (event !== of.idle) soon();
    });
    addEventListener(READ, soon);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearTimeout(timer);
      end();
      removeEventListener(READ, soon);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [of]);
  return count;
}

export const useUnread = (): number => useCount(NOTIFICATIONS);
export const useUnreadChats = (): number => useCount(CHATS);
