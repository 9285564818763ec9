/** Chats with their people and messages, by SQL: as the room itself would have written them. */

import pg from 'pg';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { House } from '#platform/house.ts';

const STEP = 16;

async function bulk<Row>(house: House, text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

export interface SeededChat {
  readonly id: Id;
  readonly memberIds: readonly Id[];
}

/** A group for each of these lists of people, made `days` ago. */
export async function seedChats(house: House, groups: readonly (readonly Id[])[], days: number): Promise<SeededChat[]> {
  const first = idAtTime(Date.now() - days * 86_400_000);
  const chats = groups.map((memberIds, n) => ({ id: first + n * STEP, memberIds }));
  await bulk(
    house,
    `insert into chats.chat (id, kind, title, locked, made_by, created_at, last_id)
     select id, 'group', 'Group ' || n, false, maker, now(), id from unnest($1::bigint[], $2::bigint[]) with ordinality as c (id, maker, n)`,
    [chats.map(({ id }) => id), chats.map(({ memberIds }) => memberIds[0])],
  );
  const pairs = chats.flatMap(({ id, memberIds }) => memberIds.map((memberId) => [id, memberId] as const));
  await bulk(
    house,
    `insert into chats.member (id, chat_id, account_id, state, host, after_id, read_id, changed_at)
     select $3::bigint + n * 16, chat, account, 'in', false, 0, 0, now() from unnest($1::bigint[], $2::bigint[]) with ordinality as m (chat, account, n)`,
    [pairs.map(([id]) => id), pairs.map(([, id]) => id), first + groups.length * STEP],
  );
  return chats;
}

/** Messages of the members in turn, spread evenly over the last `days`, over chats as often as `chatIds` names them. */
export async function seedMessages(house: House, chats: readonly SeededChat[], wish: { count: number; days: number; texts: readonly string[] }): Promise<void> {
  const from = idAtTime(Date.now() - wish.days * 86_400_000);
  const step = Math.floor((idAtTime(Date.now()) - from) / (wish.count + 1) / STEP) * STEP;
  await bulk(
    house,
    `insert into chats.message (id, chat_id, author_id, client_key, body)
     select $1::bigint + n * $2::bigint, c.id, c.author, 'seed' || n, ($3::text[])[1 + n * 7919 % cardinality($3::text[])]
     from generate_series(0, $4::bigint - 1) n
     join unnest($5::bigint[], $6::bigint[]) with ordinality as c (id, author, at) on c.at = 1 + n * 104729 % cardinality($5::bigint[])`,
    [from, step, wish.texts, wish.count, chats.map(({ id }) => id), chats.map(({ memberIds }) => memberIds[1] ?? memberIds[0])],
  );
  await bulk(house, 'update chats.chat c set last_id = m.last from (select chat_id, max(id) as last from chats.message group by 1) m where m.chat_id = c.id', []);
  // Written past the room: its index has them to come.
  await bulk(house, 'update chats.indexing set below = (select max(id) + 1 from chats.message)', []);
  await bulk(house, 'vacuum analyze', []);
}

/** What an account has read of everything: all but the newest `unread` messages of each of its chats. */
export async function seedPlaces(house: House, accountId: Id, unread: number): Promise<void> {
  await bulk(
    house,
    `update chats.member m set read_id = coalesce((select id from chats.message s where s.chat_id = m.chat_id order by id desc offset $2 limit 1), 0) where account_id = $1`,
    [accountId, unread],
  );
}

/** Whether messages wait for the index. */
export async function isIndexing(house: House): Promise<boolean> {
  const [row] = await bulk<{ below: string | null }>(house, 'select below from chats.indexing', []);
  return row?.below !== null;
}
