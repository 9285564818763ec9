import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { AskRow } from '../types.ts';

/** What is asked in some groups now, with who said yes. By ask_once and the primary key of consent. */
export function selectAsks(ctx: Context, groupIds: readonly Id[]): Promise<AskRow[]> {
  return rowsOf(
    ctx,
    `select id, group_id, kind, ends_at, account_id, created_at, decides_at,
       array(select c.account_id from groups.consent c where c.ask_id = ask.id order by c.account_id) as yes
     from groups.ask where group_id = any($1::bigint[])`,
    [groupIds],
  );
}

export async function insertAsk(tx: Context, row: Omit<AskRow, 'yes'>): Promise<void> {
  await rowsOf(tx, 'insert into groups.ask (id, group_id, kind, ends_at, account_id, created_at, decides_at) values ($1, $2, $3, $4, $5, $6, $7)', [
    row.id, row.group_id, row.kind, row.ends_at, row.account_id, row.created_at, row.decides_at,
  ]);
}

/** With everybody's consent to them. By ask_once. */
export async function deleteAsks(tx: Context, groupIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from groups.ask where group_id = any($1::bigint[])', [groupIds]);
}

/** By the primary key. */
export async function upsertConsent(tx: Context, askId: Id, accountId: Id): Promise<void> {
  await rowsOf(tx, 'insert into groups.consent (ask_id, account_id) values ($1, $2) on conflict do nothing', [askId, accountId]);
}

/** By consent_of, and by a look at the few questions that there are. */
export async function deleteConsentsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.consent where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from groups.ask where account_id = $1', [accountId]);
}

/** Groups whose question is to be decided by now. By ask_due. */
export async function selectAsksDue(ctx: Context, by: Date, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ group_id: Id }>(ctx, 'select group_id from groups.ask where decides_at <= $1 order by decides_at limit $2', [by, limit]);
  return rows.map((row) => row.group_id);
}
