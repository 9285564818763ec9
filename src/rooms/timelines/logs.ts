/** The logs of this process: filled from PostgreSQL when first asked for, and amended by what happens. */

import type { ListFacts, ViewerSets } from '#accounts';
import { companionsOf, postCreated, postDeleted, postEdited, postImported } from '#posts';
import type { PostEvent } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import type { IdSet } from '#kit/sorted.ts';
import { SYSTEM, houseOf, perHouse, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { LogStore } from './log-store.ts';
import type { LogKey, Slice } from './log-store.ts';
import { selectAuthorLogs, selectByAuthors, selectDirect, selectGrouped, selectGroupedLogs, selectOfGroup, selectPublic, selectTagged } from './queries.ts';
import { isInPublic, isInTag } from './rules.ts';

/** Some 100,000 authors with a hundred posts each. */
const MAX_BYTES = 96 * 1024 * 1024;
const PER_AUTHOR = 100;
const PER_LIST = 400;

const PUBLIC = 'public';
const directKey = (accountId: Id): string => `direct/${accountId}`;
const tagLogKey = (tagKey: string): string => `tag/${tagKey}`;
const groupKey = (groupId: Id): string => `group/${groupId}`;
/** What an author wrote to groups: apart from the log that everybody else reads. */
const GROUPED = 'grouped/';
const groupedKey = (authorId: Id): string => `${GROUPED}${authorId}`;

interface Logs {
  readonly store: LogStore;
  /** What a viewer's home or list is merged from, for as long as the sets, the list and the logs are the same. */
  readonly merges: WeakMap<ViewerSets | ListFacts, Merge>;
}

interface Merge {
  readonly generation: number;
  readonly slots: Int32Array;
  readonly overlap: boolean;
  /** Who is in a group with the reader. */
  readonly companions: IdSet | undefined;
  /** The last id of the first page as it was read before, by how long the page was: new posts only push it up. */
  last: Id;
  limit: number;
}

const logsOf = perHouse((): Logs => ({ store: new LogStore(MAX_BYTES), merges: new WeakMap() }));

function keysOf(event: PostEvent): LogKey[] {
  const keys: LogKey[] = [];
  if (event.visibility === 'direct') keys.push(...new Set([event.authorId, ...event.mentionedIds].map(directKey)));
  else if (event.groupId === undefined) keys.push(event.authorId);
  else keys.push(groupKey(event.groupId), groupedKey(event.authorId));
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
  hear(postImported, 'timelines.insertIntoLogs', (ctx, { payload }) => {
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

/** What a list of one viewer is merged from. */
interface Sources {
  readonly authors: readonly Id[];
  /** Whose direct posts are in it. */
  readonly directOf?: Id;
  /** Whose posts to groups are in it: those of whom the reader follows and is in a group with. */
  readonly grouped?: readonly Id[];
  readonly companions?: IdSet;
  /** Posts with these tags may be in the logs of authors, too. */
  readonly tags?: readonly string[];
}

/** The ids of home: newest first, at once when the logs reach far enough. Rules and taste are not applied yet. */
export function selectHomeIds(ctx: Context, viewer: Id, sets: ViewerSets, page: Page): Id[] | Promise<Id[]> {
  const companions = companionsOf(ctx, viewer);
  if (companions instanceof Promise) return companions.then((late) => mergeHome(ctx, { viewer, sets, companions: late }, page));
  return mergeHome(ctx, { viewer, sets, companions }, page);
}

interface Home {
  readonly viewer: Id;
  readonly sets: ViewerSets;
  readonly companions: IdSet | undefined;
}

function mergeHome(ctx: Context, home: Home, page: Page): Id[] | Promise<Id[]> {
  const merge = knownMerge(ctx, home.sets);
  if (merge === undefined || merge.companions !== home.companions) return startMerge(ctx, home.sets, homeSources(home), page);
  const { ids, complete } = mergeNext(ctx, merge, page);
  return complete ? ids : selectFromSources(ctx, homeSources(home), page);
}

function homeSources({ viewer, sets: { follows, exclusive, tags }, companions }: Home): Sources {
  const shown = exclusive === undefined ? follows : follows.filter((id) => !hasId(exclusive, id));
  const authors = [...shown, viewer];
  return {
    authors, directOf: viewer, ...(tags !== undefined && { tags: [...tags] }),
    ...(companions !== undefined && { companions, grouped: authors.filter((id) => hasId(companions, id)) }),
  };
}

/** The ids of a list of accounts, in the same way. */
export function selectListIds(ctx: Context, list: ListFacts, page: Page): Id[] | Promise<Id[]> {
  const sources = (): Sources => ({ authors: [...list.members] });
  const merge = knownMerge(ctx, list);
  if (merge === undefined) return startMerge(ctx, list, sources(), page);
  const { ids, complete } = mergeNext(ctx, merge, page);
  return complete ? ids : selectFromSources(ctx, sources(), page);
}

function knownMerge(ctx: Context, owner: ViewerSets | ListFacts): Merge | undefined {
  const { store, merges } = logsOf(ctx);
  const merge = merges.get(owner);
  return merge?.generation === store.generation ? merge : undefined;
}

/** The first page is read again and again, and mostly with the same length. */
function mergeNext(ctx: Context, merge: Merge, page: Page): Slice {
  const { store } = logsOf(ctx);
  if (page.maxId !== undefined || page.sinceId !== undefined || page.minId !== undefined) return store.merge(merge.slots, page, 0, merge.overlap);
  const slice = store.merge(merge.slots, page, merge.limit === page.limit ? merge.last : 0, merge.overlap);
  merge.limit = page.limit;
  merge.last = slice.ids.length === page.limit ? (slice.ids.at(-1) as Id) : 0;
  return slice;
}

/** Finds the logs of the sources, loads those that are missing, and keeps what it found for the next page. */
function startMerge(ctx: Context, owner: ViewerSets | ListFacts, sources: Sources, page: Page): Id[] | Promise<Id[]> {
  const { store, merges } = logsOf(ctx);
  const keys: LogKey[] = [...sources.authors];
  if (sources.directOf !== undefined) keys.push(directKey(sources.directOf));
  if (sources.tags !== undefined) keys.push(...sources.tags.map(tagLogKey));
  if (sources.grouped !== undefined) keys.push(...sources.grouped.map(groupedKey));
  const begin = (): Id[] | Promise<Id[]> | undefined => {
    const slots = slotsOf(store, keys);
    if (slots === undefined) return undefined;
    const merge: Merge = { generation: store.generation, slots, overlap: sources.tags !== undefined, companions: sources.companions, last: 0, limit: 0 };
    merges.set(owner, merge);
    const { ids, complete } = mergeNext(ctx, merge, page);
    return complete ? ids : selectFromSources(ctx, sources, page);
  };
  return begin() ?? loadLogs(ctx, store, keys).then(() => begin() ?? selectFromSources(ctx, sources, page));
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

/** The same by SQL alone: what lies below the logs, and the truth that the test holds them against. */
async function selectFromSources(ctx: Context, { authors, directOf, grouped, tags }: Sources, page: Page): Promise<Id[]> {
  const outside = houseOf(ctx).context(SYSTEM);
  const pages = [selectByAuthors(outside, authors, page)];
  if (directOf !== undefined) pages.push(selectDirect(outside, directOf, page));
  if (tags !== undefined) pages.push(selectTagged(outside, tags, page));
  if (grouped !== undefined) pages.push(selectGrouped(outside, grouped, page));
  return joinPages(await Promise.all(pages), page);
}

/** The pages of several lists as one page of all of them. */
function joinPages(pages: readonly (readonly Id[])[], page: Page): Id[] {
  const all = [...new Set(pages.flat())].sort((a, b) => b - a);
  return page.minId === undefined ? all.slice(0, page.limit) : all.slice(-page.limit);
}

/** The posts of an author, with those to groups for a viewer who is in a group with them. Rules are not applied yet. */
export function selectAuthorIds(ctx: Context, authorId: Id, page: Page): Id[] | Promise<Id[]> {
  const viewer = viewerId(ctx);
  const companions = viewer === undefined ? undefined : companionsOf(ctx, viewer);
  if (companions === undefined) return selectOne(ctx, authorId, page);
  return Promise.resolve(companions).then(async (set) => {
    if (set === undefined || !hasId(set, authorId)) return selectOne(ctx, authorId, page);
    return joinPages(await Promise.all([selectOne(ctx, authorId, page), selectOne(ctx, groupedKey(authorId), page)]), page);
  });
}

/** The posts to a group; at once when its log reaches far enough. Rules are not applied yet. */
export function selectGroupIds(ctx: Context, groupId: Id, page: Page): Id[] | Promise<Id[]> {
  return selectOne(ctx, groupKey(groupId), page);
}

export function selectPublicIds(ctx: Context, page: Page): Id[] | Promise<Id[]> {
  return selectOne(ctx, PUBLIC, page);
}

/** Posts with any of these tags; at once when the logs reach far enough. Rules and taste are not applied yet. */
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
  const of = key.slice(at + 1);
  switch (key.slice(0, at)) {
    case 'direct':
      return selectDirect(ctx, Number(of), page);
    case 'group':
      return selectOfGroup(ctx, Number(of), page);
    case 'grouped':
      return selectGrouped(ctx, [Number(of)], page);
    default:
      return selectTagged(ctx, [of], page);
  }
}

/** Loads those that are missing: all authors with one statement, and what they wrote to groups with another. Read outside the caller's transaction. */
async function loadLogs(ctx: Context, store: LogStore, keys: readonly LogKey[]): Promise<void> {
  const outside = houseOf(ctx).context(SYSTEM);
  const missing = keys.filter((key) => store.slot(key) === undefined);
  const authors = missing.filter((key) => typeof key === 'number');
  const texts = missing.filter((key) => typeof key === 'string');
  const grouped = texts.filter((key) => key.startsWith(GROUPED));
  const loads = texts.filter((key) => !key.startsWith(GROUPED)).map((key) =>
    store.load([key], async () => {
      const ids = await selectFromRows(outside, key, { limit: PER_LIST });
      return new Map([[key as LogKey, { ids, all: ids.length < PER_LIST }]]);
    }));
  if (authors.length > 0) loads.push(store.load(authors, async () => toLogs(await selectAuthorLogs(outside, authors, PER_AUTHOR), (author) => author)));
  if (grouped.length > 0) {
    const ids = grouped.map((key) => Number(key.slice(GROUPED.length)));
    loads.push(store.load(grouped, async () => toLogs(await selectGroupedLogs(outside, ids, PER_AUTHOR), groupedKey)));
  }
  await Promise.all(loads);
}

function toLogs(rows: readonly { author: Id; id: Id }[], keyOf: (author: Id) => LogKey): Map<LogKey, { ids: Id[]; all: boolean }> {
  const found = new Map<LogKey, { ids: Id[]; all: boolean }>();
  for (const { author, id } of rows) {
    const log = found.get(keyOf(author));
    if (log === undefined) found.set(keyOf(author), { ids: [id], all: true });
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
