import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { PolicySummary, RequestRow } from '../types.ts';
import type { LineRange } from './lists.ts';

/** What somebody has said and is kept out. */
const SAID = "n.filtered and not n.dismissed and n.type in ('mention', 'quote')";

/** By request_once. */
export async function upsertRequest(tx: Context, { id, accountId, fromId }: { id: Id; accountId: Id; fromId: Id }): Promise<void> {
  await rowsOf(
    tx,
    `insert into notifications.request (id, account_id, from_id, created_at, updated_at) values ($1, $2, $3, $4, $4)
     on conflict (account_id, from_id) do update set updated_at = excluded.updated_at`,
    [id, accountId, fromId, tx.now()],
  );
}

const REQUESTS = `select r.id, r.from_id, r.created_at, r.updated_at, s.count, s.post_id from notifications.request r cross join lateral (
    select count(*) as count, (array_agg(n.post_id order by n.id desc))[1] as post_id
    from notifications.notification n where n.account_id = r.account_id and n.from_id = r.from_id and ${SAID}) s
  where r.account_id = $1 and s.count > 0`;

/** Those with lines behind them, newest first, or oldest first. By request_list and notification_filtered. */
export function selectRequests(ctx: Context, accountId: Id, range: LineRange): Promise<RequestRow[]> {
  const text = `${REQUESTS} and r.id > $2 and r.id < $3 order by r.id ${range.ascending ? 'asc' : 'desc'} limit $4`;
  return rowsOf(ctx, text, [accountId, range.above, range.below, range.limit]);
}

/** By the primary key. */
export function selectRequest(ctx: Context, accountId: Id, id: Id): Promise<RequestRow[]> {
  return rowsOf(ctx, `${REQUESTS} and r.id = $2`, [accountId, id]);
}

/** How many wait, and with how many lines; without those from whom nothing is shown. By notification_filtered. */
export async function selectSummary(ctx: Context, accountId: Id, hidden: readonly Id[]): Promise<PolicySummary> {
  const [row] = await rowsOf<PolicySummary>(
    ctx,
    `select count(distinct n.from_id) as requests, count(*) as lines from notifications.notification n
     where n.account_id = $1 and ${SAID} and n.from_id not in (select unnest($2::bigint[]))
       and n.from_id not in (select a.id from accounts.account a where a.standing = 'suspended')`,
    [accountId, hidden],
  );
  return row ?? { requests: 0, lines: 0 };
}

/** By the primary key; only of this account. @returns from whom they were */
export async function deleteRequests(tx: Context, accountId: Id, ids: readonly Id[]): Promise<Id[]> {
  const text = 'delete from notifications.request where account_id = $1 and id = any($2) returning from_id';
  return (await rowsOf<{ from_id: Id }>(tx, text, [accountId, ids])).map((row) => row.from_id);
}

/** Who is blocked asks no more, and is let in no more. By request_once and the primary key of permissions. */
export async function deleteRequest(ctx: Context, accountId: Id, fromId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.request where account_id = $1 and from_id = $2', [accountId, fromId]);
  await rowsOf(ctx, 'delete from notifications.permission where account_id = $1 and from_id = $2', [accountId, fromId]);
}

/** By the primary key. */
export async function insertPermissions(tx: Context, accountId: Id, fromIds: readonly Id[]): Promise<void> {
  const text = 'insert into notifications.permission (account_id, from_id) select $1, unnest($2::bigint[]) on conflict do nothing';
  await rowsOf(tx, text, [accountId, fromIds]);
}

/** What these people told and was kept out: shown from now on, or gone. By notification_filtered. */
export async function updateFiltered(tx: Context, accountId: Id, fromIds: readonly Id[], become: 'shown' | 'dismissed'): Promise<void> {
  const change = become === 'shown' ? 'filtered = false' : 'dismissed = true';
  const text = `update notifications.notification set ${change} where account_id = $1 and from_id = any($2) and filtered and not dismissed`;
  await rowsOf(tx, text, [accountId, fromIds]);
}
