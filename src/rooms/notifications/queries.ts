import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { ReadablePosts } from '#posts';
import type { MarkedList, Marker, NotificationRow, NotificationType, NotificationWish, Place, Telling } from './types.ts';

/** What other rooms let this one read. */
const readable = (ctx: Context) => tablesOf<ReadableAccounts & ReadablePosts>(ctx);

/**
 * What a line tells of must still be there when the line is written, and stay until then: each listener works through its own
 * queue, so an act may be taken back before it was told (test: "a like taken back before it was told leaves nothing"). The
 * key-share lock makes the one who takes it back wait, and whoever wrote first is seen by the other. Each by the unique index
 * of its table.
 */
function stillThere(tx: Context, { type, fromId, postId = 0, accountIds }: Telling) {
  const db = readable(tx);
  switch (type) {
    case 'like':
      return db.selectFrom('posts.liking').select('id').where('account_id', '=', fromId).where('post_id', '=', postId).forKeyShare();
    case 'repost':
      return db.selectFrom('posts.post').select('id').where('repost_of_id', '=', postId).where('author_id', '=', fromId).forKeyShare();
    case 'follow':
    case 'followRequest': {
      const table = type === 'follow' ? 'accounts.follow' : 'accounts.follow_request';
      return db.selectFrom(table).select('id').where('follower_id', '=', fromId).where('target_id', 'in', [...accountIds]).forKeyShare();
    }
    default:
      return db.selectFrom('posts.post').select('id').where('id', '=', postId).where('author_id', '=', fromId).forKeyShare();
  }
}

/** One line is enough for each act; an edit renews the line of the one before it. */
const AGAIN = sql`do nothing`;
const RENEW = sql`do update set id = excluded.id, event_id = excluded.event_id, created_at = excluded.created_at, dismissed = false
  where notification.event_id < excluded.event_id`;

interface Added {
  id: Id;
  account_id: Id;
}

/** Adds lines, those that are not there yet, and says which; `ids` are for `telling.accountIds`, in order. */
export async function insertNotifications(tx: Context, telling: Telling, ids: readonly Id[]): Promise<Added[]> {
  const { type, fromId, postId, accountIds, eventId } = telling;
  const statement: RawBuilder<Added> = sql`with act as (${stillThere(tx, telling)})
    insert into notifications.notification (id, account_id, type, from_id, post_id, event_id, created_at)
    select told.id, told.account_id, ${type}, ${fromId}::bigint, ${postId ?? null}::bigint, ${eventId}::bigint, ${tx.now()}::timestamptz
    from unnest(${ids}::bigint[], ${accountIds}::bigint[]) as told (id, account_id) where exists (select from act)
    on conflict (account_id, from_id, type, post_id) ${type === 'edit' ? RENEW : AGAIN}
    returning id, account_id`;
  return (await statement.execute(tx.db)).rows;
}

/** Everything about a post. By notification_post. */
export async function deleteOfPost(ctx: Context, postId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.notification where post_id = $1', [postId]);
}

/** What somebody did to a post and has taken back; not what was told of a later event. By notification_post. */
export async function deleteOfAct(
  ctx: Context,
  act: { type: NotificationType; fromId: Id; postId: Id; eventId: Id },
): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.notification where post_id = $1 and from_id = $2 and type = $3 and event_id < $4', [
    act.postId, act.fromId, act.type, act.eventId,
  ]);
}

/** What one account told another before this event: of some type, or of any. By notification_once. */
export async function deleteBetween(
  ctx: Context,
  pair: { accountId: Id; fromId: Id; type?: NotificationType; eventId: Id },
): Promise<void> {
  await rowsOf(
    ctx,
    `delete from notifications.notification
     where account_id = $1 and from_id = $2 and ($3::text is null or type = $3) and event_id < $4`,
    [pair.accountId, pair.fromId, pair.type ?? null, pair.eventId],
  );
}

/** Who has reposted a post. By post_repost. */
export async function selectReposters(ctx: Context, postId: Id): Promise<Id[]> {
  const rows = await readable(ctx).selectFrom('posts.post').select('author_id').where('repost_of_id', '=', postId).execute();
  return rows.map((row) => row.author_id);
}

/** Everything told to an account, and how far it had read. By notification_once and the primary key of markers. */
export async function deleteOfAccount(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.notification where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.marker where account_id = $1', [accountId]);
}

const COLUMNS = 'id, type, from_id, post_id, created_at';

/** Lines between two ids (both left out), newest first, or oldest first. By notification_list. */
export function selectNotifications(
  ctx: Context,
  accountId: Id,
  range: { above: Id; below: Id; ascending: boolean; limit: number },
  wish: NotificationWish,
): Promise<NotificationRow[]> {
  return rowsOf(
    ctx,
    `select ${COLUMNS} from notifications.notification
     where account_id = $1 and not dismissed and id > $2 and id < $3
       and ($4::text[] is null or type = any($4)) and ($5::bigint is null or from_id = $5)
     order by id ${range.ascending ? 'asc' : 'desc'} limit $6`,
    [accountId, range.above, range.below, wish.types ?? null, wish.fromId ?? null, range.limit],
  );
}

/** By the primary key; only a line of this account. */
export function selectNotification(ctx: Context, accountId: Id, id: Id): Promise<NotificationRow[]> {
  const text = `select ${COLUMNS} from notifications.notification where id = $1 and account_id = $2 and not dismissed`;
  return rowsOf(ctx, text, [id, accountId]);
}

/** By the primary key. @returns whether there was such a line of this account */
export async function updateDismissed(ctx: Context, accountId: Id, id: Id): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    'update notifications.notification set dismissed = true where id = $1 and account_id = $2 and not dismissed returning 1',
    [id, accountId],
  );
  return rows.length > 0;
}

/** By notification_list. */
export async function updateAllDismissed(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'update notifications.notification set dismissed = true where account_id = $1 and not dismissed', [accountId]);
}

interface MarkerRow {
  list: MarkedList;
  last_read_id: Id;
  version: number;
  updated_at: Date;
}

const markerOf = (row: MarkerRow): Marker => ({
  list: row.list, lastReadId: row.last_read_id, version: row.version, updatedAt: row.updated_at,
});

/** By the primary key. */
export async function selectMarkers(ctx: Context, accountId: Id, lists: readonly MarkedList[]): Promise<Marker[]> {
  const rows = await rowsOf<MarkerRow>(
    ctx,
    'select list, last_read_id, version, updated_at from notifications.marker where account_id = $1 and list = any($2)',
    [accountId, lists],
  );
  return rows.map(markerOf);
}

/**
 * By the primary key; two writers at once both count, the later one stays. With `version`: only over that version of it.
 * @returns undefined when the marker has another version
 */
export async function upsertMarker(ctx: Context, accountId: Id, { list, lastReadId, version }: Place): Promise<Marker | undefined> {
  const [row] = await rowsOf<MarkerRow>(
    ctx,
    `insert into notifications.marker (account_id, list, last_read_id, version, updated_at)
     select $1, $2, $3, 1, $4 where coalesce($5::int, 0) = 0
       or exists (select from notifications.marker where account_id = $1 and list = $2)
     on conflict (account_id, list) do update set
       last_read_id = excluded.last_read_id, version = marker.version + 1, updated_at = excluded.updated_at
       where $5::int is null or marker.version = $5
     returning list, last_read_id, version, updated_at`,
    [accountId, list, lastReadId, ctx.now(), version ?? null],
  );
  return row && markerOf(row);
}
