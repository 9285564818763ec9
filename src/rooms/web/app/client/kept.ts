/** What is kept on this device for an account, in all tabs alike; read again when another tab has changed it. */

import { useCallback, useMemo, useSyncExternalStore } from 'react';

export interface Kept<T> {
  readonly name: string;
  /** Makes sense of what was kept, maybe by an older version; undefined and rubbish give what stands at the beginning. */
  readonly read: (kept: unknown) => T;
}

const watchers = new Set<() => void>();
/** Where a browser keeps nothing, for as long as the page lives. */
const passing = new Map<string, string>();

const placeOf = (name: string, account: string): string => `perchoir.${name}.${account}`;

function textAt(place: string): string {
  try {
    return localStorage.getItem(place) ?? passing.get(place) ?? '';
  } catch {
    return passing.get(place) ?? '';
  }
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    removeEventListener('storage', watcher);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is kept; undefined on the server, which does not know. */
export function useKept<T>({ name, read }: Kept<T>, account: string): readonly [T | undefined, (value: T) => void] {
  const place = placeOf(name, account);
  const text = useSyncExternalStore(watch, () => textAt(place), () => undefined);
  const value = useMemo(() => (text === undefined ? undefined : read(parse(text))), [text, read]);
  const keep = useCallback((next: T) => {
    const made = JSON.stringify(next);
    passing.set(place, made);
    try {
      localStorage.setItem(place, made);
      passing.delete(place);
    } catch {
      // Full, or forbidden: it lasts as long as this page.
    }
    for (const watcher of watchers) watcher();
  }, [place]);
  return [value, keep];
}
