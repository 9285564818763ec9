/**
 * The posts that this page knows, each once, however many lists show it: an edit, a like or a deletion is seen everywhere.
 *
 * A post is what the server said of it last, with what was done here laid over it until the server has answered. A repost or a
 * quote holds the very post that it shows. Bounded: those that nobody shows make room and are asked for again when they are shown.
 */

import type { Post } from '../../entities.ts';

/** About 3 kB each. */
const MOST = 2500;

type Overlay = (post: Post) => Post;

const base = new Map<string, Post>();
const shown = new Map<string, Post>();
const overlays = new Map<string, Overlay[]>();
/** By a post, the reposts and quotes that hold it. */
const holders = new Map<string, Set<string>>();
const watchers = new Map<string, Set<() => void>>();
const gone = new Set<string>();
const goneWatchers = new Set<() => void>();
let goneVersion = 0;

const innerOf = (post: Post): Post[] => {
  const quoted = post.quote !== null && 'quoted_status' in post.quote ? post.quote.quoted_status : null;
  return [post.reblog, quoted].filter((inner) => inner !== null) as Post[];
};

/** A post as it is shown: its own overlays, and what it holds as that is shown. */
function compose(id: string): Post | undefined {
  let post = base.get(id);
  if (post === undefined) return undefined;
  for (const overlay of overlays.get(id) ?? []) post = overlay(post);
  if (post.reblog !== null) post = { ...post, reblog: (shown.get(post.reblog.id) ?? post.reblog) as Post['reblog'] };
  if (post.quote !== null && 'quoted_status' in post.quote && post.quote.quoted_status !== null) {
    const quoted = shown.get(post.quote.quoted_status.id);
    if (quoted !== undefined) post = { ...post, quote: { ...post.quote, quoted_status: quoted } as Post['quote'] };
  }
  return post;
}

function refresh(id: string): void {
  const post = compose(id);
  if (post === undefined) shown.delete(id);
  else {
    // What was shown last goes last.
    shown.delete(id);
    shown.set(id, post);
  }
  for (const watcher of watchers.get(id) ?? []) watcher();
  for (const holder of holders.get(id) ?? []) if (holder !== id) refresh(holder);
}

function put(post: Post): void {
  for (const inner of innerOf(post)) {
    put(inner);
    const known = holders.get(inner.id) ?? new Set();
    holders.set(inner.id, known.add(post.id));
  }
  base.set(post.id, post);
  refresh(post.id);
}

function makeRoom(): void {
  if (base.size <= MOST) return;
  for (const id of shown.keys()) {
    if (base.size <= MOST * 0.9) return;
    if (watchers.has(id) || overlays.has(id) || [...(holders.get(id) ?? [])].some((holder) => watchers.has(holder))) continue;
    for (const inner of innerOf(base.get(id) as Post)) {
      holders.get(inner.id)?.delete(id);
      if (holders.get(inner.id)?.size === 0) holders.delete(inner.id);
    }
    base.delete(id);
    shown.delete(id);
  }
}

/** Notes posts as the server has just said them. */
export function seedPosts(posts: readonly Post[]): void {
  for (const post of posts) put(post);
  makeRoom();
}

/** The post as it is shown now. */
export const peekPost = (id: string): Post | undefined => shown.get(id);

/** @public How many are known. */
export const countPosts = (): number => base.size;

/** Lays something over a post. @returns takes it off again */
export function overlay(id: string, change: Overlay): () => void {
  overlays.set(id, [...(overlays.get(id) ?? []), change]);
  refresh(id);
  return () => {
    const rest = (overlays.get(id) ?? []).filter((one) => one !== change);
    if (rest.length === 0) overlays.delete(id);
    else overlays.set(id, rest);
    refresh(id);
  };
}

export function watchPost(id: string, watcher: () => void): () => void {
  const known = watchers.get(id) ?? new Set();
  watchers.set(id, known.add(watcher));
  return () => {
    known.delete(watcher);
    if (known.size === 0) watchers.delete(id);
  };
}

export const watchedIds = (): string[] => [...watchers.keys()].filter((id) => base.has(id));

export const isWatched = (id: string): boolean => watchers.has(id) || [...(holders.get(id) ?? [])].some((holder) => watchers.has(holder));

/** Not to be shown any more, nor what reposted it; or, where that was a mistake, shown again. */
export function setGone(id: string, isGone: boolean): void {
  const reposts = [...(holders.get(id) ?? [])].filter((holder) => base.get(holder)?.reblog?.id === id);
  for (const one of [id, ...reposts]) {
    if (isGone) gone.add(one);
    else gone.delete(one);
  }
  goneVersion++;
  for (const watcher of goneWatchers) watcher();
  for (const one of [id, ...reposts]) for (const watcher of watchers.get(one) ?? []) watcher();
}

export const isGone = (id: string): boolean => gone.has(id);
export const versionOfGone = (): number => goneVersion;

export function watchGone(watcher: () => void): () => void {
  goneWatchers.add(watcher);
  return () => void goneWatchers.delete(watcher);
}
