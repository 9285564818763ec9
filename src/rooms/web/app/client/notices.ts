/** What has to be said to whoever sits here and belongs to no place on the page: an act that failed, with what it means. */

import { useSyncExternalStore } from 'react';
import * as m from '../paraglide/messages.js';
import { ApiError } from './api.ts';

export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** Older ones make room. */
const MOST = 3;
const NONE: readonly Notice[] = [];

let notices = NONE;
let last = 0;
const watchers = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const watcher of watchers) watcher();
}

/** Says something; the same thing once. */
export function notice(text: string): void {
  change([...notices.filter((one) => one.text !== text), { id: ++last, text }].slice(-MOST));
}

export function dismissNotice(id: number): void {
  change(notices.filter((one) => one.id !== id));
}

/** What an error means, in words for people. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError) || error.status >= 500) return m.act_fault();
  if (error.offline) return m.act_offline();
  if (error.status === 404 || error.status === 410) return m.act_gone();
  if (error.status === 429) return m.act_too_many();
  return m.act_refused({ reason: error.message.replace(/^Validation failed: /, '') });
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** What is to be shown now, oldest first. */
export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(watch, () => notices, () => NONE);
}
