import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { DigestCount, ItemRow } from '../types.ts';

const voices = (voice: string): string => `array(select v.account_id from groups.voice v where v.item_id = item.id and v.voice = '${voice}' order by v.account_id)`;
const COLUMNS = `id, group_id, author_id, text, created_at, edited_at, ${voices('approve')} as approved_by, ${voices('veto')} as vetoed_by`;
const voiced = (voice: string): string => `exists (select from groups.voice v where v.item_id = item.id and v.voice = '${voice}')`;

/** The digest of a group, in the order in which it was written. By item_of. */
export function selectItems(ctx: Context, groupId: Id): Promise<ItemRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from groups.item where group_id = $1 order by id`, [groupId]);
}

/** By the primary key. */
export async function selectItem(ctx: Context, groupId: Id, id: Id): Promise<ItemRow | undefined> {
  const [row] = await rowsOf<ItemRow>(ctx, `select ${COLUMNS} from groups.item where id = $2 and group_id = $1`, [groupId, id]);
  return row;
}

/** By item_of. */
export function selectDigestCounts(ctx: Context, groupIds: readonly Id[]): Promise<DigestCount[]> {
  return rowsOf(
    ctx,
    `select group_id, count(*) as items, count(*) filter (where author_id is null or (${voiced('approve')} and not ${voiced('veto')})) as approved
     from groups.item where group_id = any($1::bigint[]) group by group_id`,
    [groupIds],
  );
}

export async function insertItem(tx: Context, row: Pick<ItemRow, 'id' | 'group_id' | 'author_id' | 'text' | 'created_at'>): Promise<void> {
  await rowsOf(tx, 'insert into groups.item (id, group_id, author_id, text, created_at) values ($1, $2, $3, $4, $5)', [row.id, row.group_id, row.author_id, row.text, row.created_at]);
}

/** What was approved was another text; who vetoed it says themselves when that is over. By the primary keys. */
export async function updateItem(tx: Context, id: Id, text: string, at: Date): Promise<void> {
  await rowsOf(tx, 'update groups.item set text = $2, edited_at = $3 where id = $1', [id, text, at]);
  await rowsOf(tx, "delete from groups.voice where item_id = $1 and voice = 'approve'", [id]);
}

/** By the primary key. */
export async function deleteItem(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.item where id = $1', [id]);
}

/** By the primary key. */
export async function upsertVoice(tx: Context, itemId: Id, accountId: Id, voice: 'approve' | 'veto'): Promise<void> {
  await rowsOf(
    tx,
    'insert into groups.voice (item_id, account_id, voice) values ($1, $2, $3) on conflict (item_id, account_id) do update set voice = excluded.voice',
    [itemId, accountId, voice],
  );
}

/** By the primary key. */
export async function deleteVoice(tx: Context, itemId: Id, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.voice where item_id = $1 and account_id = $2', [itemId, accountId]);
}

/** Leaves of digests what somebody approved and nobody vetoed, with the names of who approved and no other. By item_of. */
export async function updateToKept(tx: Context, groupIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, `delete from groups.item where group_id = any($1::bigint[]) and not (${voiced('approve')} and not ${voiced('veto')})`, [groupIds]);
  await rowsOf(tx, 'update groups.item set author_id = null, created_at = $2, edited_at = null where group_id = any($1::bigint[])', [groupIds, tx.now()]);
}

/** What a deleted account wrote and said in digests. By item_author and voice_of. */
export async function deleteWordsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from groups.item where author_id = $1', [accountId]);
  await rowsOf(tx, 'delete from groups.voice where account_id = $1', [accountId]);
}
