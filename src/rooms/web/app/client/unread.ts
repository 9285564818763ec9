/** How many notifications lie above the reader's marker: exact, in every tab, without reading the list. */

import { useEffect, useState } from 'react';
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

/** @param wanted false for visitors, who have none */
export function useUnread(wanted: boolean): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!wanted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        setCount((await api.get<{ count: number }>('/api/v2/notifications/unread_count', { limit: MOST })).count);
      } catch {
        // The figure is asked for again with the next event; a wrong one is worse than an old one.
      }
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), PAUSE_MS);
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible') soon();
    };
    void ask();
    const end = subscribe({ stream: 'user:notification' }, soon);
    addEventListener(READ, soon);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearTimeout(timer);
      end();
      removeEventListener(READ, soon);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [wanted]);
  return count;
}
