import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { ChatRow, MemberRow, Shelf } from '../types.ts';

const CHAT = 'id, kind, pair_low, pair_high, title, locked, timer_seconds, made_by, created_at, last_id, group_id';
const MEMBER = 'id, chat_id, account_id, state, host, invited_by, after_id, read_id, archived, muted_until, changed_at';

/** By the primary key. */
export function selectChats(ctx: Context, ids: readonly Id[]): Promise<ChatRow[]> {
  return rowsOf(ctx, `select ${CHAT} from chats.chat where id = any($1::bigint[])`, [ids]);
}

/** Holds a chat until the transaction ends: messages get their ids one after the other. By the primary key. */
export async function lockChat(tx: Context, id: Id): Promise<ChatRow | undefined> {
  const [row] = await rowsOf<ChatRow>(tx, `select ${CHAT} from chats.chat where id = $1 for no key update`, [id]);
  return row;
}

/** An account as it stands in a chat, and of two the other: all that writing asks. By member_once and the primary key of chat. */
export function selectWriting(tx: Context, chatId: Id, accountId: Id): Promise<MemberRow[]> {
  return rowsOf(
    tx,
    `select ${MEMBER} from chats.member where chat_id = $1 and account_id = $2
     union all select ${MEMBER.split(', ').map((name) => `m.${name}`).join(', ')} from chats.chat c join chats.member m on m.chat_id = c.id
       and m.account_id = case when c.pair_low = $2 then c.pair_high else c.pair_low end where c.id = $1 and c.kind = 'pair'`,
    [chatId, accountId],
  );
}

/** Those who are asked or in some chats. By member_once. */
export function selectMembers(ctx: Context, chatIds: readonly Id[]): Promise<MemberRow[]> {
  return rowsOf(ctx, `select ${MEMBER} from chats.member where chat_id = any($1::bigint[]) and state in ('asked', 'in') order by id`, [chatIds]);
}

/** The chat of two people, there from now on; its id, and whether it is new. By chat_pair. */
export async function upsertPair(tx: Context, row: { id: Id; low: Id; high: Id; madeBy: Id; at: Date }): Promise<{ id: Id; isNew: boolean }> {
  const [kept] = await rowsOf<{ id: Id }>(
    tx,
    `insert into chats.chat (id, kind, pair_low, pair_high, title, locked, made_by, created_at, last_id) values ($1, 'pair', $2, $3, '', false, $4, $5, $1)
     on conflict (pair_low, pair_high) do update set kind = excluded.kind returning id`,
    [row.id, row.low, row.high, row.madeBy, row.at],
  );
  const { id } = kept as { id: Id };
  return { id, isNew: id === row.id };
}

export async function insertGroup(tx: Context, row: { id: Id; title: string; madeBy: Id; at: Date; groupId?: Id }): Promise<void> {
  await rowsOf(
    tx,
    "insert into chats.chat (id, kind, title, locked, made_by, created_at, last_id, group_id) values ($1, 'group', $2, false, $3, $4, $1, $5)",
    [row.id, row.title, row.madeBy, row.at, row.groupId ?? null],
  );
}

/** By the primary key. */
export async function updateChat(tx: Context, { id, title, locked, timer_seconds: timer, last_id: lastId }: Pick<ChatRow, 'id' | 'title' | 'locked' | 'timer_seconds' | 'last_id'>): Promise<void> {
  await rowsOf(tx, 'update chats.chat set title = $2, locked = $3, timer_seconds = $4, last_id = $5 where id = $1', [id, title, locked, timer, lastId]);
}

/** Its newest message. By the primary key. */
export async function updateLast(tx: Context, id: Id, lastId: Id): Promise<void> {
  await rowsOf(tx, 'update chats.chat set last_id = $2 where id = $1', [id, lastId]);
}

/** With everything in it. */
export async function deleteChats(tx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from chats.chat where id = any($1::bigint[])', [ids]);
}

/** What an account is to a chat from now on. By member_once. */
export async function upsertMember(tx: Context, row: Omit<MemberRow, 'archived' | 'muted_until'>): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.member (id, chat_id, account_id, state, host, invited_by, after_id, read_id, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (chat_id, account_id) do update set state = excluded.state, host = excluded.host, invited_by = excluded.invited_by,
       after_id = excluded.after_id, read_id = greatest(chats.member.read_id, excluded.read_id), archived = false, changed_at = excluded.changed_at`,
    [row.id, row.chat_id, row.account_id, row.state, row.host, row.invited_by, row.after_id, row.read_id, row.changed_at],
  );
}

type MemberChange = Partial<Pick<MemberRow, 'state' | 'host' | 'archived' | 'muted_until' | 'after_id' | 'changed_at'>>;

/** By member_once. */
export async function updateMember(tx: Context, chatId: Id, accountId: Id, change: MemberChange): Promise<void> {
  const names = Object.keys(change);
  await rowsOf(
    tx,
    `update chats.member set ${names.map((name, at) => `${name} = $${at + 3}`).join(', ')} where chat_id = $1 and account_id = $2`,
    [chatId, accountId, ...Object.values(change)],
  );
}

/** Somebody has read up to here; whether they had not before. By member_once. */
export async function updateRead(tx: Context, chatId: Id, accountId: Id, readId: Id): Promise<boolean> {
  const rows = await rowsOf(tx, "update chats.member set read_id = $3 where chat_id = $1 and account_id = $2 and state = 'in' and read_id < $3 returning 1", [chatId, accountId, readId]);
  return rows.length > 0;
}

const SHELVES: Record<Shelf, string> = { in: "m.state = 'in' and not m.archived", archived: "m.state = 'in' and m.archived", requests: "m.state = 'asked'" };

/** An account's chats on a shelf with something to read, the one with the newest message first. By member_of and the primary key of chat. */
export async function selectChatIds(ctx: Context, accountId: Id, shelf: Shelf, page: { below: Id; limit: number }): Promise<{ id: Id; place: Id }[]> {
  return rowsOf(
    ctx,
    `select c.id, c.last_id as place from chats.member m join chats.chat c on c.id = m.chat_id
     where m.account_id = $1 and ${SHELVES[shelf]} and c.last_id < $2 order by c.last_id desc limit $3`,
    [accountId, page.below, page.limit],
  );
}

/** How many messages of others an account has not read, by chat; chats without any are left out. By member_of and message_of. */
export function selectUnread(ctx: Context, accountId: Id, now: Date, chatIds?: readonly Id[]): Promise<{ chat_id: Id; unread: number }[]> {
  return rowsOf(
    ctx,
    `select m.chat_id, n.unread from chats.member m
     cross join lateral (select count(*) as unread from chats.message s where s.chat_id = m.chat_id and s.id > greatest(m.read_id, m.after_id)
       and s.author_id <> $1 and s.deleted_at is null and (s.expires_at is null or s.expires_at > $2)) n
     where m.account_id = $1 and m.state = 'in' and n.unread > 0 ${chatIds === undefined ? '' : 'and m.chat_id = any($3::bigint[])'}`,
    chatIds === undefined ? [accountId, now] : [accountId, now, chatIds],
  );
}

/** What an account is to a chat, or was. By member_once. */
export async function selectMember(ctx: Context, chatId: Id, accountId: Id): Promise<MemberRow | undefined> {
  const [row] = await rowsOf<MemberRow>(ctx, `select ${MEMBER} from chats.member where chat_id = $1 and account_id = $2`, [chatId, accountId]);
  return row;
}

/** How many chats an account is asked into. By member_of. */
export async function selectRequestCount(ctx: Context, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, "select count(*) as count from chats.member where account_id = $1 and state = 'asked'", [accountId]);
  return row?.count ?? 0;
}

/** How far an account has read in some chats. By member_once. */
export function selectPlaces(ctx: Context, accountId: Id, chatIds: readonly Id[]): Promise<{ chat_id: Id; read_id: Id }[]> {
  return rowsOf(ctx, 'select chat_id, read_id from chats.member where account_id = $1 and chat_id = any($2::bigint[])', [accountId, chatIds]);
}

/** What a deleted account was to chats. By member_of. */
export function selectMembershipsOf(ctx: Context, accountId: Id): Promise<MemberRow[]> {
  return rowsOf(ctx, `select ${MEMBER} from chats.member where account_id = $1`, [accountId]);
}

/** By member_once. */
export async function deleteMember(tx: Context, chatId: Id, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.member where chat_id = $1 and account_id = $2', [chatId, accountId]);
}

/** The chat of two people. By chat_pair. */
export async function selectPair(ctx: Context, low: Id, high: Id): Promise<ChatRow | undefined> {
  const [row] = await rowsOf<ChatRow>(ctx, `select ${CHAT} from chats.chat where pair_low = $1 and pair_high = $2`, [low, high]);
  return row;
}

/** How many people an account has asked since a moment who have not answered. By member_invited. */
export async function selectAskedCount(ctx: Context, accountId: Id, since: Date): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, "select count(*) as count from chats.member where invited_by = $1 and state = 'asked' and changed_at > $2", [accountId, since]);
  return row?.count ?? 0;
}
