/** What somebody is writing, kept with every letter: through reload, crash and an empty battery, for each account by itself. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { openChest } from './outbox/chest.ts';
import type { DraftFile, KeptDraft, Shared } from './outbox/chest.ts';
import { leaveWords, takeWords } from './outbox/last-words.ts';

export type { DraftFile, KeptDraft, Shared } from './outbox/chest.ts';

const SAVE_AFTER_MS = 300;
/** A draft that nobody touched for so long goes. */
const KEPT_MS = 60 * 86_400_000;

const watchers = new Set<() => void>();
const tell = (): void => {
  for (const watcher of watchers) watcher();
};

/** Told when drafts of this page were kept or dropped. @returns stops */
export function onDrafts(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

async function readDraft(account: string, key: string): Promise<KeptDraft | undefined> {
  return (await openChest()).get('drafts', [account, key]);
}

const filesOf = (account: string, draft: string): IDBKeyRange => IDBKeyRange.bound([account, draft], [account, draft, []]);

/** Every draft of a person, the newest first; old ones are removed. */
export async function readDrafts(account: string): Promise<KeptDraft[]> {
  const chest = await openChest();
  const all = (await chest.getAll('drafts')).filter((draft) => draft.account === account).sort((a, b) => b.keptAt - a.keptAt);
  const old = all.filter(({ keptAt }) => Date.now() - keptAt > KEPT_MS);
  for (const { key } of old) await dropDraft(account, key);
  return all.filter((draft) => !old.includes(draft));
}

/** Keeps a draft as a whole. */
export async function keepDraft(account: string, key: string, content: object): Promise<void> {
  await (await openChest()).put('drafts', { account, key, content, keptAt: Date.now() });
  tell();
}

/** What was dropped, to be brought back. */
export interface Dropped {
  readonly draft: KeptDraft | undefined;
  readonly files: readonly DraftFile[];
}

export async function dropDraft(account: string, key: string): Promise<Dropped> {
  const act = (await openChest()).transaction(['drafts', 'files'], 'readwrite');
  const [draft, files] = await Promise.all([act.objectStore('drafts').get([account, key]), act.objectStore('files').getAll(filesOf(account, key))]);
  await Promise.all([act.objectStore('drafts').delete([account, key]), act.objectStore('files').delete(filesOf(account, key)), act.done]);
  tell();
  return { draft, files };
}

export async function bringBack({ draft, files }: Dropped): Promise<void> {
  if (draft === undefined) return;
  const act = (await openChest()).transaction(['drafts', 'files'], 'readwrite');
  await Promise.all([act.objectStore('drafts').put(draft), ...files.map((file) => act.objectStore('files').put(file)), act.done]);
  tell();
}

/** Gives a draft a place of its own in the list, since something else is being written in its place. */
async function setAside(draft: KeptDraft): Promise<void> {
  const { files } = await dropDraft(draft.account, draft.key);
  const key = `new:${draft.keptAt}`;
  await bringBack({ draft: { ...draft, key }, files: files.map((file) => ({ ...file, draft: key })) });
}

/** Keeps a file for a draft, until the draft goes. */
export async function keepFile(file: Omit<DraftFile, 'keptAt'>): Promise<void> {
  await (await openChest()).put('files', { ...file, keptAt: Date.now() });
}

export async function readFile(account: string, draft: string, key: string): Promise<DraftFile | undefined> {
  return (await openChest()).get('files', [account, draft, key]);
}

export async function dropFile(account: string, draft: string, key: string): Promise<void> {
  await (await openChest()).delete('files', [account, draft, key]);
}

/** What another app has shared with this one; it is taken out. */
export async function takeShared(): Promise<Shared | undefined> {
  const chest = await openChest();
  const all = await chest.getAll('shared');
  await chest.clear('shared');
  return all.at(-1);
}

export type Changing<T> = (part: Partial<T> | ((draft: T) => Partial<T>)) => void;

export interface Drafting<T> {
  readonly draft: T;
  /** False until it is known whether something was kept. What is typed before that counts, and what was kept is set aside. */
  readonly ready: boolean;
  /** It is on the disk as it stands here, or will be in a moment. */
  readonly kept: boolean;
  readonly change: Changing<T>;
  /** After publishing: gone, files and all, and begun anew. */
  readonly clear: () => void;
}

interface Place<T> {
  readonly account: string;
  /** `new`, `reply:ID`, `edit:ID`; a component keeps to one. */
  readonly key: string;
  /** What there is at first. */
  readonly begin: () => T;
  /** Whether there is nothing in it that would be missed: such a draft is not kept. */
  readonly isBlank: (draft: T, begun: T) => boolean;
}

/** The draft of one composer. */
export function useDraft<T extends object>({ account, key, begin, isBlank }: Place<T>): Drafting<T> {
  const [draft, setDraft] = useState(begin);
  const [ready, setReady] = useState(false);
  const [kept, setKept] = useState(false);
  const latest = useRef<{ content: T; begun: T; unsaved: boolean }>({ content: draft, begun: draft, unsaved: false });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const how = useRef({ begin, isBlank });
  const isEmpty = useCallback(() => latest.current.content === latest.current.begun || how.current.isBlank(latest.current.content, latest.current.begun), []);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (!latest.current.unsaved) return;
    latest.current.unsaved = false;
    const empty = isEmpty();
    // A page that ends now takes the removal with it: until it is done it stands where writing takes no time.
    if (empty) leaveWords(account, key, undefined);
    const dropped = (): void => void takeWords(account, key);
    // Where there is nowhere to keep it, it stays in the page.
    (empty ? dropDraft(account, key).finally(dropped) : keepDraft(account, key, latest.current.content)).then(() => setKept(!empty), () => setKept(false));
  }, [account, key, isEmpty]);

  useEffect(() => {
    let ended = false;
    const found = (before: KeptDraft | undefined): void => {
      if (ended) return;
      const words = takeWords(account, key);
      const content = (words === undefined ? before?.content : words.content) as T | undefined;
      if (latest.current.unsaved && content !== undefined) void setAside({ account, key, content, keptAt: Date.now() }).then(save, save);
      else if (words !== undefined || content !== undefined) {
        latest.current = { ...latest.current, content: content === undefined ? latest.current.begun : { ...latest.current.begun, ...content }, unsaved: words !== undefined };
        setDraft(latest.current.content);
        setKept(content !== undefined);
        save();
      }
      setReady(true);
    };
    readDraft(account, key).then(found, () => found(undefined));
    const leave = (): void => {
      if (latest.current.unsaved) leaveWords(account, key, isEmpty() ? undefined : latest.current.content);
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
  }, [account, key, save, isEmpty]);

  const change = useCallback((part: Partial<T> | ((before: T) => Partial<T>)) => {
    const { content } = latest.current;
    latest.current = { ...latest.current, content: { ...content, ...(typeof part === 'function' ? part(content) : part) }, unsaved: true };
    setDraft(latest.current.content);
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_AFTER_MS);
  }, [save]);
  const clear = useCallback(() => {
    const begun = how.current.begin();
    latest.current = { content: begun, begun, unsaved: true };
    setDraft(begun);
    save();
  }, [save]);
  return { draft, ready, kept, change, clear };
}
