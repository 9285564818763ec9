import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { EntryRow, LogName, LogRow, Said } from '../types.ts';

const LOG = 'account_id, audience, size, peaks';
const ENTRY = 'account_id, audience, seq, event_id, kind, post_id, at, commitment, salt';

type StoredLog = Omit<LogRow, 'peaks'> & { readonly peaks: Buffer };

const HASH_BYTES = 32;
const logIn = (row: StoredLog): LogRow => ({ ...row, peaks: Array.from({ length: row.peaks.length / HASH_BYTES }, (_, at) => row.peaks.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)) });

/** The logs of these names, there from now on and held, in one order for everybody. */
export async function lockLogs(tx: Context, names: readonly LogName[]): Promise<LogRow[]> {
  const [accounts, audiences] = [names.map(({ accountId }) => accountId), names.map(({ audience }) => audience)];
  await rowsOf(
    tx,
    `insert into receipts.log (account_id, audience, size, peaks)
     select a, w, 0, '' from unnest($1::bigint[], $2::text[]) as n (a, w) order by a, w on conflict do nothing`,
    [accounts, audiences],
  );
  const rows = await rowsOf<StoredLog>(
    tx,
    `select ${LOG} from receipts.log where (account_id, audience) in (select * from unnest($1::bigint[], $2::text[])) order by account_id, audience for no key update`,
    [accounts, audiences],
  );
  return rows.map(logIn);
}

export async function updateLogs(tx: Context, logs: readonly LogRow[]): Promise<void> {
  for (const { account_id: account, audience, size, peaks } of logs) {
    await rowsOf(tx, 'update receipts.log set size = $3, peaks = $4 where account_id = $1 and audience = $2', [account, audience, size, Buffer.concat(peaks)]);
  }
}

export async function selectLog(ctx: Context, { accountId, audience }: LogName): Promise<LogRow | undefined> {
  const [row] = await rowsOf<StoredLog>(ctx, `select ${LOG} from receipts.log where account_id = $1 and audience = $2`, [accountId, audience]);
  return row && logIn(row);
}

export async function insertEntries(tx: Context, entries: readonly EntryRow[]): Promise<void> {
  const column = <K extends keyof EntryRow>(key: K): EntryRow[K][] => entries.map((one) => one[key]);
  await rowsOf(
    tx,
    `insert into receipts.entry (${ENTRY})
     select a, w, n, e, k, p, t, decode(c, 'hex'), decode(s, 'hex')
     from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[]) as o (a, w, n, e, k, p, t, c, s)`,
    [
      column('account_id'), column('audience'), column('seq'), column('event_id'), column('kind'), column('post_id'), column('at'),
      column('commitment').map((hash) => hash.toString('hex')), column('salt').map((salt) => salt?.toString('hex') ?? null),
    ],
  );
}

/** What the logs say of these posts already. By entry_post. */
export function selectToldOf(tx: Context, postIds: readonly Id[]): Promise<Pick<EntryRow, 'event_id' | 'kind' | 'post_id' | 'audience'>[]> {
  return rowsOf(tx, 'select event_id, kind, post_id, audience from receipts.entry where post_id = any($1::bigint[])', [postIds]);
}

/** Entries from a place on. By the primary key. */
export function selectEntries(ctx: Context, { accountId, audience }: LogName, from: number, limit: number): Promise<EntryRow[]> {
  return rowsOf(ctx, `select ${ENTRY} from receipts.entry where account_id = $1 and audience = $2 and seq >= $3 order by seq limit $4`, [accountId, audience, from, limit]);
}

/** Only what stands now may be opened: not what stood there before an edit, and nothing of what was erased. By entry_post. */
export async function updateForgotten(tx: Context, postIds: readonly Id[]): Promise<void> {
  await rowsOf(
    tx,
    `update receipts.entry e set salt = null where post_id = any($1::bigint[]) and salt is not null and exists (
       select from receipts.entry n where n.post_id = e.post_id and n.account_id = e.account_id and n.audience = e.audience and n.seq > e.seq)`,
    [postIds],
  );
}

export async function deleteLogsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from receipts.entry where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from receipts.log where account_id = $1', [accountId]);
}

/** What posts say now. */
export function selectSaid(ctx: Context, ids: readonly Id[]): Promise<Said[]> {
  return rowsOf(
    ctx,
    'select id, author_id, visibility, created_at, reply_to_id, repost_of_id, quoted_id, text, spoiler, media_ids from posts.post where id = any($1::bigint[])',
    [ids],
  );
}

/** What leaves are made of, the first ones. By the primary key. */
export function selectLeavesOf(ctx: Context, { accountId, audience }: LogName, size: number): Promise<Omit<EntryRow, 'event_id' | 'salt'>[]> {
  return rowsOf(ctx, 'select account_id, audience, seq, kind, post_id, at, commitment from receipts.entry where account_id = $1 and audience = $2 and seq < $3 order by seq', [accountId, audience, size]);
}
