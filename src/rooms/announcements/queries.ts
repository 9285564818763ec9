import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { AnnouncementRow } from './types.ts';

const COLUMNS = 'id, text, starts_at, ends_at, all_day, published_at';
const MOST = 100;

/** The newest of those that are not over, in the order of what they announce. A pass over the few there are. */
export function selectAnnouncements(ctx: Context, now: Date): Promise<AnnouncementRow[]> {
  return rowsOf(
    ctx,
    `select * from (
       select ${COLUMNS} from announcements.announcement where ends_at is null or ends_at > $1 order by id desc limit ${MOST}) as newest
     order by coalesce(starts_at, published_at), id`,
    [now],
  );
}

/** By the primary key; one that is not over. `hold`: kept from being removed, and from other reactions, until the transaction ends. */
export async function selectAnnouncement(ctx: Context, id: Id, { now, hold = false }: { now: Date; hold?: boolean }): Promise<AnnouncementRow | undefined> {
  const [row] = await rowsOf<AnnouncementRow>(
    ctx,
    `select ${COLUMNS} from announcements.announcement where id = $1 and (ends_at is null or ends_at > $2) ${hold ? 'for no key update' : ''}`,
    [id, now],
  );
  return row;
}

export async function insertAnnouncement(tx: Context, row: AnnouncementRow): Promise<void> {
  await rowsOf(
    tx,
    'insert into announcements.announcement (id, text, starts_at, ends_at, all_day, published_at) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.text, row.starts_at, row.ends_at, row.all_day, row.published_at],
  );
}

/** Whether it was there; what was said to it goes with it. */
export async function deleteAnnouncement(tx: Context, id: Id): Promise<boolean> {
  return (await rowsOf(tx, 'delete from announcements.announcement where id = $1 returning 1', [id])).length > 0;
}

/** Safe to repeat. */
export async function insertDismissal(tx: Context, accountId: Id, announcementId: Id): Promise<void> {
  await rowsOf(tx, 'insert into announcements.dismissal (account_id, announcement_id) values ($1, $2) on conflict do nothing', [accountId, announcementId]);
}

/** Which of these the account has put away; by the primary key. */
export async function selectDismissed(ctx: Context, accountId: Id, ids: readonly Id[]): Promise<Set<Id>> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    'select announcement_id as id from announcements.dismissal where account_id = $1 and announcement_id = any($2::bigint[])',
    [accountId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ReactionRow {
  readonly announcement_id: Id;
  readonly name: string;
  readonly count: number;
  readonly mine: boolean;
}

/** The reactions to these, the first given first; by reaction_once. */
export function selectReactions(ctx: Context, ids: readonly Id[], accountId: Id | undefined): Promise<ReactionRow[]> {
  return rowsOf(
    ctx,
    `select announcement_id, name, count(*) as count, coalesce(bool_or(account_id = $2::bigint), false) as mine
     from announcements.reaction where announcement_id = any($1::bigint[]) group by announcement_id, name order by min(id)`,
    [ids, accountId ?? null],
  );
}

/** Whether it is new. */
export async function insertReaction(tx: Context, row: { id: Id; announcementId: Id; accountId: Id; name: string }): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    'insert into announcements.reaction (id, announcement_id, account_id, name) values ($1, $2, $3, $4) on conflict do nothing returning 1',
    [row.id, row.announcementId, row.accountId, row.name],
  );
  return rows.length > 0;
}

/** Whether it was there; by reaction_once. */
export async function deleteReaction(tx: Context, row: { announcementId: Id; accountId: Id; name: string }): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    'delete from announcements.reaction where announcement_id = $1 and account_id = $2 and name = $3 returning 1',
    [row.announcementId, row.accountId, row.name],
  );
  return rows.length > 0;
}

/** What was an account's own. By the primary key and reaction_by_account. */
export async function deleteOfAccount(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from announcements.dismissal where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from announcements.reaction where account_id = $1', [accountId]);
}
