/** Pages that are read anew when something happens in their room, however much does: screens, and the desks of those who run an evening. */

import { useEffect } from 'react';
import { useRevalidator } from 'react-router';
import { subscribe } from './stream.ts';

const CALM_MS = 700;

/** @param wanted which events count; all where it is not given */
export function useFresh(room: string, live: boolean, wanted?: (event: string) => boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!live) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe({ stream: 'room', room }, (event) => {
      if (event !== 'resync' && wanted?.(event) === false) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void revalidate();
      }, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [room, live, wanted, revalidate]);
}
