/**
 * What the room holds in memory: facts of accounts with their encoded JSON, viewers' sets, who rings at whose posts.
 * Bounded in bytes; emptied by the room's own events; held equal to SQL by `accounts.test.ts`.
 */

import { emojiAdded, emojiRemoved } from '#media';
import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { idSet, withoutId } from '#kit/sorted.ts';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import * as events from './events.ts';
import { selectBells, selectUnwanting, selectViewerSets } from './queries/relations.ts';
import type { SetsRow } from './queries/relations.ts';
import type { AccountFacts, ListFacts, PostingDefaults, ViewerSets } from './types.ts';

const MIB = 1 << 20;

/** An account as remembered; `json` is made when first asked for. */
export interface Remembered {
  readonly facts: AccountFacts;
  readonly defaults: PostingDefaults;
  json: Buffer | undefined;
}

interface RememberedSets {
  sets: ViewerSets;
  /** Ends of mutes, soonest first. */
  readonly ends: { id: Id; at: number }[];
}

export const memory = perHouse((house) => ({
  /** The JSON is some 1,400 bytes besides the texts, which it holds once more. */
  accounts: new Cache<Id, Remembered>({
    maxBytes: 64 * MIB,
    sizeOf: ({ facts }) => 2200 + 2 * (facts.displayName.length + facts.note.length) + 3 * facts.noteHtml.length + fieldBytes(facts),
  }),
  /** A name is never given to another account. */
  names: new Cache<string, Id>({ maxBytes: 8 * MIB, sizeOf: () => 80 }),
  viewers: new Cache<Id, RememberedSets>({ maxBytes: 96 * MIB, sizeOf: ({ sets, ends }) => 600 + 48 * ends.length + setBytes(sets) }),
  /** Null: there is no such list. */
  lists: new Cache<Id, ListFacts | null>({ maxBytes: 32 * MIB, sizeOf: (list) => (list === null ? 40 : 500 + 2 * list.title.length + list.members.byteLength) }),
  bells: new Cache<Id, readonly Id[]>({ maxBytes: 8 * MIB, sizeOf: (ids) => 64 + 8 * ids.length }),
  /** Fixed for the life of the process. */
  origin: house.config.origin,
}));

function fieldBytes({ fields }: AccountFacts): number {
  return fields.reduce((sum, field) => sum + 4 * (field.name.length + field.valueHtml.length), 0);
}

function setBytes(sets: ViewerSets): number {
  let bytes = 0;
  for (const set of Object.values(sets)) if (set instanceof Float64Array) bytes += 200 + set.byteLength;
  for (const key of sets.tags ?? []) bytes += 80 + 2 * key.length;
  for (const wanted of sets.languages?.values() ?? []) bytes += 150 + 40 * wanted.length;
  return bytes;
}

/** Inside a transaction nothing read may be remembered: it could be rolled back. */
export function isInTransaction(ctx: Context): boolean {
  return ctx.db !== houseOf(ctx).database.kysely;
}

/** See ViewerSets; a mute that has ended is never in them, to the millisecond. Synchronous when remembered. */
export function viewerSets(ctx: Context, accountId: Id): ViewerSets | Promise<ViewerSets> {
  const { viewers } = memory(ctx);
  const known = viewers.get(accountId);
  if (known !== undefined) return current(known, ctx);
  const fetch = async (): Promise<RememberedSets> => remember(await selectViewerSets(ctx, accountId), ctx.now());
  const loaded = isInTransaction(ctx) ? fetch() : viewers.load(accountId, fetch);
  return loaded instanceof Promise ? loaded.then((entry) => current(entry, ctx)) : current(loaded, ctx);
}

/** Who of these does not want to hear of somebody: after a block either way, or a mute of notifications. From the database, so that a crowd is not remembered for one question. */
export async function unwantedBy(ctx: Context, fromId: Id, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  return new Set(await selectUnwanting(ctx, fromId, ids));
}

function remember(row: SetsRow, now: Date): RememberedSets {
  const mutes = row.mutes.filter(([, end]) => end === null || end > now.getTime());
  const ends = mutes.flatMap(([id, end]) => (end === null ? [] : [{ id, at: end }])).sort((a, b) => a.at - b.at);
  const sets: ViewerSets = {
    follows: idSet(row.follows),
    withoutReposts: idSet(row.without_reposts),
    languages: row.languages.length === 0 ? undefined : new Map(row.languages),
    exclusive: row.exclusive.length === 0 ? undefined : idSet(row.exclusive),
    tags: row.tags.length === 0 ? undefined : new Set(row.tags),
    requested: idSet(row.requested),
    blocks: idSet(row.blocks),
    blockedBy: idSet(row.blocked_by),
    mutes: idSet(mutes.map(([id]) => id)),
    mutesNotifications: idSet(mutes.filter(([, , notifications]) => notifications).map(([id]) => id)),
  };
  return { sets, ends };
}

/** The job that ends mutes comes by once a minute; until then they end here. */
function current(entry: RememberedSets, ctx: Context): ViewerSets {
  const first = entry.ends[0];
  if (first === undefined) return entry.sets;
  const now = ctx.now().getTime();
  while (entry.ends[0] !== undefined && entry.ends[0].at <= now) {
    const { id } = entry.ends.shift() as { id: Id };
    const { mutes, mutesNotifications } = entry.sets;
    entry.sets = { ...entry.sets, mutes: withoutId(mutes, id), mutesNotifications: withoutId(mutesNotifications, id) };
  }
  return entry.sets;
}

const NOBODY: readonly Id[] = [];

/** Who wants to be told of every post of this author. Synchronous when remembered. */
export function followersWithBell(ctx: Context, authorId: Id): readonly Id[] | Promise<readonly Id[]> {
  const fetch = async (): Promise<readonly Id[]> => {
    const ids = await selectBells(ctx, authorId);
    return ids.length === 0 ? NOBODY : ids;
  };
  return isInTransaction(ctx) ? fetch() : memory(ctx).bells.load(authorId, fetch);
}

const dropAccount = (ctx: Context, { payload }: { payload: { id: Id } }): void => memory(ctx).accounts.drop(payload.id);

/** Sets are read anew after a change rather than amended: what was loaded meanwhile may or may not hold the change. */
const dropFollow = (ctx: Context, { payload }: { payload: { followerId: Id; targetId: Id } }): void => {
  memory(ctx).viewers.drop(payload.followerId);
  memory(ctx).bells.drop(payload.targetId);
};

const dropBoth = (ctx: Context, { payload }: { payload: { accountId: Id; targetId: Id } }): void => {
  memory(ctx).viewers.drop(payload.accountId);
  memory(ctx).viewers.drop(payload.targetId);
};

const dropViewer = (ctx: Context, { payload }: { payload: { accountId: Id } }): void => memory(ctx).viewers.drop(payload.accountId);

export const listeners: readonly Listener[] = [
  hear(events.accountChanged, 'accounts.forgetAccount', dropAccount),
  hear(events.standingChanged, 'accounts.forgetStanding', dropAccount),
  // The JSON holds the emoji that there are.
  hear(emojiAdded, 'accounts.forgetByEmoji', (ctx) => memory(ctx).accounts.clear()),
  hear(emojiRemoved, 'accounts.forgetByEmojiGone', (ctx) => memory(ctx).accounts.clear()),
  hear(events.accountCounted, 'accounts.keepCounts', (ctx, { payload }) => {
    const { accounts } = memory(ctx);
    if (!payload.exact) return accounts.drop(payload.id);
    accounts.amend(payload.id, ({ facts, defaults }) => ({
      defaults,
      facts: {
        ...facts,
        followersCount: payload.followers,
        followingCount: payload.following,
        postsCount: payload.posts,
        lastPostAt: payload.lastPostAt === null ? undefined : new Date(payload.lastPostAt),
      },
      json: undefined,
    }));
  }),
  hear(events.followed, 'accounts.forgetFollowed', dropFollow),
  hear(events.followedMany, 'accounts.forgetFollowedMany', (ctx, { payload: { followerId, targetIds } }) => {
    memory(ctx).viewers.drop(followerId);
    for (const id of targetIds) memory(ctx).bells.drop(id);
  }),
  hear(events.followChanged, 'accounts.forgetFollowChanged', dropFollow),
  hear(events.unfollowed, 'accounts.forgetUnfollowed', dropFollow),
  hear(events.followRequested, 'accounts.forgetRequested', dropFollow),
  hear(events.followRequestSettled, 'accounts.forgetSettled', dropFollow),
  hear(events.blocked, 'accounts.forgetBlocked', dropBoth),
  hear(events.unblocked, 'accounts.forgetUnblocked', dropBoth),
  hear(events.muted, 'accounts.forgetMuted', dropViewer),
  hear(events.tagFollowed, 'accounts.forgetTagFollowed', dropViewer),
  hear(events.tagUnfollowed, 'accounts.forgetTagUnfollowed', dropViewer),
  hear(events.listChanged, 'accounts.forgetList', (ctx, { payload }) => {
    memory(ctx).lists.drop(payload.id);
    memory(ctx).viewers.drop(payload.accountId);
  }),
  hear(events.unmuted, 'accounts.forgetUnmuted', dropViewer),
];
