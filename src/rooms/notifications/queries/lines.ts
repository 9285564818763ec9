import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { ReadablePosts } from '#posts';
import type { NotificationType, Telling, Verdict } from '../types.ts';

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
      return db.selectFrom(table).select(['id', 'target_id']).where('follower_id', '=', fromId).where('target_id', 'in', [...accountIds]).forKeyShare();
    }
    case 'room':
    case 'trust':
    case 'group':
      return sql`select`;
    default:
      return db.selectFrom('posts.post').select('id').where('id', '=', postId).where('author_id', '=', fromId).forKeyShare();
  }
}

/** A line joins its like when the first of them is younger than this; the field's apps are used to that span. */
const GROUP_MS = 12 * 3_600_000;

/** The group that a new line joins, or begins. By notification_first; null for types that are never grouped. */
function groupFor(tx: Context, { type, postId }: Telling, grouped: boolean): RawBuilder<unknown> {
  if (!grouped) return sql`null::bigint`;
  const since = idAtTime(tx.now().getTime() - GROUP_MS);
  const samePost = postId === undefined ? sql`g.post_id is null` : sql`g.post_id = ${postId}::bigint`;
  return sql`coalesce((select max(g.id) from notifications.notification g where g.account_id = told.account_id and g.type = ${type}
    and ${samePost} and g.group_id = g.id and not g.dismissed and g.id > ${since}::bigint), told.id)`;
}

/** One line is enough for each act; an edit, and another end of the same poll, renews the line of the one before it. */
const AGAIN = sql`do nothing`;
const RENEW = sql`do update set id = excluded.id, event_id = excluded.event_id, created_at = excluded.created_at, dismissed = false,
  pushed = false where notification.event_id < excluded.event_id`;

interface Added {
  id: Id;
  account_id: Id;
  filtered: boolean;
  dismissed: boolean;
  /** Whether its reader has apps that want to be told. By subscription_account. */
  pushes: boolean;
}

interface NewLines {
  /** For `telling.accountIds`, in order. */
  ids: readonly Id[];
  /** Whether they join lines of their kind. */
  grouped: boolean;
  /** What the policies of these people say, in the same order. */
  verdicts: readonly Verdict[];
}

/**
 * Adds lines, those that are not there yet, and says which. One that is dropped is written as dismissed: heard again under
 * another policy its event brings nothing either.
 */
export async function insertNotifications(tx: Context, telling: Telling, { ids, grouped, verdicts }: NewLines): Promise<Added[]> {
  const { type, fromId, postId, accountIds, eventId, about } = telling;
  const again = type === 'edit' || type === 'quotedEdit' || type === 'poll' ? RENEW : AGAIN;
  // Of several follows told at once some may have been taken back.
  const isThere = type === 'follow' || type === 'followRequest' ? sql`told.account_id in (select target_id from act)` : sql`exists (select from act)`;
  const statement: RawBuilder<Added> = sql`with act as (${stillThere(tx, telling)})
    insert into notifications.notification (id, account_id, type, from_id, post_id, event_id, created_at, group_id, filtered, dismissed, about, about_id, about_key)
    select told.id, told.account_id, ${type}, coalesce(nullif(${fromId}::bigint, 0), told.account_id), ${postId ?? null}::bigint, ${eventId}::bigint, ${tx.now()}::timestamptz,
      ${groupFor(tx, telling, grouped)}, told.verdict = 'filter', told.verdict = 'drop',
      ${about === undefined ? null : JSON.stringify(about.shown)}::jsonb, ${about?.id ?? null}::bigint, ${about?.key ?? ''}
    from unnest(${ids}::bigint[], ${accountIds}::bigint[], ${verdicts}::text[]) as told (id, account_id, verdict) where ${isThere}
    on conflict (account_id, from_id, type, post_id, about_key) ${again}
    returning id, account_id, filtered, dismissed,
      exists (select from notifications.subscription s where s.account_id = notification.account_id) as pushes`;
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

/** What was told of an event room, a group or a trust: to everybody, or to one. By notification_about. */
export async function deleteAbout(ctx: Context, aboutIds: readonly Id[], accountId: Id | undefined): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.notification where about_id = any($1::bigint[]) and ($2::bigint is null or account_id = $2)', [aboutIds, accountId ?? null]);
}

/** Who has reposted a post. By post_repost. */
export async function selectReposters(ctx: Context, postId: Id): Promise<Id[]> {
  const rows = await readable(ctx).selectFrom('posts.post').select('author_id').where('repost_of_id', '=', postId).execute();
  return rows.map((row) => row.author_id);
}

/** Everything told to an account, and what it wanted. By notification_once and the primary keys, and by request_from and permission_from. */
export async function deleteOfAccount(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.notification where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.marker where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.policy where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.subscription where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.request where account_id = $1 or from_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from notifications.permission where account_id = $1 or from_id = $1', [accountId]);
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
