/**
 * Posts on their way: written once, they leave in order and none twice, now or when there is a connection again, also after the last
 * tab was closed. What the server refuses stays with its reason.
 */

import { useEffect, useSyncExternalStore } from 'react';
import type { Message, Post } from '../entities.ts';
import { ApiError, newKey } from './api.ts';
import { openChest } from './outbox/chest.ts';
import type { KeptFile, Parcel, PostBody } from './outbox/chest.ts';
import { announce, followersOf, sendOutbox } from './outbox/send.ts';
import type { OutboxWord } from './outbox/send.ts';
import { waitOf } from './stream/line.ts';

export type { KeptFile, Parcel, PostBody } from './outbox/chest.ts';

export interface Letter {
  /** Of the person who writes. */
  readonly account: string;
  /** As for POST /api/v1/statuses. */
  readonly body: PostBody;
  /** Files that have not been uploaded yet; they go first. */
  readonly files?: readonly KeptFile[];
  /** The event room that it is written in. */
  readonly room?: string | undefined;
}

/** `kept`: there is no connection; it leaves by itself later. */
export type Delivery = { readonly kind: 'sent'; readonly posts: readonly Post[] } | { readonly kind: 'kept' };

export interface OutboxState {
  readonly waiting: readonly Parcel[];
  readonly refused: readonly Parcel[];
}

const NOTHING: OutboxState = { waiting: [], refused: [] };
let all: readonly Parcel[] = [];
const states = new Map<string, OutboxState>();
const watchers = new Set<() => void>();
const sentListeners = new Set<(post: Post, key: string) => void>();
const saidListeners = new Set<(message: Message) => void>();
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
  if (word.kind === 'said') for (const listener of saidListeners) listener(word.message);
  void look();
}

/** @public Sends what waits, and goes on trying as long as this tab is open. Safe to call at any time. */
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

/** Of several posts some have left, in their order; the rest was not published and is kept nowhere but where it was written. */
export class PartlySent extends Error {
  readonly posts: readonly Post[];
  readonly reason: ApiError;

  constructor(posts: readonly Post[], reason: ApiError) {
    super(reason.message);
    this.name = 'PartlySent';
    this.posts = posts;
    this.reason = reason;
  }
}

/** What was refused of those that were just handed in; it is taken out, since whoever handed it in still has it. */
async function takeRefused(ids: readonly number[]): Promise<{ readonly reason: ApiError | undefined; readonly count: number }> {
  const act = (await openChest()).transaction('outbox', 'readwrite');
  const parcels = (await Promise.all(ids.map((id) => act.store.get(id)))).filter((parcel) => parcel?.refused !== undefined);
  await Promise.all([...parcels.map((parcel) => act.store.delete(parcel?.id as number)), act.done]);
  if (parcels.length > 0) await look();
  const { status, reason } = parcels[0]?.refused ?? {};
  return { reason: status === undefined || reason === undefined ? undefined : new ApiError(status, reason), count: parcels.length };
}

const waitingOf = (ids: readonly number[]): number => all.filter(({ id }) => id !== undefined && ids.includes(id)).length;

/**
 * Hands in posts, each but the first an answer to the one before. They are on the disk, all or none, before anything is sent.
 * @throws ApiError where the server refuses the first now, PartlySent where it refuses a later one; whoever calls still has the draft
 */
export async function sendPosts(letters: readonly Letter[]): Promise<Delivery> {
  const keys = letters.map(() => newKey());
  listen();
  const posts = new Map<string, Post>();
  let heard = (): void => undefined;
  const stop = onSent((post, key) => {
    if (keys.includes(key)) posts.set(key, post);
    heard();
  });
  try {
    const act = (await openChest()).transaction('outbox', 'readwrite');
    const adding = letters.map(({ account, body, files = [], room }, at) =>
      act.store.add({ account, key: keys[at] as string, body, files, writtenAt: Date.now(), follows: at === 0 ? undefined : keys[at - 1], room }));
    const ids = await Promise.all(adding);
    await act.done;
    announce({ kind: 'changed' });
    await look();
    await flushOutbox();
    const { reason, count } = await takeRefused(ids);
    await look();
    if (waitingOf(ids) > 0) {
      void askForSync().catch(() => undefined);
      return { kind: 'kept' };
    }
    // Another tab may have sent them, and tells in a moment.
    while (posts.size < letters.length - count) await new Promise<void>((done) => { heard = done; });
    const sent = keys.flatMap((key) => posts.get(key) ?? []);
    if (reason === undefined) return { kind: 'sent', posts: sent };
    throw sent.length === 0 ? reason : new PartlySent(sent, reason);
  } finally {
    stop();
  }
}

/** Told of every post that has left, from whichever tab. @returns stops */
export function onSent(listener: (post: Post, key: string) => void): () => void {
  sentListeners.add(listener);
  return () => void sentListeners.delete(listener);
}

/** Told of every private message that has left, from whichever tab. @returns stops */
export function onSaid(listener: (message: Message) => void): () => void {
  saidListeners.add(listener);
  return () => void saidListeners.delete(listener);
}

/** What somebody says in a private conversation. */
export interface Saying {
  readonly account: string;
  readonly chat: string;
  readonly text: string;
  readonly replyTo?: string | undefined;
  readonly files?: readonly KeptFile[];
}

/** Hands in a private message: it is on the disk when this resolves, and leaves by itself, in the order of writing. */
export async function say({ account, chat, text, replyTo, files = [] }: Saying): Promise<void> {
  listen();
  const parcel: Parcel = { account, key: newKey(), body: { status: text }, files, chat: { id: chat, replyTo }, writtenAt: Date.now() };
  await (await openChest()).add('outbox', parcel);
  announce({ kind: 'changed' });
  await look();
  void flushOutbox().then(() => (waitsFor(parcel.key) ? askForSync() : undefined)).catch(() => undefined);
}

const waitsFor = (key: string): boolean => all.some((parcel) => parcel.key === key);

/** Takes a post out of the outbox, with those that follow it, to change them or to drop them. */
export async function takeBack(id: number): Promise<Parcel[]> {
  const act = (await openChest()).transaction('outbox', 'readwrite');
  const everything = await act.store.getAll();
  const parcel = everything.find((one) => one.id === id);
  const taken = parcel === undefined ? [] : [parcel, ...followersOf(parcel.key, everything)];
  await Promise.all([...taken.map((one) => act.store.delete(one.id as number)), act.done]);
  announce({ kind: 'changed' });
  await look();
  return taken;
}

/** Sends one again that was refused, as something new, and those that follow it. */
export async function sendAgain(id: number): Promise<void> {
  const act = (await openChest()).transaction('outbox', 'readwrite');
  const everything = await act.store.getAll();
  const parcel = everything.find((one) => one.id === id);
  if (parcel !== undefined) {
    const key = newKey();
    const followers = followersOf(parcel.key, everything).map((one) => ({ ...one, follows: one.follows === parcel.key ? key : one.follows, refused: undefined }));
    await Promise.all([{ ...parcel, key, triedAt: undefined, refused: undefined }, ...followers].map((one) => act.store.put(one)));
  }
  await act.done;
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
