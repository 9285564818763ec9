import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { MessageRow, Said } from '../types.ts';

export const MESSAGE = 'id, chat_id, author_id, client_key, body, opaque, reply_to_id, written_at, edited_at, deleted_at, expires_at, files, link, link_key';

/** What was sent with this key before. By message_once. */
export async function selectByKey(tx: Context, chatId: Id, authorId: Id, clientKey: string): Promise<MessageRow | undefined> {
  const [row] = await rowsOf<MessageRow>(tx, `select ${MESSAGE} from chats.message where chat_id = $1 and author_id = $2 and client_key = $3`, [chatId, authorId, clientKey]);
  return row;
}

export async function insertMessage(tx: Context, row: MessageRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.message (${MESSAGE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [row.id, row.chat_id, row.author_id, row.client_key, row.body, row.opaque, row.reply_to_id, row.written_at, row.edited_at, row.deleted_at, row.expires_at, row.files, row.link, row.link_key],
  );
}

/** By the primary key. */
export async function selectMessage(ctx: Context, chatId: Id, id: Id, hold = false): Promise<MessageRow | undefined> {
  const [row] = await rowsOf<MessageRow>(ctx, `select ${MESSAGE} from chats.message where id = $2 and chat_id = $1 ${hold ? 'for no key update' : ''}`, [chatId, id]);
  return row;
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

/** What somebody wrote in a chat and did not take back, oldest first. By message_of. */
export function selectOwnPart(ctx: Context, { chatId, authorId, above, limit }: { chatId: Id; authorId: Id; above: Id; limit: number }, now: Date): Promise<MessageRow[]> {
  return rowsOf(
    ctx,
    `select ${MESSAGE} from chats.message where chat_id = $1 and author_id = $2 and id > $3 and deleted_at is null and (expires_at is null or expires_at > $4) order by id limit $5`,
    [chatId, authorId, above, now, limit],
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

/** The addresses whose cards some messages show. By the primary key. */
export async function selectLinksOf(ctx: Context, messageIds: readonly Id[]): Promise<string[]> {
  const rows = await rowsOf<{ link: string }>(ctx, 'select distinct link from chats.message where id = any($1::bigint[]) and link is not null', [messageIds]);
  return rows.map(({ link }) => link);
}

/** The same of whole chats. By message_of. */
export async function selectLinksIn(ctx: Context, chatIds: readonly Id[]): Promise<string[]> {
  const rows = await rowsOf<{ link: string }>(ctx, 'select distinct link from chats.message where chat_id = any($1::bigint[]) and link is not null', [chatIds]);
  return rows.map(({ link }) => link);
}

/** The addresses of these keys of which some message shows a card. By message_link. */
export async function selectNamedLinks(ctx: Context, linkKeys: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ link: string }>(ctx, 'select distinct link from chats.message where link_key = any($1::text[])', [linkKeys]);
  return rows.map(({ link }) => link);
}

/** The newest messages that show the card of an address, those after an id. By message_link. */
export function selectShowing(ctx: Context, linkKey: string, above: Id, limit: number): Promise<{ id: Id; chat_id: Id }[]> {
  return rowsOf(ctx, 'select id, chat_id from chats.message where link_key = $1 and id > $2 order by id desc limit $3', [linkKey, above, limit]);
}

/** By the primary key. */
export async function updateBody(tx: Context, id: Id, said: Said, at: Date): Promise<void> {
  await rowsOf(tx, 'update chats.message set body = $2, opaque = $3, link = $4, link_key = $5, edited_at = $6 where id = $1', [id, said.body, said.opaque, said.link, said.link_key, at]);
}

/** Nothing of them is left but that they were there. By the primary key. */
export async function updateDeleted(tx: Context, ids: readonly Id[], at: Date): Promise<void> {
  await rowsOf(tx, "update chats.message set body = '', opaque = null, files = 0, link = null, link_key = null, deleted_at = $2, edited_at = null where id = any($1::bigint[])", [ids, at]);
  await Promise.all(['reaction', 'entry', 'pin'].map((table) => rowsOf(tx, `delete from chats.${table} where message_id = any($1::bigint[])`, [ids])));
}

/** Nobody sends these again: what their client called them is forgotten, too. By the primary key. */
export async function updateKeys(tx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'update chats.message set client_key = id::text where id = any($1::bigint[])', [ids]);
}

/** What somebody wrote anywhere and did not take back, some of it. By message_author. */
export function selectStanding(ctx: Context, authorId: Id, limit: number): Promise<{ id: Id; chat_id: Id }[]> {
  return rowsOf(ctx, 'select id, chat_id from chats.message where author_id = $1 and deleted_at is null limit $2', [authorId, limit]);
}

/** Those whose time is over, the first first, held until the transaction ends. By message_expiry. */
export function lockExpired(tx: Context, now: Date, limit: number): Promise<{ id: Id; chat_id: Id }[]> {
  return rowsOf(tx, 'select id, chat_id from chats.message where expires_at <= $1 order by expires_at limit $2 for update skip locked', [now, limit]);
}

/** Gone from the table. By the primary key. */
export async function deleteMessages(tx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from chats.message where id = any($1::bigint[])', [ids]);
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
