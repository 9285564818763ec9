import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { GroupRow, GroupShelf, Parent } from '../types.ts';

const COLUMNS = `id, handle, title, purpose, access, house_rules, rules_changed_at, tag, parent_group_id, parent_chat_id, ends_at, state, map_private, chat_id,
  made_by, created_at, warned_week, warned_day, size, dissolved_at`;
const NAMES = COLUMNS.split(',').map((name) => name.trim());

/** By the primary key. */
export function selectGroups(ctx: Context, ids: readonly Id[]): Promise<GroupRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from groups.circle where id = any($1::bigint[])`, [ids]);
}

/** Holds a group until the transaction ends: what happens in it happens one after the other. By the primary key. */
export async function lockGroup(tx: Context, id: Id): Promise<GroupRow | undefined> {
  const [row] = await rowsOf<GroupRow>(tx, `select ${COLUMNS} from groups.circle where id = $1 for no key update`, [id]);
  return row;
}

/** By circle_handle. */
export async function selectIdByHandle(ctx: Context, handle: string): Promise<Id | undefined> {
  const [row] = await rowsOf<{ id: Id }>(ctx, 'select id from groups.circle where handle = $1', [handle]);
  return row?.id;
}

const values = (row: GroupRow): unknown[] => NAMES.map((name) => row[name as keyof GroupRow]);

/** Whether its handle was free. */
export async function insertGroup(tx: Context, row: GroupRow): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `insert into groups.circle (${COLUMNS}) values (${NAMES.map((_, at) => `$${at + 1}`).join(', ')}) on conflict (handle) do nothing returning 1`,
    values(row),
  );
  return rows.length > 0;
}

/** Writes a group as it is now. By the primary key. */
export async function updateGroup(tx: Context, row: GroupRow): Promise<void> {
  await rowsOf(tx, `update groups.circle set ${NAMES.slice(1).map((name, at) => `${name} = $${at + 2}`).join(', ')} where id = $1`, values(row));
}

/** With all that is left of it. By the primary key. */
export async function deleteGroup(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.circle where id = $1', [id]);
}

const SHELVES: Record<Exclude<GroupShelf, 'open'>, string> = { mine: "'in'", requests: "'asked', 'invited'", ended: "'kept'" };

/** Groups on a shelf, the newest first. By circle_open, or by member_of and the primary key. */
export async function selectShelf(ctx: Context, accountId: Id | undefined, shelf: GroupShelf, page: { below: Id; limit: number }): Promise<Id[]> {
  const rows = shelf === 'open'
    ? await rowsOf<{ id: Id }>(
      ctx,
      `select id from groups.circle where state = 'open' and access <> 'secret' and parent_group_id is null and parent_chat_id is null
         and id < $1 order by id desc limit $2`,
      [page.below, page.limit],
    )
    : await rowsOf<{ id: Id }>(
      ctx,
      `select c.id from groups.member m join groups.circle c on c.id = m.group_id where m.account_id = $3 and m.state in (${SHELVES[shelf]})
         and c.id < $1 order by c.id desc limit $2`,
      [page.below, page.limit, accountId ?? 0],
    );
  return rows.map(({ id }) => id);
}

/** How many groups an account has made since a moment. By circle_made. */
export async function selectMadeCount(ctx: Context, accountId: Id, since: Date): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from groups.circle where made_by = $1 and created_at > $2', [accountId, since]);
  return row?.count ?? 0;
}

/** What was born from a group or a chat, the newest first. By circle_parent_group or circle_parent_chat. */
export async function selectChildren(ctx: Context, { kind, id }: Parent, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, `select id from groups.circle where parent_${kind}_id = $1 order by id desc limit $2`, [id, limit]);
  return rows.map((row) => row.id);
}

/** From what a group was born, and that, and so on: the nearest first. By the primary key. */
export async function selectLineage(ctx: Context, id: Id, most: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `with recursive line (id, parent, depth) as (
       select id, parent_group_id, 0 from groups.circle where id = $1
       union all select c.id, c.parent_group_id, line.depth + 1 from groups.circle c join line on c.id = line.parent where line.depth < $2)
     select id from line where depth > 0 order by depth`,
    [id, most],
  );
  return rows.map((row) => row.id);
}

/** Those whose time has come, the first first, held until the transaction ends. By circle_end. */
export function lockEnding(tx: Context, by: Date, limit: number): Promise<GroupRow[]> {
  return rowsOf(
    tx,
    `select ${COLUMNS} from groups.circle where state = 'open' and ends_at <= $1 order by ends_at, id limit $2 for no key update`,
    [by, limit],
  );
}

/** What is left of groups that are over: their names, purposes, dates and sizes. By the primary key. */
export async function updateDissolved(tx: Context, groups: readonly { id: Id; size: number }[], at: Date): Promise<void> {
  await rowsOf(
    tx,
    `update groups.circle c set state = 'dissolved', handle = null, house_rules = '', tag = '', chat_id = null, made_by = null, size = g.size, dissolved_at = $3,
       ends_at = coalesce(c.ends_at, $3) from unnest($1::bigint[], $2::integer[]) as g (id, size) where c.id = g.id`,
    [groups.map(({ id }) => id), groups.map(({ size }) => size), at],
  );
}

/** They begin to dissolve. By the primary key. */
export async function updateDissolving(tx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, "update groups.circle set state = 'dissolving' where id = any($1::bigint[])", [ids]);
}

/** Holds a group that is not over as it is, as do others who write in it: it ends after them. By the primary key. */
export async function lockOpen(tx: Context, id: Id): Promise<boolean> {
  return (await rowsOf(tx, "select 1 from groups.circle where id = $1 and state = 'open' for share", [id])).length > 0;
}

/** Those that have begun to dissolve. By circle_dissolving. */
export async function selectDissolving(ctx: Context, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, "select id from groups.circle where state = 'dissolving' order by id limit $1", [limit]);
  return rows.map(({ id }) => id);
}

/** Those that are to be warned: their end lies between two moments. By circle_end. */
export async function selectToWarn(ctx: Context, { after, by }: { after: Date; by: Date }, warning: 'warned_week' | 'warned_day', limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select id from groups.circle where state = 'open' and ends_at > $1 and ends_at <= $2 and not ${warning} order by ends_at limit $3`,
    [after, by, limit],
  );
  return rows.map(({ id }) => id);
}

/** The database's own clock. */
export async function selectClock(ctx: Context): Promise<Date> {
  const [row] = await rowsOf<{ at: Date }>(ctx, 'select clock_timestamp() as at', []);
  return (row as { at: Date }).at;
}
