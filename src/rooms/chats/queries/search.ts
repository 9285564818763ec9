import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { MessageRow } from '../types.ts';
import { MESSAGE } from './messages.ts';

/** A row of the index; `words`: a tsvector, written out. */
export interface Entry {
  readonly messageId: Id;
  readonly chatId: Id;
  readonly expiresAt: Date | null;
  readonly words: string;
}

export async function upsertEntries(tx: Context, entries: readonly Entry[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.entry (message_id, chat_id, expires_at, words)
     select id, chat, expires, words::tsvector from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[]) as e (id, chat, expires, words)
     on conflict (message_id) do update set words = excluded.words`,
    [entries.map((one) => one.messageId), entries.map((one) => one.chatId), entries.map((one) => one.expiresAt), entries.map((one) => one.words)],
  );
}

/** A chat of somebody's, with the id above which it is theirs to read, and its newest. */
export interface OwnChat {
  readonly id: Id;
  readonly after_id: Id;
  readonly last_id: Id;
}

/** The chats whose messages an account may read, or one of them. By member_of. */
export function selectOwnChats(ctx: Context, accountId: Id, chatId?: Id): Promise<OwnChat[]> {
  return rowsOf(
    ctx,
    `select c.id, m.after_id, c.last_id from chats.member m join chats.chat c on c.id = m.chat_id
     where m.account_id = $1 and (m.state = 'in' or (m.state = 'asked' and c.kind = 'pair')) ${chatId === undefined ? '' : 'and m.chat_id = $2'}`,
    chatId === undefined ? [accountId] : [accountId, chatId],
  );
}

/** Messages of these chats whose words fit, newest first. By entry_words, see the function. */
export async function selectFitting(ctx: Context, wanted: string, own: readonly OwnChat[], range: { above: Id; below: Id; limit: number }): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    'select id from chats.newest($1::tsquery, $2::bigint[], $3::bigint[], $4::bigint[], $5, $6, $7, $8) as id',
    [wanted, own.map(({ id }) => id), own.map((one) => one.after_id), own.map((one) => one.last_id), range.above, range.below, ctx.now(), range.limit],
  );
  return rows.map(({ id }) => id);
}

/** Messages wherever they are. By the primary key. */
export function selectAnywhere(ctx: Context, ids: readonly Id[]): Promise<MessageRow[]> {
  return rowsOf(ctx, `select ${MESSAGE} from chats.message where id = any($1::bigint[])`, [ids]);
}

/** How far the indexing of old messages has come; held until the transaction ends. Undefined: nothing waits, or another is at it. */
export async function lockProgress(tx: Context): Promise<Id | undefined> {
  const [row] = await rowsOf<{ below: Id | null }>(tx, 'select below from chats.indexing for update skip locked');
  return row?.below ?? undefined;
}

export async function updateProgress(tx: Context, below: Id | null): Promise<void> {
  await rowsOf(tx, 'update chats.indexing set below = $1', [below]);
}

/** Messages below an id, newest first, held so that none is taken back meanwhile. By the primary key. */
export function lockBelow(tx: Context, below: Id, limit: number): Promise<MessageRow[]> {
  return rowsOf(tx, `select ${MESSAGE} from chats.message where id < $1 order by id desc limit $2 for no key update`, [below, limit]);
}
