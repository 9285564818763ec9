import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { ListRow } from '../schema.ts';
import type { ListWishes, RepliesPolicy } from '../types.ts';

const COLUMNS = 'id, account_id, title, replies_policy, exclusive';

/** A list with all who are in it. By the primary keys. */
export async function selectList(ctx: Pick<Context, 'db'>, id: Id): Promise<(ListRow & { members: Id[] }) | undefined> {
  const text = `select ${COLUMNS}, (select coalesce(array_agg(account_id), '{}') from accounts.list_member where list_id = $1) as members
    from accounts.list where id = $1`;
  const [row] = await rowsOf<ListRow & { members: Id[] }>(ctx, text, [id]);
  return row;
}

/** The lists of an account, oldest first; with `memberId` those that this account is in. By list_by_account. */
export function selectLists(ctx: Context, ownerId: Id, memberId?: Id): Promise<ListRow[]> {
  return rowsOf(
    ctx,
    `select ${COLUMNS} from accounts.list l where account_id = $1 and ($2::bigint is null or exists (
       select from accounts.list_member m where m.list_id = l.id and m.account_id = $2)) order by id`,
    [ownerId, memberId ?? null],
  );
}

/** Takes a list of this owner for writing; undefined when there is none. By the primary key. */
export async function lockList(tx: Context, id: Id, ownerId: Id): Promise<ListRow | undefined> {
  const text = `select ${COLUMNS} from accounts.list where id = $1 and account_id = $2 for update`;
  const [row] = await rowsOf<ListRow>(tx, text, [id, ownerId]);
  return row;
}

export async function countLists(tx: Context, ownerId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(tx, 'select count(*) as count from accounts.list where account_id = $1', [ownerId]);
  return row?.count ?? 0;
}

export async function insertList(
  tx: Context,
  row: { id: Id; ownerId: Id; title: string; repliesPolicy: RepliesPolicy; exclusive: boolean },
): Promise<void> {
  await sql`insert into accounts.list (id, account_id, title, replies_policy, exclusive)
    values (${row.id}, ${row.ownerId}, ${row.title}, ${row.repliesPolicy}, ${row.exclusive})`.execute(tx.db);
}

/** What is undefined stays. */
export async function updateList(tx: Context, id: Id, { title, repliesPolicy, exclusive }: ListWishes): Promise<void> {
  await sql`update accounts.list set title = coalesce(${title ?? null}::text, title),
    replies_policy = coalesce(${repliesPolicy ?? null}::text, replies_policy),
    exclusive = coalesce(${exclusive ?? null}::boolean, exclusive) where id = ${id}`.execute(tx.db);
}

/** Its members go with it by their foreign key. */
export async function deleteList(tx: Context, id: Id): Promise<void> {
  await sql`delete from accounts.list where id = ${id}`.execute(tx.db);
}

/** Which of these the account follows; kept so until the transaction ends. By the primary key of the follows. */
export async function lockFollowed(tx: Context, followerId: Id, ids: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    tx,
    'select target_id as id from accounts.follow where follower_id = $1 and target_id = any($2::bigint[]) order by target_id for key share',
    [followerId, ids],
  );
  return rows.map(({ id }) => id);
}

export async function countMembers(tx: Context, listId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(tx, 'select count(*) as count from accounts.list_member where list_id = $1', [listId]);
  return row?.count ?? 0;
}

/** Safe to repeat. */
export async function insertMembers(
  tx: Context,
  list: { id: Id; ownerId: Id },
  members: readonly { id: Id; accountId: Id }[],
): Promise<void> {
  await rowsOf(
    tx,
    `insert into accounts.list_member (id, list_id, owner_id, account_id)
     select m.id, $1, $2, m.account_id from unnest($3::bigint[], $4::bigint[]) as m (id, account_id) on conflict do nothing`,
    [list.id, list.ownerId, members.map(({ id }) => id), members.map(({ accountId }) => accountId)],
  );
}

export async function deleteMembers(tx: Context, listId: Id, accountIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from accounts.list_member where list_id = $1 and account_id = any($2::bigint[])', [listId, accountIds]);
}

/** Takes an account out of all lists of an owner. By list_member_by_owner. @returns the lists it was in */
export async function deleteMemberships(tx: Context, ownerId: Id, accountId: Id): Promise<Id[]> {
  const text = 'delete from accounts.list_member where owner_id = $1 and account_id = $2 returning list_id as id';
  return (await rowsOf<{ id: Id }>(tx, text, [ownerId, accountId])).map(({ id }) => id);
}

/** Every list of an account. By list_by_account. */
export async function deleteListsOf(tx: Context, ownerId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(tx, 'delete from accounts.list where account_id = $1 returning id', [ownerId]);
  return rows.map(({ id }) => id);
}
