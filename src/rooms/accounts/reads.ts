import { readFile } from 'node:fs/promises';
import { findEmojis } from '#media';
import type { Emoji } from '#media';
import { gone, notFound } from '#kit/errors.ts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { parseText, renderText } from '#kit/text.ts';
import type { Addresses, ParsedText } from '#kit/text.ts';
import { houseOf, perHouse, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { isInTransaction, memory, viewerSets } from './memory.ts';
import type { Remembered } from './memory.ts';
import { presentAccountAt, profileUrl } from './presenter.ts';
import type { AccountJson } from './presenter.ts';
import {
  searchAccounts, selectAccountCount, selectAccounts, selectArrivals, selectIdsByUsername, selectPictureUse,
} from './queries/accounts.ts';
import { selectListed, selectRelations, selectWaitingCount } from './queries/relations.ts';
import type { RelationRow } from './queries/relations.ts';
import { foldName, mayReadFollows, maySeeAccount } from './rules.ts';
import type { AccountRow } from './schema.ts';
import type { AccountFacts, Listed, PostingDefaults, ProfileField, RelationFacts } from './types.ts';

/** Facts of those of the accounts that exist, whatever their standing. Synchronous when all are remembered. */
export function readAccounts(ctx: Context, ids: Iterable<Id>): Map<Id, AccountFacts> | Promise<Map<Id, AccountFacts>> {
  return eachRemembered(ctx, ids, ({ facts }) => facts);
}

/** The encoded Account entity of those of the accounts that exist. Synchronous when all are remembered. */
export function accountJson(ctx: Context, ids: Iterable<Id>): Map<Id, Buffer> | Promise<Map<Id, Buffer>> {
  return eachRemembered(ctx, ids, (entry) => encode(ctx, entry));
}

/** The Account entities of those of the accounts that exist, for answers that are put together anew each time. */
export async function showAccounts(ctx: Context, ids: Iterable<Id>): Promise<Map<Id, AccountJson>> {
  const found = await accountJson(ctx, new Set(ids));
  return new Map([...found].map(([id, json]) => [id, JSON.parse(json.toString()) as AccountJson]));
}

/** The encoded entity of one account, if it is remembered right now. */
export function cachedAccountJson(ctx: Context, id: Id): Buffer | undefined {
  const entry = memory(ctx).accounts.get(id);
  return entry && encode(ctx, entry);
}

function encode(ctx: Context, entry: Remembered): Buffer {
  return (entry.json ??= Buffer.from(JSON.stringify(presentAccount(ctx, entry.facts))));
}

function eachRemembered<T>(ctx: Context, ids: Iterable<Id>, pick: (entry: Remembered) => T): Map<Id, T> | Promise<Map<Id, T>> {
  const { accounts } = memory(ctx);
  const wanted = ids instanceof Set || Array.isArray(ids) ? (ids as Iterable<Id>) : [...ids];
  const found = new Map<Id, T>();
  for (const id of wanted) {
    const entry = accounts.get(id);
    if (entry === undefined) return loadRemembered(ctx, wanted, pick);
    found.set(id, pick(entry));
  }
  return found;
}

async function loadRemembered<T>(ctx: Context, ids: Iterable<Id>, pick: (entry: Remembered) => T): Promise<Map<Id, T>> {
  const fetch = (missing: Id[]): Promise<Map<Id, Remembered>> => fetchAccounts(ctx, missing);
  const loaded = isInTransaction(ctx) ? await fetch([...new Set(ids)]) : await memory(ctx).accounts.loadMany(ids, fetch);
  const found = new Map<Id, T>();
  for (const id of ids) {
    const entry = loaded.get(id);
    if (entry !== undefined) found.set(id, pick(entry));
  }
  return found;
}

async function fetchAccounts(ctx: Context, ids: Id[]): Promise<Map<Id, Remembered>> {
  const rows = await selectAccounts(ctx, ids);
  const texts = rows.map((row) => ({ row, note: parseText(row.note), values: fieldsOf(row).map(({ value }) => parseText(value)) }));
  const named = new Set(texts.flatMap(({ note, values }) => [note, ...values].flatMap(mentionedHere)));
  const known = new Set(named.size === 0 ? [] : (await selectIdsByUsername(ctx, [...named])).map(({ username }) => username));
  const addresses = addressesOn(memory(ctx).origin, known);
  return new Map(
    texts.map(({ row, note, values }) => {
      const html = { note: renderText(note, addresses), values: values.map((value) => inline(renderText(value, addresses))) };
      return [row.id, { facts: factsOf(row, html), defaults: defaultsOf(row), json: undefined }];
    }),
  );
}

function mentionedHere({ mentions }: ParsedText): string[] {
  return mentions.filter(({ domain }) => domain === undefined).map(({ username }) => username);
}

function addressesOn(origin: string, known: ReadonlySet<string>): Addresses {
  return {
    mention: ({ username, domain }) =>
      domain === undefined && known.has(username) ? { url: profileUrl(origin, username), username } : undefined,
    tag: (tag) => `${origin}/tags/${encodeURIComponent(tag.name)}`,
  };
}

/** A field's value stands on one line: without the paragraph around it. */
function inline(rendered: string): string {
  return rendered.startsWith('<p>') && rendered.endsWith('</p>') ? rendered.slice(3, -4) : rendered;
}

function fieldsOf(row: AccountRow): ProfileField[] {
  return row.fields as ProfileField[];
}

function factsOf(row: AccountRow, html: { note: string; values: string[] }): AccountFacts {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    note: row.note,
    noteHtml: html.note,
    fields: fieldsOf(row).map(({ name, value }, at) => ({ name, value, valueHtml: html.values[at] ?? '' })),
    avatarKey: row.avatar_key ?? undefined,
    headerKey: row.header_key ?? undefined,
    locked: row.locked,
    bot: row.bot,
    discoverable: row.discoverable,
    indexable: row.indexable,
    hideCollections: row.hide_collections,
    avatarDescription: row.avatar_description,
    headerDescription: row.header_description,
    showMedia: row.show_media,
    showMediaReplies: row.show_media_replies,
    showFeatured: row.show_featured,
    attributionDomains: row.attribution_domains,
    standing: row.standing,
    followersCount: row.followers_count,
    followingCount: row.following_count,
    postsCount: row.posts_count,
    lastPostAt: row.last_post_at ?? undefined,
    createdAt: row.created_at,
  };
}

/** Facts in the order asked, those left out that do not exist or that nobody may see. Synchronous when all are remembered. */
export function findAccounts(ctx: Context, ids: readonly Id[]): AccountFacts[] | Promise<AccountFacts[]> {
  const { accounts } = memory(ctx);
  const found: AccountFacts[] = [];
  for (const id of ids) {
    const facts = accounts.get(id)?.facts;
    if (facts === undefined) return findAccountsCold(ctx, ids);
    if (maySeeAccount(facts.standing)) found.push(facts);
  }
  return found;
}

async function findAccountsCold(ctx: Context, ids: readonly Id[]): Promise<AccountFacts[]> {
  const known = await readAccounts(ctx, ids);
  return ids.flatMap((id) => {
    const facts = known.get(id);
    return facts !== undefined && maySeeAccount(facts.standing) ? [facts] : [];
  });
}

/** @throws Refusal 404 for an account that is not there, not let in yet or deleted; 410 for a suspended one */
export async function getAccount(ctx: Context, id: Id): Promise<AccountFacts> {
  const facts = (await readAccounts(ctx, [id])).get(id);
  if (facts === undefined) throw notFound();
  if (maySeeAccount(facts.standing) || facts.id === viewerId(ctx)) return facts;
  throw facts.standing === 'suspended' ? gone('This account is suspended') : notFound();
}

/** The custom emoji that the texts of a profile name. */
export function emojisOf(ctx: Context, { displayName, note, fields }: AccountFacts): Emoji[] {
  return findEmojis(ctx, [displayName, note, ...fields.flatMap(({ name, value }) => [name, value])]);
}

/** The Account entity as an object. */
export function presentAccount(ctx: Context, facts: AccountFacts): AccountJson {
  return presentAccountAt(memory(ctx).origin, facts, emojisOf(ctx, facts));
}

/** By name in any spelling; of any standing but deleted. */
export async function findByUsername(ctx: Context, username: string): Promise<AccountFacts | undefined> {
  const id = (await idsOf(ctx, [username.toLowerCase()])).get(username.toLowerCase());
  const facts = id === undefined ? undefined : (await readAccounts(ctx, [id])).get(id);
  return facts?.standing === 'deleted' ? undefined : facts;
}

/** Accounts that may be seen, by their names in lower case. */
export async function findByUsernames(ctx: Context, names: Iterable<string>): Promise<Map<string, AccountFacts>> {
  const ids = await idsOf(ctx, [...names].map((name) => name.toLowerCase()));
  const found = ids.size === 0 ? [] : await findAccounts(ctx, [...ids.values()]);
  return new Map(found.map((facts) => [facts.username, facts]));
}

async function idsOf(ctx: Context, names: string[]): Promise<Map<string, Id>> {
  const fetch = async (missing: string[]): Promise<Map<string, Id>> =>
    new Map((await selectIdsByUsername(ctx, missing)).map(({ username, id }) => [username, id]));
  if (names.length === 0) return new Map();
  return isInTransaction(ctx) ? fetch(names) : memory(ctx).names.loadMany(names, fetch);
}

/** `alice`, `@alice` and `alice@this.server`. @throws Refusal 404 or 410 */
export async function getByAddress(ctx: Context, address: string): Promise<AccountFacts> {
  const [name = '', domain] = address.trim().replace(/^(acct:)?@?/, '').split('@');
  if (domain !== undefined && domain.toLowerCase() !== houseOf(ctx).config.domain.toLowerCase()) throw notFound();
  const facts = await findByUsername(ctx, name);
  if (facts === undefined) throw notFound();
  return getAccount(ctx, facts.id);
}

/** Accounts whose name begins like this. Who has shut the viewer out is left out. */
export async function searchByName(
  ctx: Context,
  wish: { text: string; limit: number; offset?: number; onlyFollowed?: boolean },
): Promise<AccountFacts[]> {
  const text = wish.text.trim().replace(/^@/, '').replace(/@.*$/, '').slice(0, 100);
  const name = foldName(text);
  if (name === '') return [];
  const username = /^[a-z0-9_]+$/i.test(text) ? text.toLowerCase() : '';
  const viewer = viewerId(ctx);
  const { limit, offset = 0, onlyFollowed = false } = wish;
  const ids = await searchAccounts(ctx, { username, name, viewer, onlyFollowed, limit, offset });
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  return findAccounts(ctx, ids.filter((id) => sets === undefined || !hasId(sets.blockedBy, id)));
}

/** What is between the viewer and these accounts, for those that exist. Straight from the database. */
export async function readRelations(ctx: Context, ids: readonly Id[]): Promise<RelationFacts[]> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || ids.length === 0) return [];
  return (await selectRelations(ctx, viewer, [...new Set(ids)], ctx.now())).map(relationOf);
}

/** @throws Refusal 404 */
export async function getRelation(ctx: Context, id: Id): Promise<RelationFacts> {
  const [relation] = await readRelations(ctx, [id]);
  if (relation === undefined) throw notFound();
  return relation;
}

function relationOf(row: RelationRow): RelationFacts {
  return {
    id: row.id,
    following: row.follow_id !== null,
    showReposts: row.show_reposts ?? false,
    notify: row.notify ?? false,
    languages: row.languages ?? undefined,
    followedBy: row.followed_by,
    requested: row.requested,
    requestedBy: row.requested_by,
    blocking: row.blocking,
    blockedBy: row.blocked_by,
    muting: row.mute_id !== null,
    mutingNotifications: row.mute_notifications ?? false,
    muteExpiresAt: row.mute_expires_at ?? undefined,
    note: row.note ?? '',
    endorsed: row.endorsed,
  };
}

export interface ListPage {
  /** As the list goes on, also where somebody was left out. */
  readonly listed: readonly Listed[];
  readonly accounts: readonly AccountFacts[];
}

/** Followers or followed of an account that the viewer may know of. @throws Refusal 404 or 410 */
export async function readFollows(ctx: Context, list: 'followers' | 'following', id: Id, page: Page): Promise<ListPage> {
  const [owner, viewer] = [await getAccount(ctx, id), viewerId(ctx)];
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  if (!mayReadFollows(owner, viewer, sets !== undefined && hasId(sets.blockedBy, id))) return { listed: [], accounts: [] };
  const listed = await selectListed(ctx, list, id, page);
  const accounts = await findAccounts(ctx, listed.map(({ accountId }) => accountId));
  const isKept = (facts: AccountFacts): boolean => sets === undefined || !(hasId(sets.blocks, facts.id) || hasId(sets.blockedBy, facts.id));
  return { listed, accounts: accounts.filter(isKept) };
}

/** A list that is the viewer's own affair. */
export async function readOwnList(ctx: Context, list: 'blocks' | 'mutes' | 'requests', page: Page): Promise<ListPage> {
  const listed = await selectListed(ctx, list, viewerId(ctx) as Id, page);
  return { listed, accounts: await findAccounts(ctx, listed.map(({ accountId }) => accountId)) };
}

/** How a new post of this account is, unless it says otherwise. Synchronous when remembered. @throws Refusal 404 */
export function postingDefaults(ctx: Context, id: Id): PostingDefaults | Promise<PostingDefaults> {
  const found = eachRemembered(ctx, [id], ({ defaults }) => defaults);
  return found instanceof Promise ? found.then((map) => defaultsIn(map, id)) : defaultsIn(found, id);
}

function defaultsIn(found: Map<Id, PostingDefaults>, id: Id): PostingDefaults {
  const defaults = found.get(id);
  if (defaults === undefined) throw notFound();
  return defaults;
}

function defaultsOf(row: AccountRow): PostingDefaults {
  return {
    visibility: row.default_visibility,
    sensitive: row.default_sensitive,
    language: row.default_language ?? undefined,
    quotePolicy: row.default_quote_policy,
  };
}

/** How many ask to follow the account and have no answer. */
export function readWaitingCount(ctx: Context, id: Id): Promise<number> {
  return selectWaitingCount(ctx, id);
}


/** Those of the pictures that an account shows. */
export function readPictureUse(ctx: Context, keys: readonly string[]): Promise<string[]> {
  return selectPictureUse(ctx, keys);
}

const presets = perHouse(() => new Map<string, Promise<Buffer>>());

/** The picture of those who have not chosen one. */
export function readPreset(ctx: Context, name: 'avatar.png' | 'header.png'): Promise<Buffer> {
  const known = presets(ctx);
  let bytes = known.get(name);
  if (bytes === undefined) known.set(name, (bytes = readFile(new URL(`./pictures/${name}`, import.meta.url))));
  return bytes;
}

/** How many accounts are active here. */
export function readAccountCount(ctx: Context): Promise<number> {
  return selectAccountCount(ctx);
}

/** How many accounts came within a time and are still here. */
export function readArrivals(ctx: Context, from: Date, to: Date): Promise<number> {
  return selectArrivals(ctx, idAtTime(from), idAtTime(to));
}
