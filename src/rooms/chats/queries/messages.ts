import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { MessageRow } from '../types.ts';

const MESSAGE = 'id, chat_id, author_id, client_key, body, reply_to_id, written_at, edited_at, deleted_at, expires_at';

/** What was sent with this key before. By message_once. */
export async function selectByKey(tx: Context, chatId: Id, authorId: Id, clientKey: string): Promise<MessageRow | undefined> {
  const [row] = await rowsOf<MessageRow>(tx, `select ${MESSAGE} from chats.message where chat_id = $1 and author_id = $2 and client_key = $3`, [chatId, authorId, clientKey]);
  return row;
}

export async function insertMessage(tx: Context, row: MessageRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.message (${MESSAGE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [row.id, row.chat_id, row.author_id, row.client_key, row.body, row.reply_to_id, row.written_at, row.edited_at, row.deleted_at, row.expires_at],
  );
}

/** By the primary key. */
export async function selectMessage(ctx: Context, chatId: Id, id: Id, hold = false): Promise<MessageRow | undefined> {
  const [row] = await rowsOf<MessageRow>(ctx, `select ${MESSAGE} from chats.message where id = $2 and chat_id = $1 ${hold ? 'for no key update' : ''}`, [chatId, id]);
  return row;
}

/** Those of them that are still there. By the primary key. */
export function selectMessages(ctx: Context, chatId: Id, ids: readonly Id[]): Promise<MessageRow[]> {
  return rowsOf(ctx, `select ${MESSAGE} from chats.message where id = any($2::bigint[]) and chat_id = $1`, [chatId, ids]);
}

export interface Range {
  readonly above: Id;
  readonly below: Id;
  readonly ascending: boolean;
  readonly limit: number;
}

/** A part of a chat in order. By message_of. */
export function selectPart(ctx: Context, chatId: Id, { above, below, ascending, limit }: Range, now: Date): Promise<MessageRow[]> {
  return rowsOf(
    ctx,
    `select ${MESSAGE} from chats.message where chat_id = $1 and id > $2 and id < $3 and (expires_at is null or expires_at > $4)
     order by id ${ascending ? 'asc' : 'desc'} limit $5`,
    [chatId, above, below, now, limit],
  );
}

/** The newest of each chat that its reader may see. By message_of. */
export function selectNewest(ctx: Context, chats: readonly { id: Id; above: Id }[], now: Date): Promise<MessageRow[]> {
  return rowsOf(
    ctx,
    `select ${MESSAGE.split(', ').map((name) => `s.${name}`).join(', ')} from unnest($1::bigint[], $2::bigint[]) as c (id, above)
     cross join lateral (select * from chats.message where chat_id = c.id and message.id > c.above and deleted_at is null and (expires_at is null or expires_at > $3)
       order by message.id desc limit 1) s`,
    [chats.map(({ id }) => id), chats.map(({ above }) => above), now],
  );
}

/** By the primary key. */
export async function updateBody(tx: Context, id: Id, body: string, at: Date): Promise<void> {
  await rowsOf(tx, 'update chats.message set body = $2, edited_at = $3 where id = $1', [id, body, at]);
}

/** Nothing of it is left but that it was there. By the primary key. */
export async function updateDeleted(tx: Context, id: Id, at: Date): Promise<void> {
  await rowsOf(tx, "update chats.message set body = '', deleted_at = $2, edited_at = null where id = $1", [id, at]);
  await rowsOf(tx, 'delete from chats.reaction where message_id = $1', [id]);
}

/** The same for everything somebody wrote in a chat, or anywhere. By message_author. @returns what it was */
export async function updateDeletedOf(tx: Context, authorId: Id, at: Date, limit: number): Promise<{ id: Id; chat_id: Id }[]> {
  const rows = await rowsOf<{ id: Id; chat_id: Id }>(
    tx,
    `update chats.message set body = '', deleted_at = $2, edited_at = null
     where id in (select id from chats.message where author_id = $1 and deleted_at is null limit $3) returning id, chat_id`,
    [authorId, at, limit],
  );
  await rowsOf(tx, 'delete from chats.reaction where message_id = any($1::bigint[])', [rows.map(({ id }) => id)]);
  return rows;
}

/** Those whose time is over, the first first, gone from the table. By message_expiry. */
export function deleteExpired(tx: Context, now: Date, limit: number): Promise<{ id: Id; chat_id: Id }[]> {
  return rowsOf(
    tx,
    'delete from chats.message where id in (select id from chats.message where expires_at <= $1 order by expires_at limit $2 for update skip locked) returning id, chat_id',
    [now, limit],
  );
}

/** Whether it is new. By reaction_once. */
export async function insertReaction(tx: Context, row: { id: Id; messageId: Id; accountId: Id; name: string }): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    'insert into chats.reaction (id, message_id, account_id, name) values ($1, $2, $3, $4) on conflict do nothing returning 1',
    [row.id, row.messageId, row.accountId, row.name],
  );
  return rows.length > 0;
}

/** Whether it was there. By reaction_once. */
export async function deleteReaction(tx: Context, row: { messageId: Id; accountId: Id; name: string }): Promise<boolean> {
  const rows = await rowsOf(tx, 'delete from chats.reaction where message_id = $1 and account_id = $2 and name = $3 returning 1', [row.messageId, row.accountId, row.name]);
  return rows.length > 0;
}

/** By reaction_once. */
export function selectReactions(ctx: Context, messageIds: readonly Id[]): Promise<{ message_id: Id; name: string; account_ids: Id[] }[]> {
  return rowsOf(
    ctx,
    `select message_id, name, array_agg(account_id order by id) as account_ids from chats.reaction where message_id = any($1::bigint[])
     group by message_id, name order by min(id)`,
    [messageIds],
  );
}

/** By reaction_by. */
export async function deleteReactionsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.reaction where account_id = $1', [accountId]);
}
