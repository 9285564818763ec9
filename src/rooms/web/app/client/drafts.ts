/** What somebody is writing, kept with every letter: through reload, crash and an empty battery. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { openChest } from './outbox/chest.ts';
import type { KeptDraft, Shared } from './outbox/chest.ts';
import { bringsFiles, leaveWords, takeWords } from './outbox/last-words.ts';

const SAVE_AFTER_MS = 300;
/** A draft that nobody touched for so long goes. */
const KEPT_MS = 60 * 86_400_000;

export async function readDraft(account: string, key: string): Promise<KeptDraft | undefined> {
  return (await openChest()).get('drafts', [account, key]);
}

/** Every draft of a person, the newest first; old ones are removed. */
export async function readDrafts(account: string): Promise<KeptDraft[]> {
  const chest = await openChest();
  const all = (await chest.getAll('drafts')).filter((draft) => draft.account === account).sort((a, b) => b.keptAt - a.keptAt);
  const old = all.filter(({ keptAt }) => Date.now() - keptAt > KEPT_MS);
  for (const { key } of old) await chest.delete('drafts', [account, key]);
  return all.filter((draft) => !old.includes(draft));
}

async function keep(account: string, key: string, content: object | undefined): Promise<void> {
  const chest = await openChest();
  if (content === undefined) await chest.delete('drafts', [account, key]);
  else await chest.put('drafts', { account, key, content, keptAt: Date.now() });
}

export async function dropDraft(account: string, key: string): Promise<void> {
  await (await openChest()).delete('drafts', [account, key]);
}

/** What another app has shared with this one; it is taken out. */
export async function takeShared(): Promise<Shared | undefined> {
  const chest = await openChest();
  const all = await chest.getAll('shared');
  await chest.clear('shared');
  return all.at(-1);
}

export interface Drafting<T> {
  readonly draft: T;
  /** False until it is known whether something was kept; do not show an empty composer before. */
  readonly ready: boolean;
  readonly change: (more: Partial<T>) => void;
  /** After posting. */
  readonly clear: () => void;
}

/**
 * The draft of one composer (`new`, `reply:ID`, `edit:ID`). Files may stand in it as blobs. `empty` is what there is at first;
 * a draft that equals it is not kept.
 */
export function useDraft<T extends object>(account: string, key: string, empty: T): Drafting<T> {
  const [first] = useState(empty);
  const [draft, setDraft] = useState(first);
  const [ready, setReady] = useState(false);
  const latest = useRef<{ content: T; unsaved: boolean }>({ content: first, unsaved: false });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (!latest.current.unsaved) return;
    latest.current.unsaved = false;
    const { content } = latest.current;
    // Where there is nowhere to keep it, it stays in the page.
    keep(account, key, content === first ? undefined : content).catch(() => undefined);
  }, [account, key, first]);

  useEffect(() => {
    let ended = false;
    const found = (kept: KeptDraft | undefined): void => {
      if (ended) return;
      const words = takeWords(account, key);
      const before = words !== undefined && words.plain === undefined ? undefined : kept?.content;
      // Letters that were typed before the disk answered count more.
      if ((before !== undefined || words !== undefined) && !latest.current.unsaved) {
        const content = before === undefined && words?.plain === undefined ? first : { ...first, ...(before as T | undefined), ...words?.plain };
        latest.current = { content, unsaved: words !== undefined };
        setDraft(content);
        save();
      }
      setReady(true);
    };
    readDraft(account, key).then(found, () => found(undefined));
    const leave = (): void => {
      if (latest.current.unsaved) leaveWords(account, key, latest.current.content === first ? undefined : latest.current.content);
      save();
    };
    const hide = (): void => {
      if (document.visibilityState === 'hidden') save();
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      ended = true;
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      save();
    };
  }, [account, key, first, save]);

  const put = useCallback((content: T) => {
    latest.current = { content, unsaved: true };
    setDraft(content);
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_AFTER_MS);
  }, [save]);
  const change = useCallback((more: Partial<T>) => {
    put({ ...latest.current.content, ...more });
    if (bringsFiles(more)) save();
  }, [put, save]);
  const clear = useCallback(() => {
    put(first);
    save();
  }, [put, save, first]);
  return { draft, ready, change, clear };
}
