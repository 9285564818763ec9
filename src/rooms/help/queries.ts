import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { RequestRow, ThanksRow } from './types.ts';

const REQUEST = 'id, group_id, author_id, body, state, answer, answered_by, changed_at';
const THANKS = 'id, request_id, author_id, account_id, body';
const OPEN = "('open', 'taken', 'answered')";

/** By the primary key. `hold`: as it is until the transaction ends. */
export async function selectRequest(ctx: Context, id: Id, hold = false): Promise<RequestRow | undefined> {
  const [row] = await rowsOf<RequestRow>(ctx, `select ${REQUEST} from help.request where id = $1 ${hold ? 'for no key update' : ''}`, [id]);
  return row;
}

const SHELVES = { open: `state in ${OPEN}`, closed: `state not in ${OPEN}` } as const;

/** Of a group, the newest first. By request_of. */
export function selectRequests(ctx: Context, groupId: Id, shelf: keyof typeof SHELVES, page: { below: Id; limit: number }): Promise<RequestRow[]> {
  return rowsOf(ctx, `select ${REQUEST} from help.request where group_id = $1 and ${SHELVES[shelf]} and id < $2 order by id desc limit $3`, [groupId, page.below, page.limit]);
}

/** How many somebody has open in a group. By request_by. */
export async function selectOpenCount(ctx: Context, groupId: Id, authorId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, `select count(*) as count from help.request where author_id = $2 and group_id = $1 and ${SHELVES.open}`, [groupId, authorId]);
  return row?.count ?? 0;
}

/** Those of a group that somebody asked or is on, and that are open. By request_of and the primary key of takers. */
export function selectOpenOf(ctx: Context, groupId: Id, accountId: Id): Promise<RequestRow[]> {
  return rowsOf(
    ctx,
    `select ${REQUEST} from help.request r where group_id = $1 and ${SHELVES.open}
       and (author_id = $2 or exists (select from help.taker t where t.request_id = r.id and t.account_id = $2)) order by id`,
    [groupId, accountId],
  );
}

export async function insertRequest(tx: Context, row: RequestRow): Promise<void> {
  await rowsOf(tx, `insert into help.request (${REQUEST}) values ($1, $2, $3, $4, $5, $6, $7, $8)`, [
    row.id, row.group_id, row.author_id, row.body, row.state, row.answer, row.answered_by, row.changed_at,
  ]);
}

/** By the primary key. */
export async function updateRequest(tx: Context, row: Omit<RequestRow, 'group_id' | 'author_id'>): Promise<void> {
  await rowsOf(tx, 'update help.request set body = $2, state = $3, answer = $4, answered_by = $5, changed_at = $6 where id = $1', [
    row.id, row.body, row.state, row.answer, row.answered_by, row.changed_at,
  ]);
}

/** Who is on these. By the primary key. */
export function selectTakers(ctx: Context, requestIds: readonly Id[]): Promise<{ request_id: Id; account_id: Id }[]> {
  return rowsOf(ctx, 'select request_id, account_id from help.taker where request_id = any($1::bigint[]) order by account_id', [requestIds]);
}

/** By the primary key. */
export async function updateTakers(tx: Context, requestId: Id, accountIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from help.taker where request_id = $1 and account_id <> all($2::bigint[])', [requestId, accountIds]);
  await rowsOf(tx, 'insert into help.taker (request_id, account_id) select $1, unnest($2::bigint[]) on conflict do nothing', [requestId, accountIds]);
}

/** Those that somebody wrote or got. By thanks_once. */
export function selectThanks(ctx: Context, requestIds: readonly Id[], accountId: Id): Promise<ThanksRow[]> {
  return rowsOf(ctx, `select ${THANKS} from help.thanks where request_id = any($1::bigint[]) and $2 in (author_id, account_id) order by id`, [requestIds, accountId]);
}

/** Said anew, it reads as it does now. By thanks_once. */
export async function upsertThanks(tx: Context, row: ThanksRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into help.thanks (${THANKS}) values ($1, $2, $3, $4, $5) on conflict (request_id, account_id) do update set body = excluded.body`,
    [row.id, row.request_id, row.author_id, row.account_id, row.body],
  );
}

/** Everything of a group. By request_of. */
export async function deleteRequestsOf(tx: Context, groupId: Id): Promise<void> {
  await rowsOf(tx, 'delete from help.request where group_id = $1', [groupId]);
}

/** What a deleted account asked for, answered and said. By the indexes of who did what. */
export async function deleteOfAccount(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from help.request where author_id = $1', [accountId]);
  await rowsOf(tx, "update help.request set answer = '', answered_by = null where answered_by = $1", [accountId]);
  await rowsOf(tx, 'delete from help.taker where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from help.thanks where account_id = $1', [accountId]);
}

/** What somebody asked for, answered, and thanked others for. By the indexes of who did what. */
export function selectWordsOf(ctx: Context, accountId: Id, limit: number): Promise<{ kind: 'asked' | 'answered' | 'thanked'; id: Id; group_id: Id; body: string }[]> {
  return rowsOf(
    ctx,
    `select 'asked' as kind, id, group_id, body from help.request where author_id = $1
     union all select 'answered', id, group_id, answer from help.request where answered_by = $1
     union all select 'thanked', t.id, r.group_id, t.body from help.thanks t join help.request r on r.id = t.request_id where t.author_id = $1
     order by id limit $2`,
    [accountId, limit],
  );
}
