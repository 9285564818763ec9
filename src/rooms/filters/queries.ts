import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { ChosenPost, FilterAction, FilterHead, Kept, Keyword, Place } from './types.ts';

/** One change of an account's filters at a time, so that limits hold when several arrive together. Until the transaction ends. */
export async function lockFilters(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, "select pg_advisory_xact_lock(hashtextextended('filters.filter', $1::bigint))", [accountId]);
}

/** By filter_account, keyword_filter and chosen_once. */
export async function selectKept(ctx: Context, accountId: Id): Promise<Kept> {
  const [kept] = await rowsOf<Kept>(
    ctx,
    `with own as (select id from filters.filter where account_id = $1),
      words as (select count(*) as keywords, coalesce(sum(length(text)), 0)::bigint as characters
        from filters.keyword where filter_id in (select id from own))
    select (select count(*) from own) as filters, keywords, characters,
      (select count(*) from filters.chosen where filter_id in (select id from own)) as chosen
    from words`,
    [accountId],
  );
  return kept as Kept;
}

interface FilterRow {
  id: Id;
  title: string;
  places: Place[];
  action: FilterAction;
  expires_at: Date | null;
}

const headOf = (row: FilterRow): FilterHead => ({
  id: row.id, title: row.title, places: row.places, action: row.action, expiresAt: row.expires_at ?? undefined,
});

const FILTER = 'id, title, places, action, expires_at';

/** Oldest first. By filter_account. */
export async function selectFilters(ctx: Context, accountId: Id): Promise<FilterHead[]> {
  const rows = await rowsOf<FilterRow>(ctx, `select ${FILTER} from filters.filter where account_id = $1 order by id`, [accountId]);
  return rows.map(headOf);
}

/** By the primary key; only one of this account. */
export async function selectFilter(ctx: Context, accountId: Id, id: Id): Promise<FilterHead | undefined> {
  const rows = await rowsOf<FilterRow>(ctx, `select ${FILTER} from filters.filter where id = $1 and account_id = $2`, [id, accountId]);
  return rows.map(headOf)[0];
}

const KEYWORD = 'id, filter_id as "filterId", text, whole_word as "wholeWord"';
const CHOSEN = 'id, filter_id as "filterId", post_id as "postId"';

/** Oldest first. By keyword_filter. */
export function selectKeywords(ctx: Context, filterIds: readonly Id[]): Promise<Keyword[]> {
  return rowsOf(ctx, `select ${KEYWORD} from filters.keyword where filter_id = any($1::bigint[]) order by id`, [filterIds]);
}

/** Oldest first. By chosen_once. */
export function selectChosen(ctx: Context, filterIds: readonly Id[]): Promise<ChosenPost[]> {
  return rowsOf(ctx, `select ${CHOSEN} from filters.chosen where filter_id = any($1::bigint[]) order by id`, [filterIds]);
}

/** By the primary keys; only one of this account. */
export async function selectKeyword(ctx: Context, accountId: Id, id: Id): Promise<Keyword | undefined> {
  const [row] = await rowsOf<Keyword>(
    ctx,
    `select ${KEYWORD} from filters.keyword
     where id = $1 and exists (select from filters.filter f where f.id = filter_id and account_id = $2)`,
    [id, accountId],
  );
  return row;
}

/** By the primary keys; only one of this account. */
export async function selectChosenById(ctx: Context, accountId: Id, id: Id): Promise<ChosenPost | undefined> {
  const [row] = await rowsOf<ChosenPost>(
    ctx,
    `select ${CHOSEN} from filters.chosen
     where id = $1 and exists (select from filters.filter f where f.id = filter_id and account_id = $2)`,
    [id, accountId],
  );
  return row;
}

/** Adds a filter, or changes one that is there. */
export async function upsertFilter(tx: Context, accountId: Id, filter: FilterHead): Promise<void> {
  await rowsOf(
    tx,
    `insert into filters.filter (id, account_id, title, places, action, expires_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set title = excluded.title, places = excluded.places, action = excluded.action,
       expires_at = excluded.expires_at`,
    [filter.id, accountId, filter.title, filter.places, filter.action, filter.expiresAt ?? null],
  );
}

/** Its keywords and posts go with it by their foreign keys. */
export async function deleteFilter(tx: Context, accountId: Id, id: Id): Promise<boolean> {
  const rows = await rowsOf(tx, 'delete from filters.filter where id = $1 and account_id = $2 returning 1', [id, accountId]);
  return rows.length > 0;
}

/** By filter_account. */
export async function deleteFilters(tx: Context, accountId: Id): Promise<boolean> {
  return (await rowsOf(tx, 'delete from filters.filter where account_id = $1 returning 1', [accountId])).length > 0;
}

/** Adds keywords, or changes those that are there. */
export async function upsertKeywords(tx: Context, keywords: readonly Keyword[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into filters.keyword (id, filter_id, text, whole_word)
     select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::boolean[])
     on conflict (id) do update set text = excluded.text, whole_word = excluded.whole_word`,
    [keywords.map(({ id }) => id), keywords.map(({ filterId }) => filterId), keywords.map(({ text }) => text), keywords.map(({ wholeWord }) => wholeWord)],
  );
}

export async function deleteKeywords(tx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from filters.keyword where id = any($1::bigint[])', [ids]);
}

/** Again for the same post it changes nothing. */
export async function insertChosen(tx: Context, chosen: ChosenPost): Promise<ChosenPost> {
  const [row] = await rowsOf<ChosenPost>(
    tx,
    `with added as (insert into filters.chosen (id, filter_id, post_id) values ($1, $2, $3) on conflict do nothing returning *)
     select ${CHOSEN} from added union all select ${CHOSEN} from filters.chosen where filter_id = $2 and post_id = $3`,
    [chosen.id, chosen.filterId, chosen.postId],
  );
  return row ?? chosen;
}

export async function deleteChosen(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from filters.chosen where id = $1', [id]);
}

/** A post that is gone, from all filters. By chosen_post. @returns whose filters they are */
export async function deleteChosenPost(tx: Context, postId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    tx,
    `with gone as (delete from filters.chosen where post_id = $1 returning filter_id)
     select distinct account_id as id from filters.filter where id in (select filter_id from gone)`,
    [postId],
  );
  return rows.map(({ id }) => id);
}
