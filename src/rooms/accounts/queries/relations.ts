import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Listed } from '../types.ts';

export interface SetsRow {
  follows: Id[];
  without_reposts: Id[];
  languages: [Id, string[]][];
  exclusive: Id[];
  tags: string[];
  requested: Id[];
  blocks: Id[];
  blocked_by: Id[];
  /** target, end in ms since 1970 or null, whether notifications are muted too */
  mutes: [Id, number | null, boolean][];
}

const ids = (column: string, rest: string): string =>
  `(select coalesce(array_agg(${column}), '{}') from accounts.${rest})`;

const SETS = `select ${ids('target_id', 'follow where follower_id = $1')} as follows,
  ${ids('target_id', 'follow where follower_id = $1 and not show_reposts')} as without_reposts,
  (select coalesce(json_agg(json_build_array(target_id, languages)), '[]')
   from accounts.follow where follower_id = $1 and languages is not null) as languages,
  ${ids('m.account_id', `list l join accounts.list_member m on m.list_id = l.id
    where l.account_id = $1 and l.exclusive and m.account_id <> $1`)} as exclusive,
  ${ids('tag_key', 'tag_follow where account_id = $1')} as tags,
  ${ids('target_id', 'follow_request where follower_id = $1')} as requested,
  ${ids('target_id', 'block where account_id = $1')} as blocks,
  ${ids('account_id', 'block where target_id = $1')} as blocked_by,
  (select coalesce(json_agg(json_build_array(target_id, extract(epoch from expires_at) * 1000, notifications)), '[]')
   from accounts.mute where account_id = $1) as mutes`;

/** Everything of a viewer's sets in one statement, each part by a primary key, block_by_target or list_by_account. */
export async function selectViewerSets(ctx: Pick<Context, 'db'>, accountId: Id): Promise<SetsRow> {
  const [row] = await rowsOf<SetsRow>(ctx, SETS, [accountId]);
  return row as SetsRow;
}

/** Who of these has blocked an account, is blocked by it, or has muted what it does. By the primary keys of block and mute. */
export async function selectUnwanting(ctx: Context, fromId: Id, accountIds: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select i as id from unnest($2::bigint[]) i where exists (select from accounts.block where account_id = i and target_id = $1)
       or exists (select from accounts.block where account_id = $1 and target_id = i)
       or exists (select from accounts.mute where account_id = i and target_id = $1 and notifications and (expires_at is null or expires_at > $3))`,
    [fromId, accountIds, ctx.now()],
  );
  return rows.map(({ id }) => id);
}

/** By follow_with_bell. */
export async function selectBells(ctx: Pick<Context, 'db'>, targetId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select follower_id as id from accounts.follow where target_id = $1 and notify', [targetId]);
  return rows.map(({ id }) => id);
}

export interface RelationRow {
  id: Id;
  follow_id: Id | null;
  show_reposts: boolean | null;
  notify: boolean | null;
  languages: string[] | null;
  followed_by: boolean;
  requested: boolean;
  requested_by: boolean;
  blocking: boolean;
  blocked_by: boolean;
  mute_id: Id | null;
  mute_notifications: boolean | null;
  mute_expires_at: Date | null;
  note: string | null;
  endorsed: boolean;
}

/** What is between an account and each of these (those that exist), in the order asked; all by primary keys. */
export function selectRelations(ctx: Pick<Context, 'db'>, accountId: Id, targetIds: readonly Id[], now: Date): Promise<RelationRow[]> {
  return rowsOf<RelationRow>(
    ctx,
    `select a.id, f.id as follow_id, coalesce(f.show_reposts, r.show_reposts) as show_reposts,
       coalesce(f.notify, r.notify) as notify, coalesce(f.languages, r.languages) as languages,
       exists (select from accounts.follow x where x.follower_id = a.id and x.target_id = $1) as followed_by,
       r.id is not null as requested,
       exists (select from accounts.follow_request x where x.follower_id = a.id and x.target_id = $1) as requested_by,
       exists (select from accounts.block x where x.account_id = $1 and x.target_id = a.id) as blocking,
       exists (select from accounts.block x where x.account_id = a.id and x.target_id = $1) as blocked_by,
       m.id as mute_id, m.notifications as mute_notifications, m.expires_at as mute_expires_at, n.comment as note,
       exists (select from accounts.endorsement x where x.account_id = $1 and x.target_id = a.id) as endorsed
     from unnest($2::bigint[]) with ordinality as wanted (id, place) join accounts.account a on a.id = wanted.id
       left join accounts.follow f on f.follower_id = $1 and f.target_id = a.id
       left join accounts.follow_request r on r.follower_id = $1 and r.target_id = a.id
       left join accounts.mute m on m.account_id = $1 and m.target_id = a.id and (m.expires_at is null or m.expires_at > $3)
       left join accounts.note n on n.account_id = $1 and n.target_id = a.id
     where a.standing <> 'deleted' order by wanted.place`,
    [accountId, targetIds, now],
  );
}

export interface FollowValues {
  showReposts: boolean;
  notify: boolean;
  languages: readonly string[] | null;
}


export async function insertFollow(tx: Context, row: { id: Id; followerId: Id; targetId: Id } & FollowValues): Promise<void> {
  await sql`insert into accounts.follow (id, follower_id, target_id, show_reposts, notify, languages)
    values (${row.id}, ${row.followerId}, ${row.targetId}, ${row.showReposts}, ${row.notify}, ${row.languages}::text[])`.execute(tx.db);
}

/** Several of one follower. */
export async function insertFollows(tx: Context, followerId: Id, rows: readonly ({ id: Id; targetId: Id } & FollowValues)[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into accounts.follow (id, follower_id, target_id, show_reposts, notify, languages)
     select f.id, $1, f."targetId", f."showReposts", f.notify, case when f.languages is not null then array(select jsonb_array_elements_text(f.languages)) end
     from jsonb_to_recordset($2::jsonb) as f (id bigint, "targetId" bigint, "showReposts" boolean, notify boolean, languages jsonb)`,
    [followerId, JSON.stringify(rows)],
  );
}

export async function insertFollowRequest(tx: Context, row: { id: Id; followerId: Id; targetId: Id } & FollowValues): Promise<void> {
  await sql`insert into accounts.follow_request (id, follower_id, target_id, show_reposts, notify, languages)
    values (${row.id}, ${row.followerId}, ${row.targetId}, ${row.showReposts}, ${row.notify}, ${row.languages}::text[])`.execute(tx.db);
}

type Pair = { followerId: Id; targetId: Id };

export async function updateFollow(tx: Context, { followerId, targetId }: Pair, values: FollowValues): Promise<void> {
  await sql`update accounts.follow set show_reposts = ${values.showReposts}, notify = ${values.notify},
    languages = ${values.languages}::text[] where follower_id = ${followerId} and target_id = ${targetId}`.execute(tx.db);
}

export async function updateFollowRequest(tx: Context, { followerId, targetId }: Pair, values: FollowValues): Promise<void> {
  await sql`update accounts.follow_request set show_reposts = ${values.showReposts}, notify = ${values.notify},
    languages = ${values.languages}::text[] where follower_id = ${followerId} and target_id = ${targetId}`.execute(tx.db);
}

type Gone = { show_reposts: boolean; notify: boolean; languages: string[] | null };

/** The row that was there. */
export async function deleteFollow(tx: Context, { followerId, targetId }: Pair): Promise<Gone | undefined> {
  const { rows } = await sql<Gone>`delete from accounts.follow where follower_id = ${followerId} and target_id = ${targetId}
    returning show_reposts, notify, languages`.execute(tx.db);
  return rows[0];
}

/** The row that was there. */
export async function deleteFollowRequest(tx: Context, { followerId, targetId }: Pair): Promise<Gone | undefined> {
  const { rows } = await sql<Gone>`delete from accounts.follow_request where follower_id = ${followerId} and target_id = ${targetId}
    returning show_reposts, notify, languages`.execute(tx.db);
  return rows[0];
}

type Act = { accountId: Id; targetId: Id };

/** Whether it is new. */
export async function insertBlock(tx: Context, row: Act & { id: Id }): Promise<boolean> {
  const { rows } = await sql`insert into accounts.block (id, account_id, target_id)
    values (${row.id}, ${row.accountId}, ${row.targetId}) on conflict do nothing returning id`.execute(tx.db);
  return rows.length > 0;
}

export async function deleteBlock(tx: Context, { accountId, targetId }: Act): Promise<boolean> {
  const { rows } = await sql`delete from accounts.block where account_id = ${accountId} and target_id = ${targetId}
    returning id`.execute(tx.db);
  return rows.length > 0;
}

export async function upsertMute(tx: Context, row: Act & { id: Id; notifications: boolean; expiresAt: Date | null }): Promise<void> {
  await sql`insert into accounts.mute (id, account_id, target_id, notifications, expires_at)
    values (${row.id}, ${row.accountId}, ${row.targetId}, ${row.notifications}, ${row.expiresAt})
    on conflict (account_id, target_id) do update set notifications = excluded.notifications,
      expires_at = excluded.expires_at`.execute(tx.db);
}

export async function deleteMute(tx: Context, { accountId, targetId }: Act): Promise<boolean> {
  const { rows } = await sql`delete from accounts.mute where account_id = ${accountId} and target_id = ${targetId}
    returning id`.execute(tx.db);
  return rows.length > 0;
}

/** By mute_by_end. */
export async function deleteExpiredMutes(tx: Context, now: Date, limit: number): Promise<Act[]> {
  const { rows } = await sql<{ account_id: Id; target_id: Id }>`delete from accounts.mute where id in (
    select id from accounts.mute where expires_at <= ${now} order by expires_at limit ${limit} for update skip locked)
    returning account_id, target_id`.execute(tx.db);
  return rows.map((row) => ({ accountId: row.account_id, targetId: row.target_id }));
}

export async function upsertNote(tx: Context, { accountId, targetId, comment }: Act & { comment: string }): Promise<void> {
  if (comment === '') {
    await sql`delete from accounts.note where account_id = ${accountId} and target_id = ${targetId}`.execute(tx.db);
    return;
  }
  await sql`insert into accounts.note (account_id, target_id, comment) values (${accountId}, ${targetId}, ${comment})
    on conflict (account_id, target_id) do update set comment = excluded.comment`.execute(tx.db);
}

/** Lists of accounts by relation: table, whose list it is, who is in it, and the index that serves it. */
const LISTS = {
  /** follow_by_target */
  followers: { from: 'follow', owner: 'target_id', member: 'follower_id' },
  /** follow_by_follower */
  following: { from: 'follow', owner: 'follower_id', member: 'target_id' },
  /** follow_request_by_target */
  requests: { from: 'follow_request', owner: 'target_id', member: 'follower_id' },
  /** block_by_account */
  blocks: { from: 'block', owner: 'account_id', member: 'target_id' },
  /** mute_by_account */
  mutes: { from: 'mute', owner: 'account_id', member: 'target_id' },
  /** endorsement_by_account */
  endorsed: { from: 'endorsement', owner: 'account_id', member: 'target_id' },
  /** list_member_by_list */
  members: { from: 'list_member', owner: 'list_id', member: 'account_id' },
} as const;

export type ListName = keyof typeof LISTS;

/** One page of such a list, newest first, accounts left out that nobody may see. */
export async function selectListed(ctx: Context, list: ListName, ownerId: Id, page: Page): Promise<Listed[]> {
  const { from, owner, member } = LISTS[list];
  const above = page.minId ?? page.sinceId ?? null;
  const ascending = page.minId !== undefined;
  const alive = list === 'mutes' ? sql`and (r.expires_at is null or r.expires_at > ${ctx.now()})` : sql``;
  const { rows } = await sql<{ id: Id; account_id: Id }>`
    select r.id, r.${sql.raw(member)} as account_id
    from accounts.${sql.raw(from)} r join accounts.account a on a.id = r.${sql.raw(member)}
    where r.${sql.raw(owner)} = ${ownerId} and a.standing in ('active', 'disabled') ${alive}
      and r.id < ${page.maxId ?? Number.MAX_SAFE_INTEGER} and r.id > ${above ?? 0}
    order by r.id ${sql.raw(ascending ? 'asc' : 'desc')} limit ${page.limit}`.execute(ctx.db);
  const listed = rows.map((row) => ({ id: row.id, accountId: row.account_id }));
  return ascending ? listed.toReversed() : listed;
}

/** Who waits for an answer, oldest first. */
export async function selectWaiting(ctx: Context, targetId: Id, limit: number): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`select follower_id as id from accounts.follow_request where target_id = ${targetId}
    order by id limit ${limit}`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

export async function selectWaitingCount(ctx: Context, targetId: Id): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from accounts.follow_request
    where target_id = ${targetId}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

/** Some of the follows, or requests for one, that an account has a part in. By the primary key and …_by_target. */
export async function selectPairsWith(ctx: Context, table: 'follow' | 'follow_request', id: Id, limit: number): Promise<Pair[]> {
  const from = sql.raw(`accounts.${table}`);
  const { rows } = await sql<{ follower_id: Id; target_id: Id }>`
    (select follower_id, target_id from ${from} where follower_id = ${id} limit ${limit})
    union (select follower_id, target_id from ${from} where target_id = ${id} limit ${limit})`.execute(ctx.db);
  return rows.map((row) => ({ followerId: row.follower_id, targetId: row.target_id }));
}

/** Whom it had blocked, some at a time. By the primary key. */
export async function deleteBlocksOf(tx: Context, accountId: Id, limit: number): Promise<Id[]> {
  const { rows } = await sql<{ target_id: Id }>`delete from accounts.block where account_id = ${accountId} and target_id in (
    select target_id from accounts.block where account_id = ${accountId} limit ${limit}) returning target_id`.execute(tx.db);
  return rows.map((row) => row.target_id);
}

/** By the primary keys. */
export async function deleteMutesAndNotesOf(tx: Context, accountId: Id): Promise<void> {
  await sql`delete from accounts.mute where account_id = ${accountId}`.execute(tx.db);
  await sql`delete from accounts.note where account_id = ${accountId}`.execute(tx.db);
}
