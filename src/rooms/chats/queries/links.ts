import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { LinkRow } from '../types.ts';

const LINK = 'chat_id, token, made_by, expires_at';

/** By the primary key. */
export async function selectLink(ctx: Context, chatId: Id): Promise<LinkRow | undefined> {
  const [row] = await rowsOf<LinkRow>(ctx, `select ${LINK} from chats.link where chat_id = $1`, [chatId]);
  return row;
}

/** By the unique index on token. */
export async function selectByToken(ctx: Context, token: string): Promise<LinkRow | undefined> {
  const [row] = await rowsOf<LinkRow>(ctx, `select ${LINK} from chats.link where token = $1`, [token]);
  return row;
}

/** In the place of the one there was. */
export async function upsertLink(tx: Context, row: LinkRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into chats.link (${LINK}) values ($1, $2, $3, $4)
     on conflict (chat_id) do update set token = excluded.token, made_by = excluded.made_by, expires_at = excluded.expires_at`,
    [row.chat_id, row.token, row.made_by, row.expires_at],
  );
}

/** By the primary key. */
export async function deleteLink(tx: Context, chatId: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.link where chat_id = $1', [chatId]);
}

/** Those that somebody made. By link_maker. */
export async function deleteLinksOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from chats.link where made_by = $1', [accountId]);
}

/** Who came by the link of a chat and waits, in the order in which they came. By member_asking. */
export async function selectAsking(ctx: Context, chatId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ account_id: Id }>(ctx, "select account_id from chats.member where chat_id = $1 and state = 'asking' order by id", [chatId]);
  return rows.map(({ account_id: id }) => id);
}

/** How many wait, by chat. By member_asking. */
export function selectAskingCounts(ctx: Context, chatIds: readonly Id[]): Promise<{ chat_id: Id; count: number }[]> {
  return rowsOf(ctx, "select chat_id, count(*) as count from chats.member where chat_id = any($1::bigint[]) and state = 'asking' group by chat_id", [chatIds]);
}
