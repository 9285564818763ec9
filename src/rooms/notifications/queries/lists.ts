import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import { GROUPED } from '../types.ts';
import type { GroupedType, NotificationRow, NotificationWish } from '../types.ts';

const COLUMNS = 'id, type, from_id, post_id, created_at, group_id, filtered, about';

/** Which lines count for a wish. A plain sub-select of ids is hashed, however many there are. */
const WISHED = `not dismissed and id > $2 and id < $3 and ($4 or not filtered) and ($5::bigint is null or from_id = $5)
  and (group_id is null or cardinality($6::bigint[]) = 0 or group_id not in (select unnest($6::bigint[])))`;

export interface LineRange {
  above: Id;
  below: Id;
  ascending: boolean;
  limit: number;
}

/**
 * Lines between two ids (both left out), newest first, or oldest first. The ids are found in the index alone, by
 * notification_list, or for each type by notification_typed: a few mentions among many likes are found without reading those.
 */
export function selectNotifications(ctx: Context, accountId: Id, range: LineRange, wish: NotificationWish): Promise<NotificationRow[]> {
  const order = `order by id ${range.ascending ? 'asc' : 'desc'} limit $7`;
  const from = 'from notifications.notification where account_id = $1';
  const ids = wish.types === undefined
    ? `select id ${from} and ${WISHED} ${order}`
    : `select l.id from unnest($8::text[]) as wished (type) cross join lateral (
        select id ${from} and type = wished.type and ${WISHED} ${order}) l ${order}`;
  const values: unknown[] = [
    accountId, range.above, range.below, wish.withFiltered === true, wish.fromId ?? null, wish.withoutGroups ?? [], range.limit,
  ];
  if (wish.types !== undefined) values.push(wish.types);
  return rowsOf(ctx, `select ${COLUMNS} from notifications.notification where id = any(array(${ids})) order by id ${range.ascending ? 'asc' : 'desc'}`, values);
}

/** Nothing of a suspended account is shown; where there is none, thousands of lines are not asked about it one by one. */
const notSuspended = (line: string): string => `(not exists (select from accounts.account a where a.standing = 'suspended')
  or ${line}.from_id not in (select a.id from accounts.account a where a.standing = 'suspended'))`;

export interface HeadsWish extends NotificationWish {
  /** The others are told line by line. */
  readonly grouped: readonly GroupedType[];
  /** From whom nothing is shown. */
  readonly hidden: readonly Id[];
  /** So many lines are looked through at most. */
  readonly scanned: number;
}

export interface Heads {
  /** Of each group the line that is met first; so many as the range asks for, in its order. */
  readonly rows: NotificationRow[];
  /** The last line that was looked at; undefined: the list ends before. */
  readonly reached: Id | undefined;
}

/**
 * What is met first of each group between two ids (both left out), newest first, or oldest first. Lines are looked through in
 * the index alone, by notification_list or notification_typed, as long as all types are grouped; rows are read of what is
 * answered only.
 */
export async function selectHeads(ctx: Context, accountId: Id, range: LineRange, wish: HeadsWish): Promise<Heads> {
  const direction = range.ascending ? 'asc' : 'desc';
  const [first, last] = range.ascending ? ['min', 'max'] : ['max', 'min'];
  const values: unknown[] = [
    accountId, range.above, range.below, wish.withFiltered === true, wish.fromId ?? null, wish.withoutGroups ?? [], wish.scanned,
    wish.hidden, range.limit,
  ];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const key = wish.grouped.length === GROUPED.length ? 'coalesce(group_id, id)' : `case when type = any(${given(wish.grouped)}::text[]) then coalesce(group_id, id) else id end`;
  const shown = `${WISHED} and (cardinality($8::bigint[]) = 0 or from_id not in (select unnest($8::bigint[]))) and ${notSuspended('n')}`;
  const lines = (where: string): string => `select id, ${key} as key from notifications.notification n where account_id = $1 ${where} and ${shown}
    order by id ${direction} limit $7`;
  const scanned = wish.types === undefined
    ? lines('')
    : `select l.id, l.key from unnest(${given(wish.types)}::text[]) as wished (type) cross join lateral (${lines('and type = wished.type')}) l order by l.id ${direction} limit $7`;
  const rows = await rowsOf<NotificationRow & { reached: Id | null }>(
    ctx,
    `with scanned as materialized (${scanned}), heads as materialized (select ${first}(id) as id from scanned group by key order by 1 ${direction} limit $9)
     select ${COLUMNS}, (select case when count(*) = $7 then ${last}(id) end from scanned) as reached
     from notifications.notification where id = any(array(select id from heads)) order by id ${direction}`,
    values,
  );
  return { rows, reached: rows[0]?.reached ?? undefined };
}

/** By the primary key; only a line of this account. */
export function selectNotification(ctx: Context, accountId: Id, id: Id): Promise<NotificationRow[]> {
  const text = `select ${COLUMNS} from notifications.notification where id = $1 and account_id = $2 and not dismissed`;
  return rowsOf(ctx, text, [id, accountId]);
}

/** Lines of one group, newest first; only of this account. By notification_group. */
export function selectGroup(ctx: Context, accountId: Id, groupId: Id, range: LineRange): Promise<NotificationRow[]> {
  return rowsOf(
    ctx,
    `select ${COLUMNS} from notifications.notification
     where group_id = $1 and account_id = $2 and not dismissed and not filtered and id > $3 and id < $4
     order by id ${range.ascending ? 'asc' : 'desc'} limit $5`,
    [groupId, accountId, range.above, range.below, range.limit],
  );
}

export interface GroupSums {
  group_id: Id;
  count: number;
  newest_id: Id;
  page_min_id: Id | null;
  page_max_id: Id | null;
  /** Newest first. */
  from_ids: Id[];
}

export interface SumsWish {
  /** What the page covers, both ends included. */
  low: Id;
  high: Id;
  withFiltered: boolean;
  /** From whom nothing is shown. */
  hidden: readonly Id[];
  samples: number;
}

/**
 * What is to be said of whole groups. By notification_group alone; who is suspended, by account_suspended. A group of
 * thousands costs its entries in the index and no row.
 */
export function selectGroupSums(ctx: Context, groupIds: readonly Id[], wish: SumsWish): Promise<GroupSums[]> {
  const shown = `n.group_id = g.id and not n.dismissed and ($2 or not n.filtered)
    and (cardinality($3::bigint[]) = 0 or n.from_id not in (select unnest($3::bigint[])))
    and ${notSuspended('n')}`;
  return rowsOf(
    ctx,
    `select g.id as group_id, s.*, array(select n.from_id from notifications.notification n where ${shown} order by n.id desc limit $6) as from_ids
     from unnest($1::bigint[]) as g (id) cross join lateral (
       select count(*) as count, max(n.id) as newest_id, min(n.id) filter (where n.id >= $4) as page_min_id,
         max(n.id) filter (where n.id <= $5) as page_max_id
       from notifications.notification n where ${shown}) s`,
    [groupIds, wish.withFiltered, wish.hidden, wish.low, wish.high, wish.samples],
  );
}

/** By notification_group. @returns whether there was a line of this account in it */
export async function updateGroupDismissed(ctx: Context, accountId: Id, groupId: Id): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    'update notifications.notification set dismissed = true where group_id = $1 and account_id = $2 and not dismissed returning 1',
    [groupId, accountId],
  );
  return rows.length > 0;
}
