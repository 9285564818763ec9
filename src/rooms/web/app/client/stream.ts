/**
 * What happens while it happens, for whoever is signed in: one connection for all tabs of this browser.
 *
 *     useEffect(() => subscribe({ stream: 'user' }, (event, payload) => …), []);
 *
 * Nothing is missed and nothing comes twice, through sleep, tunnels and closed tabs. After `resync` that cannot be said: read the
 * list again. What the events carry: docs/streams.md.
 */

import { useSyncExternalStore } from 'react';
import { isNewer, keyOf } from './stream/line.ts';
import type { Channel, StreamStatus, Told } from './stream/line.ts';
import { Tabs } from './stream/tabs.ts';

/** @public */
export { waitOf } from './stream/line.ts';
export type { Channel, StreamStatus } from './stream/line.ts';

/** `payload` is parsed, but for `delete` and `announcement.delete`, which carry an id; and for `resync`. */
export type StreamListener = (event: string, payload: unknown, id: string) => void;

export interface Subscription extends Channel {
  /** The id of the newest post or event that is known already: what came after it is told first. */
  readonly since?: string | undefined;
}

/** From one page to the next nobody listens for a moment; that is no reason to hang up. */
const LINGER_MS = 5000;
const PLAIN = new Set(['delete', 'announcement.delete', 'resync']);

interface Seat {
  readonly channel: Channel;
  readonly key: string;
  since: string | undefined;
  readonly listener: StreamListener;
}

const seats = new Set<Seat>();
const watchers = new Set<() => void>();
let tabs: Tabs | undefined;
let standing: StreamStatus = 'connecting';
let leaving: ReturnType<typeof setTimeout> | undefined;
const fresh = new Set<string>();

function change(status: StreamStatus): void {
  if (status === standing) return;
  standing = status;
  for (const watcher of watchers) watcher();
}

/** The newest event that this page was made after, or has been told since. */
let reached: string | undefined;

/** What the page was made from is older than this: nothing that came after it is missed while the stream opens. */
export function beginStreamAt(since: string | undefined): void {
  if (since !== undefined && isNewer(since, reached)) reached = since;
}

function tell({ key, event, payload, id }: Told): void {
  if (id !== '') beginStreamAt(id);
  let parsed: unknown = payload;
  if (!PLAIN.has(event)) parsed = JSON.parse(payload);
  for (const seat of seats) {
    if (seat.key !== key) continue;
    // After `resync` the place is what it says; anything else may be a repeat that another tab asked for.
    if (id !== '' && event !== 'resync' && !isNewer(id, seat.since)) continue;
    if (id !== '') seat.since = id;
    seat.listener(event, parsed, id);
  }
}

/** Of several seats on one channel the one that has least: the others know what they have. */
function wanted(): { channel: Channel; since: string | undefined }[] {
  const least = new Map<string, { channel: Channel; since: string | undefined }>();
  for (const { key, channel, since } of seats) {
    const found = least.get(key);
    if (found === undefined) least.set(key, { channel, since });
    else if (since !== undefined && (found.since === undefined || isNewer(found.since, since))) found.since = since;
  }
  return [...least.values()];
}

function open(): Tabs {
  tabs ??= new Tabs({ tell, change, wanted });
  addEventListener('pagehide', hide);
  addEventListener('pageshow', show);
  return tabs;
}

function hide(): void {
  tabs?.leave();
  tabs = undefined;
}

/** Back from the browser's own shelf of pages, with everything as it was left. */
function show(): void {
  if (seats.size > 0 && tabs === undefined) open().want();
}

let saying = false;
/** Several come and go in one turn of a page; that is said once. */
function say(): void {
  if (saying) return;
  saying = true;
  queueMicrotask(() => {
    saying = false;
    tabs?.want([...fresh]);
    fresh.clear();
  });
}

/** Listens until the returned function is called. Whoever knows no place to begin at is told from here on, and may read afterwards. */
export function subscribe({ since = reached, ...channel }: Subscription, listener: StreamListener): () => void {
  const seat: Seat = { channel, key: keyOf(channel), since, listener };
  seats.add(seat);
  fresh.add(seat.key);
  clearTimeout(leaving);
  open();
  say();
  return () => {
    if (!seats.delete(seat)) return;
    if (seats.size > 0) say();
    else leaving = setTimeout(hide, LINGER_MS);
  };
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** For the living dot. */
export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(watch, () => standing, () => 'connecting');
}

/** @public The same outside of components. */
export const streamStatus = (): StreamStatus => standing;
