/**
 * Posts on their way: written once, they leave in order and none twice, now or when there is a connection again, also after the last
 * tab was closed. What the server refuses stays with its reason.
 */

import { useEffect, useSyncExternalStore } from 'react';
import type { Post } from '../entities.ts';
import { ApiError, newKey } from './api.ts';
import { openChest } from './outbox/chest.ts';
import type { KeptFile, Parcel } from './outbox/chest.ts';
import { announce, sendOutbox } from './outbox/send.ts';
import type { OutboxWord } from './outbox/send.ts';
import { waitOf } from './stream/line.ts';

export type { KeptFile, Parcel } from './outbox/chest.ts';

export interface Letter {
  /** Of the person who writes. */
  readonly account: string;
  /** As for POST /api/v1/statuses. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Files that have not been uploaded yet; they go first. */
  readonly files?: readonly KeptFile[];
}

/** `kept`: there is no connection; it leaves by itself later. */
export type Delivery = { readonly kind: 'sent'; readonly post: Post } | { readonly kind: 'kept' };

export interface OutboxState {
  readonly waiting: readonly Parcel[];
  readonly refused: readonly Parcel[];
}

const NOTHING: OutboxState = { waiting: [], refused: [] };
let all: readonly Parcel[] = [];
const states = new Map<string, OutboxState>();
const watchers = new Set<() => void>();
const sentListeners = new Set<(post: Post, key: string) => void>();
let again: ReturnType<typeof setTimeout> | undefined;
let attempt = 0;
let listening = false;

async function look(): Promise<void> {
  all = await openChest().then((chest) => chest.getAll('outbox')).catch(() => []);
  states.clear();
  for (const watcher of watchers) watcher();
}

function hear(word: OutboxWord): void {
  if (word.kind === 'sent') for (const listener of sentListeners) listener(word.post, word.key);
  void look();
}

/** Sends what waits, and goes on trying as long as this tab is open. Safe to call at any time. */
export async function flushOutbox(): Promise<void> {
  listen();
  clearTimeout(again);
  const outcome = await sendOutbox(hear);
  attempt = outcome === 'empty' ? 0 : attempt + 1;
  clearTimeout(again);
  if (outcome === 'later') again = setTimeout(() => void flushOutbox(), 1000 + waitOf(attempt));
}

function listen(): void {
  if (listening) return;
  listening = true;
  new BroadcastChannel('perchoir.outbox').onmessage = ({ data }) => hear(data as OutboxWord);
  addEventListener('online', () => void flushOutbox());
}

/** Has the browser send it even when every tab is closed, where it can. */
async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register('outbox');
}

/** Where one that was just handed in is now: refused ones are kept nowhere else. @throws ApiError */
async function whereIs(id: number): Promise<'kept' | 'sent'> {
  const chest = await openChest();
  const parcel = await chest.get('outbox', id);
  if (parcel?.refused === undefined) return parcel === undefined ? 'sent' : 'kept';
  await chest.delete('outbox', id);
  await look();
  throw new ApiError(parcel.refused.status, parcel.refused.reason);
}

/**
 * Hands in a post. It is on the disk before anything is sent.
 * @throws ApiError where the server refuses it now; whoever calls still has the draft
 */
export async function sendPost({ account, body, files = [] }: Letter): Promise<Delivery> {
  const key = newKey();
  listen();
  let stop = (): void => undefined;
  const sent = new Promise<Post>((done) => {
    stop = onSent((post, sentKey) => {
      if (sentKey === key) done(post);
    });
  });
  const id = await (await openChest()).add('outbox', { account, key, body, files, writtenAt: Date.now() });
  announce({ kind: 'changed' });
  await look();
  try {
    await flushOutbox();
    if ((await whereIs(id)) === 'sent') return { kind: 'sent', post: await sent };
  } finally {
    stop();
  }
  void askForSync().catch(() => undefined);
  return { kind: 'kept' };
}

/** Told of every post that has left, from whichever tab. @returns stops */
export function onSent(listener: (post: Post, key: string) => void): () => void {
  sentListeners.add(listener);
  return () => void sentListeners.delete(listener);
}

/** Takes a post out of the outbox, to change it or to drop it. */
export async function takeBack(id: number): Promise<Parcel | undefined> {
  const chest = await openChest();
  const parcel = await chest.get('outbox', id);
  await chest.delete('outbox', id);
  announce({ kind: 'changed' });
  await look();
  return parcel;
}

/** Sends one again that was refused, as something new. */
export async function sendAgain(id: number): Promise<void> {
  const chest = await openChest();
  const parcel = await chest.get('outbox', id);
  if (parcel === undefined) return;
  await chest.put('outbox', { ...parcel, key: newKey(), triedAt: undefined, refused: undefined });
  await look();
  await flushOutbox();
}

function stateOf(account: string): OutboxState {
  let state = states.get(account);
  if (state === undefined) {
    const mine = all.filter((parcel) => parcel.account === account);
    state = mine.length === 0 ? NOTHING : { waiting: mine.filter(({ refused }) => refused === undefined), refused: mine.filter(({ refused }) => refused !== undefined) };
    states.set(account, state);
  }
  return state;
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** What waits and what was refused, oldest first; sends what can be sent. */
export function useOutbox(account: string): OutboxState {
  useEffect(() => {
    void look().then(() => flushOutbox());
  }, []);
  return useSyncExternalStore(watch, () => stateOf(account), () => NOTHING);
}
