import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { MemberRow } from '../types.ts';

const COLUMNS = 'id, group_id, account_id, state, steward, rules_read_at, trade, helps_with, introduced_by, introduction, joined_at, changed_at';

/** Everybody who is anything to some groups. By member_once. */
export function selectMembers(ctx: Context, groupIds: readonly Id[]): Promise<MemberRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from groups.member where group_id = any($1::bigint[]) and state <> 'out' order by id`, [groupIds]);
}

/** Those who are in some groups, or were. By member_once. */
export function selectEverIn(ctx: Context, groupIds: readonly Id[]): Promise<Pick<MemberRow, 'group_id' | 'account_id' | 'state'>[]> {
  return rowsOf(ctx, "select group_id, account_id, state from groups.member where group_id = any($1::bigint[]) and state in ('in', 'out', 'barred') order by id", [groupIds]);
}

/** What an account is to a group from now on; what it was before is written over. By member_once. */
export async function upsertMember(tx: Context, row: MemberRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into groups.member (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (group_id, account_id) do update set state = excluded.state, steward = excluded.steward, rules_read_at = excluded.rules_read_at,
       trade = excluded.trade, helps_with = excluded.helps_with, introduced_by = excluded.introduced_by, introduction = excluded.introduction,
       joined_at = excluded.joined_at, changed_at = excluded.changed_at`,
    [
      row.id, row.group_id, row.account_id, row.state, row.steward, row.rules_read_at, row.trade, row.helps_with, row.introduced_by, row.introduction,
      row.joined_at, row.changed_at,
    ],
  );
}

type MemberChange = Partial<Omit<MemberRow, 'id' | 'group_id' | 'account_id'>>;

/** By member_once. */
export async function updateMember(tx: Context, groupId: Id, accountId: Id, change: MemberChange): Promise<void> {
  const names = Object.keys(change);
  await rowsOf(
    tx,
    `update groups.member set ${names.map((name, at) => `${name} = $${at + 3}`).join(', ')} where group_id = $1 and account_id = $2`,
    [groupId, accountId, ...Object.values(change)],
  );
}

/** By member_once. */
export async function deleteMember(tx: Context, groupId: Id, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.member where group_id = $1 and account_id = $2', [groupId, accountId]);
}

/** Of those who were in some groups, that they may read what is left; of all others nothing. By member_once. */
export async function updateKept(tx: Context, groupIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, "delete from groups.member where group_id = any($1::bigint[]) and state <> 'in'", [groupIds]);
  await rowsOf(
    tx,
    `update groups.member set state = 'kept', steward = false, rules_read_at = null, trade = '', helps_with = '{}', introduced_by = null, introduction = '',
       joined_at = null where group_id = any($1::bigint[])`,
    [groupIds],
  );
}

/** What an account is to groups that it asked to join, is in, or was in at the end. By member_of. */
export function selectMemberships(ctx: Context, accountId: Id): Promise<MemberRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from groups.member where account_id = $1 and state in ('asked', 'in', 'kept') order by id`, [accountId]);
}

/** Groups that an account is anything to. By member_of. */
export async function selectGroupIdsOf(ctx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ group_id: Id }>(ctx, 'select group_id from groups.member where account_id = $1', [accountId]);
  return rows.map((row) => row.group_id);
}

/** Those it is in. By member_of. */
export async function selectInsideOf(ctx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ group_id: Id }>(ctx, "select group_id from groups.member where account_id = $1 and state = 'in'", [accountId]);
  return rows.map((row) => row.group_id);
}

/** How many people an account introduces, since a moment, who have not answered. By member_introduced. */
export async function selectInvitedCount(ctx: Context, accountId: Id, since: Date): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, "select count(*) as count from groups.member where introduced_by = $1 and state = 'invited' and changed_at > $2", [accountId, since]);
  return row?.count ?? 0;
}

/** What a deleted account said of others when it introduced them. By member_introduced. */
export async function updateIntroducedBy(tx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ group_id: Id }>(tx, "update groups.member set introduced_by = null, introduction = '' where introduced_by = $1 returning group_id", [accountId]);
  return rows.map((row) => row.group_id);
}
