import { sql } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { ReadableMedia } from '#media';
import type { ReadablePosts } from '#posts';
import type { Entry, Subject } from '../types.ts';

/** What other rooms let this one read. */
const readable = (ctx: Context) => tablesOf<ReadableAccounts & ReadableMedia & ReadablePosts>(ctx);

/**
 * One writer of the index at a time, who reads only then: what was read and is changed meanwhile is told by an event, whose
 * listener comes after.
 */
export async function lockIndex(tx: Context): Promise<void> {
  await rowsOf(tx, "select pg_advisory_xact_lock(hashtextextended('search.entry', 0))");
}

/** Posts as they stand, without reposts; by primary key. */
export async function selectSubjects(tx: Context, ids: readonly Id[]): Promise<Subject[]> {
  if (ids.length === 0) return [];
  const rows = await readable(tx)
    .selectFrom('posts.post as p')
    .innerJoin('accounts.account as a', 'a.id', 'p.author_id')
    .select(['p.id', 'p.author_id', 'p.visibility', 'a.indexable', 'p.text', 'p.spoiler', 'p.sensitive', 'p.reply_to_id', 'p.language', 'p.tag_keys', 'p.has_poll', 'p.media_ids'])
    .where('p.id', 'in', [...ids])
    .where('p.repost_of_id', 'is', null)
    .execute();
  const [polls, attachments] = await Promise.all([
    selectPolls(tx, rows.filter((row) => row.has_poll).map(({ id }) => id)),
    selectShown(tx, rows.flatMap((row) => row.media_ids)),
  ]);
  return rows.map((row) => ({
    id: row.id, authorId: row.author_id, public: row.visibility === 'public', indexable: row.indexable, text: row.text,
    spoiler: row.spoiler, sensitive: row.sensitive, isReply: row.reply_to_id !== null, language: row.language ?? undefined, tagKeys: row.tag_keys,
    pollTitles: polls.get(row.id) ?? [], attachments: row.media_ids.flatMap((id) => attachments.get(id) ?? []),
  }));
}

/** What posts show now, by their ids: an edit keeps what it took out for the history of its post. By primary key. */
async function selectShown(tx: Context, ids: readonly Id[]): Promise<Map<Id, Subject['attachments'][number]>> {
  if (ids.length === 0) return new Map();
  const rows = await readable(tx).selectFrom('media.attachment').select(['id', 'type', 'description']).where('id', 'in', [...ids]).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What polls offer, by their posts; by primary key. */
async function selectPolls(tx: Context, ids: readonly Id[]): Promise<Map<Id, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await readable(tx).selectFrom('posts.poll').select(['post_id', 'titles']).where('post_id', 'in', [...ids]).execute();
  return new Map(rows.map((row) => [row.post_id, row.titles]));
}

/** The ids of some posts below one, newest first; by primary key. */
export async function selectIdsBelow(ctx: Context, below: Id, limit: number): Promise<Id[]> {
  const rows = await readable(ctx).selectFrom('posts.post').select('id').where('id', '<', below).orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ id }) => id);
}

export async function upsertEntries(tx: Context, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await rowsOf(
    tx,
    `insert into search.entry (post_id, author_id, public, open, words)
     select id, author, public, open, words::tsvector
     from unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::boolean[], $5::text[]) as e (id, author, public, open, words)
     on conflict (post_id) do update set public = excluded.public, open = excluded.open, words = excluded.words`,
    [
      entries.map((one) => one.postId), entries.map((one) => one.authorId), entries.map((one) => one.public),
      entries.map((one) => one.open), entries.map((one) => one.words),
    ],
  );
}

export async function deleteEntries(tx: Context, ids: readonly Id[]): Promise<void> {
  if (ids.length > 0) await rowsOf(tx, 'delete from search.entry where post_id = any($1::bigint[])', [ids]);
}

/** Entries of posts that are not there any more, in a stretch of ids (the upper end left out). By the primary key of each. */
export async function deleteOrphans(tx: Context, from: Id, below: Id): Promise<void> {
  await sql`delete from search.entry e where e.post_id >= ${from} and e.post_id < ${below}
    and not exists (${readable(tx).selectFrom('posts.post as p').select('p.id').whereRef('p.id', '=', sql.ref('e.post_id'))})`.execute(tx.db);
}

/** Whether an author lets everybody find what they say to everybody; undefined when there is no such account. */
export async function selectIndexable(tx: Context, authorId: Id): Promise<boolean | undefined> {
  const row = await readable(tx).selectFrom('accounts.account').select('indexable').where('id', '=', authorId).executeTakeFirst();
  return row?.indexable;
}

/** Opens or closes some of an author's entries. By entry_author. @returns how many */
export async function updateOpen(tx: Context, authorId: Id, open: boolean, limit: number): Promise<number> {
  const rows = await rowsOf(
    tx,
    `update search.entry set open = $2 where post_id in (select post_id from search.entry where author_id = $1 and public and open = not $2 limit $3) returning 1`,
    [authorId, open, limit],
  );
  return rows.length;
}

export interface Range {
  readonly above: Id;
  readonly below: Id;
  readonly ascending: boolean;
  readonly limit: number;
}

/**
 * Posts that everybody finds and whose words fit, in order of time; by entry_words, see the functions.
 * @param candidates about how many the index would look at without windows of time: that decides what this costs, not what it finds
 */
export async function selectFitting(ctx: Context, wanted: string, { above, below, ascending, limit }: Range, candidates: number): Promise<Id[]> {
  const find = ascending ? 'search.oldest' : 'search.newest';
  const rows = await rowsOf<{ id: Id }>(ctx, `select id from ${find}($1::tsquery, $2, $3, $4, $5) as id`, [wanted, above, below, limit, candidates]);
  return rows.map(({ id }) => id);
}

export interface Frequencies {
  /** How many entries there are, about. */
  readonly posts: number;
  /** In which part of them a lexeme is, for the most frequent ones. */
  readonly shares: ReadonlyMap<string, number>;
  /** No other lexeme is in more than this. */
  readonly least: number;
}

/** What the planner knows of the words; before it knows any, every word counts as one that all posts have. */
export async function selectFrequencies(ctx: Context): Promise<Frequencies> {
  const rows = await rowsOf<{ posts: number; lexeme: string | null; share: number | null }>(ctx,
    `select greatest(c.reltuples, 0)::float8 as posts, one.lexeme, one.share::float8 as share from pg_class c
     left join pg_stats s on s.schemaname = 'search' and s.tablename = 'entry' and s.attname = 'words'
     left join lateral unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) as one (lexeme, share) on true
     where c.oid = 'search.entry'::regclass`, []);
  const shares = new Map(rows.flatMap(({ lexeme, share }) => (lexeme === null || share === null ? [] : [[lexeme, share]])));
  return { posts: rows[0]?.posts ?? 0, shares, least: Math.min(1, ...shares.values()) };
}

/** Which of the posts somebody has to do with: all, or those that not everybody finds. */
type Own = 'all' | 'shut';

/**
 * The same among what an account wrote, is named in, likes, reposted or keeps: walked in order of time, by post_author,
 * mention's primary key, liking_once, post_reposted_by and bookmarking_once, each row then looked up by its id, in entry_shut
 * where only those that not everybody finds are wanted. "offset 0" keeps the order, so that the walk ends when the page is full.
 */
export async function selectFittingOf(ctx: Context, accountId: Id, wanted: string, { above, below, ascending, limit, which }: Range & { which: Own }): Promise<Id[]> {
  const order = sql.raw(ascending ? 'asc' : 'desc');
  const shut = which === 'shut' ? sql`and not e.open` : sql``;
  const db = readable(ctx);
  const { rows } = await sql<{ id: Id }>`select own.id from (select distinct every.id from (
      ${db.selectFrom('posts.post').select('id').where('author_id', '=', accountId).where('id', '>', above).where('id', '<', below)}
      union all ${db.selectFrom('posts.mention').select('post_id').where('account_id', '=', accountId).where('post_id', '>', above).where('post_id', '<', below)}
      union all ${db.selectFrom('posts.liking').select('post_id').where('account_id', '=', accountId).where('post_id', '>', above).where('post_id', '<', below)}
      union all ${db.selectFrom('posts.bookmarking').select('post_id').where('account_id', '=', accountId).where('post_id', '>', above).where('post_id', '<', below)}
      union all ${db.selectFrom('posts.post').select('repost_of_id').where('author_id', '=', accountId).where('repost_of_id', '>', above).where('repost_of_id', '<', below)}
    ) as every order by every.id ${order} offset 0) as own
    where (select e.words @@ ${wanted}::tsquery from search.entry e where e.post_id = own.id ${shut})
    order by own.id ${order} limit ${limit}`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

interface StemRow {
  word: string;
  french: string;
  english: string;
}

/** Stems by PostgreSQL's own dictionaries, which every installation has; '' for a stop word. */
export function selectStems(ctx: Context, words: readonly string[]): Promise<StemRow[]> {
  return rowsOf(
    ctx,
    `select word, coalesce((ts_lexize('pg_catalog.french_stem', word))[1], '') as french,
       coalesce((ts_lexize('pg_catalog.english_stem', word))[1], '') as english
     from unnest($1::text[]) as word`,
    [words],
  );
}

export interface Progress {
  readonly below: Id | null;
  readonly done: number;
}

export async function selectProgress(ctx: Context): Promise<Progress> {
  const [row] = await rowsOf<Progress>(ctx, 'select below, done from search.rebuild');
  return row ?? { below: null, done: 0 };
}

export async function updateProgress(tx: Context, { below, done }: Progress): Promise<void> {
  await rowsOf(tx, 'update search.rebuild set below = $1, done = $2', [below, done]);
}
