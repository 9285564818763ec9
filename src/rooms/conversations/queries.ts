import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Member, MembershipRow } from './types.ts';

export interface DirectPost {
  readonly author_id: Id;
  readonly root_id: Id;
  readonly mentioned_ids: Id[];
}

/** A direct post as it is, kept from being edited or deleted until the transaction ends. By the primary key. */
export async function selectDirectPost(tx: Context, postId: Id): Promise<DirectPost | undefined> {
  const [row] = await rowsOf<DirectPost>(
    tx,
    `select author_id, root_id, mentioned_ids from posts.post where id = $1 and visibility = 'direct' and repost_of_id is null for key share`,
    [postId],
  );
  return row;
}

/** Where a post stands now; by the primary key. */
export async function selectConversationOf(ctx: Context, postId: Id): Promise<Id | undefined> {
  const [row] = await rowsOf<{ id: Id }>(ctx, 'select conversation_id as id from conversations.line where post_id = $1', [postId]);
  return row?.id;
}

/** The conversation of a thread among these people, there from now on, and held until the transaction ends. By conversation_once. */
export async function upsertConversation(tx: Context, row: { id: Id; rootId: Id; participants: readonly Id[] }): Promise<Id> {
  const [kept] = await rowsOf<{ id: Id }>(
    tx,
    `insert into conversations.conversation (id, root_id, participants, digest)
     values ($1, $2, $3::bigint[], sha256(convert_to($3::bigint[]::text, 'UTF8')))
     on conflict (root_id, digest) do update set root_id = excluded.root_id returning id`,
    [row.id, row.rootId, row.participants],
  );
  return (kept as { id: Id }).id;
}

/** Whether it is new. */
export async function insertLine(tx: Context, postId: Id, conversationId: Id): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    'insert into conversations.line (post_id, conversation_id) values ($1, $2) on conflict do nothing returning 1',
    [postId, conversationId],
  );
  return rows.length > 0;
}

type MemberRow = { id: Id; account_id: Id };
const memberOf = ({ id, account_id: accountId }: MemberRow): Member => ({ id, accountId });

/**
 * The post reaches these members: it is their last one unless a newer one was there, and unread unless they wrote it.
 * @returns those on whose list something changed
 */
export async function upsertMemberships(
  tx: Context,
  post: { postId: Id; conversationId: Id; authorId: Id },
  members: readonly Member[],
): Promise<Member[]> {
  const rows = await rowsOf<MemberRow>(
    tx,
    `insert into conversations.membership (id, conversation_id, account_id, last_post_id, unread)
     select told.id, $2, told.account_id, $1, told.account_id <> $3 from unnest($4::bigint[], $5::bigint[]) as told (id, account_id)
     on conflict (conversation_id, account_id) do update set last_post_id = excluded.last_post_id, unread = excluded.unread
       where excluded.last_post_id > membership.cleared_post_id and excluded.last_post_id > coalesce(membership.last_post_id, 0)
     returning id, account_id`,
    [post.postId, post.conversationId, post.authorId, members.map(({ id }) => id), members.map(({ accountId }) => accountId)],
  );
  return rows.map(memberOf);
}

/**
 * Takes a post out of its conversation: whose last one it was gets the one before it back, and a conversation without posts is
 * gone. The conversation's row is taken first, as whoever adds to it does.
 * @returns those whose conversation goes on with another post
 */
export async function deleteLine(tx: Context, postId: Id, conversationId: Id): Promise<Member[]> {
  await rowsOf(tx, 'select 1 from conversations.conversation where id = $1 for update', [conversationId]);
  await rowsOf(tx, 'delete from conversations.line where post_id = $1 and conversation_id = $2', [postId, conversationId]);
  const rows = await rowsOf<MemberRow & { last_post_id: Id | null }>(
    tx,
    `update conversations.membership m set last_post_id = (
       select max(l.post_id) from conversations.line l where l.conversation_id = m.conversation_id and l.post_id > m.cleared_post_id)
     where conversation_id = $1 and last_post_id = $2 returning id, account_id, last_post_id`,
    [conversationId, postId],
  );
  await rowsOf(
    tx,
    'delete from conversations.conversation c where id = $1 and not exists (select from conversations.line l where l.conversation_id = c.id)',
    [conversationId],
  );
  return rows.filter((row) => row.last_post_id !== null).map(memberOf);
}

const COLUMNS = 'm.id, m.conversation_id, c.participants, m.last_post_id, m.cleared_post_id, m.unread';
const FROM = 'conversations.membership m join conversations.conversation c on c.id = m.conversation_id';

/** Places on a list whose last post lies between two ids (both left out), newest first, or oldest first. By membership_list. */
export function selectMemberships(
  ctx: Context,
  accountId: Id,
  range: { above: Id; below: Id; ascending: boolean; limit: number },
): Promise<MembershipRow[]> {
  return rowsOf(
    ctx,
    `select ${COLUMNS} from ${FROM} where m.account_id = $1 and m.last_post_id > $2 and m.last_post_id < $3
     order by m.last_post_id ${range.ascending ? 'asc' : 'desc'} limit $4`,
    [accountId, range.above, range.below, range.limit],
  );
}

/** By the primary key; only a place of this account that is on its list. */
export function selectMembership(ctx: Context, accountId: Id, id: Id): Promise<MembershipRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from ${FROM} where m.id = $1 and m.account_id = $2 and m.last_post_id is not null`, [id, accountId]);
}

/** The newest posts of a conversation that a member has not put away. By line_newest. */
export async function selectLines(ctx: Context, row: Pick<MembershipRow, 'conversation_id' | 'cleared_post_id'>, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    'select post_id as id from conversations.line where conversation_id = $1 and post_id > $2 order by post_id desc limit $3',
    [row.conversation_id, row.cleared_post_id, limit],
  );
  return rows.map(({ id }) => id);
}

/** @returns undefined when there is no such conversation on the account's list, else whether it was otherwise before */
export async function updateUnread(tx: Context, accountId: Id, id: Id, unread: boolean): Promise<boolean | undefined> {
  const [row] = await rowsOf<{ before: boolean }>(
    tx,
    `with old as (
       select id, unread from conversations.membership where id = $1 and account_id = $2 and last_post_id is not null for update)
     update conversations.membership m set unread = $3 from old where m.id = old.id returning old.unread as before`,
    [id, accountId, unread],
  );
  return row && row.before !== unread;
}

const PUT_AWAY = 'set cleared_post_id = last_post_id, last_post_id = null, unread = false';

/** By the primary key. @returns whether it was on the account's list */
export async function updatePutAway(ctx: Context, accountId: Id, id: Id): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    `update conversations.membership ${PUT_AWAY} where id = $1 and account_id = $2 and last_post_id is not null returning 1`,
    [id, accountId],
  );
  return rows.length > 0;
}

/** What the account's list held with another person when `before` happened. By membership_list. */
export async function updatePutAwayWith(ctx: Context, pair: { accountId: Id; targetId: Id; before: Id }): Promise<void> {
  await rowsOf(
    ctx,
    `update conversations.membership m ${PUT_AWAY} from conversations.conversation c
     where m.account_id = $1 and c.id = m.conversation_id and $2::bigint = any(c.participants) and m.last_post_id < $3`,
    [pair.accountId, pair.targetId, pair.before],
  );
}

/** By membership_list. */
export async function deleteMembershipsOf(ctx: Context, accountIds: readonly Id[]): Promise<void> {
  await rowsOf(ctx, 'delete from conversations.membership where account_id = any($1::bigint[])', [accountIds]);
}
