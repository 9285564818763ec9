/** Finding people: the directory, suggestions, familiar followers, recommendations. The rules are in docs/people.md. */

import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { perHouse, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { viewerSets } from './memory.ts';
import { selectDirectory, selectDomainBlocks, selectFamiliar, selectFriendsOfFriends, selectNamed } from './queries/people.ts';
import { selectListed } from './queries/relations.ts';
import { findAccounts, getAccount } from './reads.ts';
import type { ListPage } from './reads.ts';
import { mayReadFeatured, mayReadFollows } from './rules.ts';
import { suggestedSetting } from './settings.ts';
import type { AccountFacts, ViewerSets } from './types.ts';

/** How old the directory may be. */
const DIRECTORY_FRESH_MS = 30_000;
/** Friends of friends are counted among so many, and so many of each. */
const FRIENDS = 100;
const OF_EACH = 300;
const MOST_FAMILIAR = 40;

export type DirectoryOrder = 'active' | 'new';

const directories = perHouse(() => new Map<DirectoryOrder, { ids: Promise<Id[]>; freshUntil: number }>());

async function setsOf(ctx: Context): Promise<ViewerSets | undefined> {
  const viewer = viewerId(ctx);
  return viewer === undefined ? undefined : viewerSets(ctx, viewer);
}

function isUnwanted(sets: ViewerSets | undefined, id: Id): boolean {
  return sets !== undefined && (hasId(sets.blocks, id) || hasId(sets.blockedBy, id) || hasId(sets.mutes, id));
}

/** Those who want to be found, without whom the viewer blocks or mutes or who blocks the viewer. */
export async function readDirectory(ctx: Context, wish: { order: DirectoryOrder; offset: number; limit: number }): Promise<AccountFacts[]> {
  const [ids, sets] = await Promise.all([directoryIds(ctx, wish.order), setsOf(ctx)]);
  const wanted = ids.filter((id) => !isUnwanted(sets, id)).slice(wish.offset, wish.offset + wish.limit);
  return (await findAccounts(ctx, wanted)).filter(({ discoverable }) => discoverable);
}

function directoryIds(ctx: Context, order: DirectoryOrder): Promise<Id[]> {
  const known = directories(ctx);
  const now = ctx.now().getTime();
  const kept = known.get(order);
  if (kept !== undefined && now < kept.freshUntil) return kept.ids;
  const ids = selectDirectory(ctx, order);
  known.set(order, { ids, freshUntil: now + DIRECTORY_FRESH_MS });
  // What failed is not kept: the next one asks again.
  ids.catch(() => known.delete(order));
  return ids;
}

/** Why somebody is suggested: named by whoever runs this server, or followed by people whom the viewer follows. */
export type SuggestionSource = 'named' | 'friendsOfFriends';

export interface Suggestion {
  readonly account: AccountFacts;
  readonly sources: readonly SuggestionSource[];
}

/** First those whom the server names, in its order, then whom most of those follow whom the viewer follows. */
export async function readSuggestions(ctx: Context, limit: number): Promise<Suggestion[]> {
  const viewer = ownId(ctx);
  const names = ctx.settings.get(suggestedSetting).map((name) => name.toLowerCase());
  const nobody: Id[] = [];
  const [named, near] = await Promise.all([
    names.length === 0 ? nobody : selectNamed(ctx, viewer, names),
    selectFriendsOfFriends(ctx, viewer, { friends: FRIENDS, each: OF_EACH, limit }),
  ]);
  const nearIds = near.map(({ id }) => id);
  const ids = [...new Set([...named, ...nearIds])].slice(0, limit);
  return (await findAccounts(ctx, ids)).map((account) => {
    const sources: SuggestionSource[] = [];
    if (named.includes(account.id)) sources.push('named');
    if (nearIds.includes(account.id)) sources.push('friendsOfFriends');
    return { account, sources };
  });
}

export interface Familiar {
  readonly id: Id;
  readonly accounts: readonly AccountFacts[];
}

/** Who, of those the viewer follows, follows each of these accounts. Nobody shows up who hides it, nor does an account that does. */
export async function readFamiliar(ctx: Context, ids: readonly Id[]): Promise<Familiar[]> {
  const viewer = ownId(ctx);
  const [targets, sets] = await Promise.all([findAccounts(ctx, [...new Set(ids)]), viewerSets(ctx, viewer)]);
  const open = targets.filter((target) => target.id !== viewer && mayReadFollows(target, viewer, hasId(sets.blockedBy, target.id)));
  const rows = open.length === 0 ? [] : await selectFamiliar(ctx, viewer, open.map(({ id }) => id), MOST_FAMILIAR);
  const people = new Map((await findAccounts(ctx, [...new Set(rows.flatMap(({ familiar }) => familiar))])).map((one) => [one.id, one]));
  const found = new Map(rows.map(({ id, familiar }) => [id, familiar.flatMap((one) => people.get(one) ?? [])]));
  return targets.map(({ id }) => ({ id, accounts: found.get(id) ?? [] }));
}

/** Whom an account recommends, newest first. @throws Refusal 404 or 410 */
export async function readEndorsed(ctx: Context, id: Id, page: Page): Promise<ListPage> {
  const [owner, sets] = await Promise.all([getAccount(ctx, id), setsOf(ctx)]);
  if (!mayReadFeatured(owner, viewerId(ctx), sets !== undefined && hasId(sets.blockedBy, id))) return { listed: [], accounts: [] };
  const listed = await selectListed(ctx, 'endorsed', id, page);
  const accounts = await findAccounts(ctx, listed.map(({ accountId }) => accountId));
  const isKept = (facts: AccountFacts): boolean => sets === undefined || !(hasId(sets.blocks, facts.id) || hasId(sets.blockedBy, facts.id));
  return { listed, accounts: accounts.filter(isKept) };
}

/** Servers that the viewer wants to hear nothing of, newest first. */
export function readDomainBlocks(ctx: Context, page: Page): Promise<{ id: Id; domain: string }[]> {
  return selectDomainBlocks(ctx, ownId(ctx), page);
}

function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}
