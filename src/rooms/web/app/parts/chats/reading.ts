/** Tells the others, and one's own other devices, how far one has read: what was on the screen while somebody was there. */

import { useCallback, useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { Talk } from '../../client/chats.ts';
import { markRead } from '../../client/chats/mine.ts';
import { isNewer } from '../../client/stream/line.ts';

const PAUSE_MS = 400;

/** @returns to be called when something else may be in sight */
export function useReading({ chat, messages }: Talk, scroller: RefObject<HTMLElement | null>): () => void {
  const reached = useRef(chat.last_read_id ?? '0');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id, state } = chat;
  const look = useCallback((): void => {
    timer.current = undefined;
    const box = scroller.current;
    if (box === null || document.visibilityState !== 'visible' || state !== 'in') return;
    const edge = box.getBoundingClientRect().bottom;
    const rows = [...box.querySelectorAll<HTMLElement>('[data-message]')];
    const last = rows.findLast((row) => row.getBoundingClientRect().top < edge - 8)?.dataset['message'];
    if (last === undefined || !isNewer(last, reached.current)) return;
    const before = reached.current;
    reached.current = last;
    markRead(id, last).catch(() => {
      reached.current = before;
    });
  }, [id, state, scroller]);
  const soon = useCallback((): void => {
    timer.current ??= setTimeout(look, PAUSE_MS);
  }, [look]);
  useEffect(() => {
    soon();
    document.addEventListener('visibilitychange', soon);
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      document.removeEventListener('visibilitychange', soon);
    };
  }, [messages, soon]);
  return soon;
}
