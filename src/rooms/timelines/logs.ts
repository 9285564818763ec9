/** The logs of this process: filled from PostgreSQL when first asked for, and amended by what happens. */

import type { ViewerSets } from '#accounts';
import { postCreated, postDeleted, postEdited } from '#posts';
import type { PostEvent } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { SYSTEM, houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { LogStore } from './log-store.ts';
import type { LogKey, Slice } from './log-store.ts';
import { selectAuthorLogs, selectByAuthors, selectDirect, selectPublic, selectTagged } from './queries.ts';
import { isInPublic, isInTag } from './rules.ts';

/** Some 100,000 authors with a hundred posts each. */
const MAX_BYTES = 96 * 1024 * 1024;
const PER_AUTHOR = 100;
const PER_LIST = 400;

const PUBLIC = 'public';
const directKey = (accountId: Id): string => `direct/${accountId}`;
const tagLogKey = (tagKey: string): string => `tag/${tagKey}`;

interface Logs {
  readonly store: LogStore;
  /** Where a viewer's home comes from, for as long as the sets and the logs are the same. */
  readonly homes: WeakMap<ViewerSets, Home>;
}

interface Home {
  readonly generation: number;
  readonly slots: Int32Array;
  /** The last id of the first page as it was read before, by how long the page was: new posts only push it up. */
  last: Id;
  limit: number;
}

const logsOf = perHouse((): Logs => ({ store: new LogStore(MAX_BYTES), homes: new WeakMap() }));

function keysOf(event: PostEvent): LogKey[] {
  const keys: LogKey[] = [];
  if (event.visibility === 'direct') keys.push(...new Set([event.authorId, ...event.mentionedIds].map(directKey)));
  else keys.push(event.authorId);
  if (isInPublic(event)) keys.push(PUBLIC);
  if (isInTag(event)) keys.push(...event.tagKeys.map(tagLogKey));
  return keys;
}

/**
 * An edit may bring a post into more lists: adding it again where it is already changes nothing. Lists it has left are cleaned
 * by the reader, who looks at the facts.
 */
export const logListeners: readonly Listener[] = [
  hear(postCreated, 'timelines.appendToLogs', (ctx, { payload }) => {
    const { store } = logsOf(ctx);
    for (const key of keysOf(payload)) store.add(key, payload.id);
  }),
  hear(postEdited, 'timelines.addToMoreLogs', (ctx, { payload }) => {
    const { store } = logsOf(ctx);
    for (const key of keysOf(payload)) store.add(key, payload.id);
  }),
  hear(postDeleted, 'timelines.removeFromLogs', (ctx, { payload }) => {
    const { store } = logsOf(ctx);
    for (const key of keysOf(payload)) store.remove(key, payload.id);
  }),
];

/** The ids of home: newest first, at once when the logs reach far enough. Rules and taste are not applied yet. */
export function selectHomeIds(ctx: Context, viewer: Id, sets: ViewerSets, page: Page): Id[] | Promise<Id[]> {
  const { store, homes } = logsOf(ctx);
  let home = homes.get(sets);
  if (home?.generation !== store.generation) {
    const keys: LogKey[] = [...sets.follows, viewer, directKey(viewer)];
    const slots = slotsOf(store, keys);
    if (slots === undefined) return fillHome(ctx, { viewer, sets, page, keys });
    homes.set(sets, (home = { generation: store.generation, slots, last: 0, limit: 0 }));
  }
  const { ids, complete } = mergeHome(store, home, page);
  return complete ? ids : selectHomeFromRows(ctx, viewer, sets, page);
}

/** The first page is read again and again, and mostly with the same length. */
function mergeHome(store: LogStore, home: Home, page: Page): Slice {
  if (page.maxId !== undefined || page.sinceId !== undefined || page.minId !== undefined) return store.merge(home.slots, page);
  const slice = store.merge(home.slots, page, home.limit === page.limit ? home.last : 0);
  home.limit = page.limit;
  home.last = slice.ids.length === page.limit ? (slice.ids.at(-1) as Id) : 0;
  return slice;
}

interface HomeWish {
  readonly viewer: Id;
  readonly sets: ViewerSets;
  readonly page: Page;
  readonly keys: readonly LogKey[];
}

async function fillHome(ctx: Context, { viewer, sets, page, keys }: HomeWish): Promise<Id[]> {
  const { store } = logsOf(ctx);
  await loadLogs(ctx, store, keys);
  const slots = slotsOf(store, keys);
  if (slots === undefined) return selectHomeFromRows(ctx, viewer, sets, page);
  const { ids, complete } = store.merge(slots, page);
  return complete ? ids : selectHomeFromRows(ctx, viewer, sets, page);
}

function slotsOf(store: LogStore, keys: readonly LogKey[]): Int32Array | undefined {
  const slots = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const slot = store.slot(keys[i] as LogKey);
    if (slot === undefined) return undefined;
    slots[i] = slot;
  }
  return slots;
}

/** Home by SQL alone: what lies below the logs, and the truth that the test holds them against. */
async function selectHomeFromRows(ctx: Context, viewer: Id, sets: ViewerSets, page: Page): Promise<Id[]> {
  const outside = houseOf(ctx).context(SYSTEM);
  const [posts, direct] = await Promise.all([
    selectByAuthors(outside, [...sets.follows, viewer], page),
    selectDirect(outside, viewer, page),
  ]);
  return joinPages([posts, direct], page);
}

/** The pages of several lists as one page of all of them. */
function joinPages(pages: readonly (readonly Id[])[], page: Page): Id[] {
  const all = [...new Set(pages.flat())].sort((a, b) => b - a);
  return page.minId === undefined ? all.slice(0, page.limit) : all.slice(-page.limit);
}

export function selectAuthorIds(ctx: Context, authorId: Id, page: Page): Id[] | Promise<Id[]> {
  return selectOne(ctx, authorId, page);
}

export function selectPublicIds(ctx: Context, page: Page): Id[] | Promise<Id[]> {
  return selectOne(ctx, PUBLIC, page);
}

/** Posts with any of these tags. */
export function selectTagIds(ctx: Context, tagKeys: readonly string[], page: Page): Id[] | Promise<Id[]> {
  const pages = [...new Set(tagKeys)].map((key) => selectOne(ctx, tagLogKey(key), page));
  if (pages.length === 1) return pages[0] as Id[];
  if (pages.every((ids) => Array.isArray(ids))) return joinPages(pages, page);
  return Promise.all(pages).then((found) => joinPages(found, page));
}

function selectOne(ctx: Context, key: LogKey, page: Page): Id[] | Promise<Id[]> {
  const { store } = logsOf(ctx);
  const slot = store.slot(key);
  if (slot === undefined) return loadLogs(ctx, store, [key]).then(() => selectLoaded(ctx, key, page));
  return selectLoaded(ctx, key, page);
}

function selectLoaded(ctx: Context, key: LogKey, page: Page): Id[] | Promise<Id[]> {
  const { store } = logsOf(ctx);
  const slot = store.slot(key);
  const slice = slot === undefined ? undefined : store.merge(Int32Array.of(slot), page);
  return slice?.complete ? slice.ids : selectFromRows(houseOf(ctx).context(SYSTEM), key, page);
}

function selectFromRows(ctx: Context, key: LogKey, page: Page): Promise<Id[]> {
  if (typeof key === 'number') return selectByAuthors(ctx, [key], page);
  if (key === PUBLIC) return selectPublic(ctx, page);
  const at = key.indexOf('/');
  return key.startsWith('direct/') ? selectDirect(ctx, Number(key.slice(at + 1)), page) : selectTagged(ctx, key.slice(at + 1), page);
}

/** Loads those that are missing: all authors with one statement. Read outside the caller's transaction. */
async function loadLogs(ctx: Context, store: LogStore, keys: readonly LogKey[]): Promise<void> {
  const outside = houseOf(ctx).context(SYSTEM);
  const missing = keys.filter((key) => store.slot(key) === undefined);
  const authors = missing.filter((key) => typeof key === 'number');
  const loads = missing.filter((key) => typeof key === 'string').map((key) =>
    store.load([key], async () => {
      const ids = await selectFromRows(outside, key, { limit: PER_LIST });
      return new Map([[key as LogKey, { ids, all: ids.length < PER_LIST }]]);
    }));
  if (authors.length > 0) loads.push(store.load(authors, () => fetchAuthors(outside, authors)));
  await Promise.all(loads);
}

async function fetchAuthors(ctx: Context, authors: readonly Id[]): Promise<Map<LogKey, { ids: Id[]; all: boolean }>> {
  const found = new Map<LogKey, { ids: Id[]; all: boolean }>();
  for (const { author, id } of await selectAuthorLogs(ctx, authors, PER_AUTHOR)) {
    const log = found.get(author);
    if (log === undefined) found.set(author, { ids: [id], all: true });
    else {
      log.ids.push(id);
      log.all = log.ids.length < PER_AUTHOR;
    }
  }
  return found;
}

export function logBytes(ctx: Context): number {
  return logsOf(ctx).store.bytes;
}
