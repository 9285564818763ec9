import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { EntryRow, LeafRow, LogName, LogRow, Said } from '../types.ts';

const LOG = 'account_id, audience, size, peaks';
const LEAF = 'account_id, audience, seq, kind, post_id, at, commitment';

type StoredLog = Omit<LogRow, 'peaks'> & { readonly peaks: Buffer };

const HASH_BYTES = 32;
const logIn = (row: StoredLog): LogRow => ({ ...row, peaks: Array.from({ length: row.peaks.length / HASH_BYTES }, (_, at) => row.peaks.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)) });

/** The logs of these names, there from now on and held, in one order for everybody; none of an account that is deleted. By the primary key. */
export async function lockLogs(tx: Context, names: readonly LogName[]): Promise<LogRow[]> {
  const [accounts, audiences] = [names.map(({ accountId }) => accountId), names.map(({ audience }) => audience)];
  const lock = `select ${LOG} from receipts.log where (account_id, audience) in (select * from unnest($1::bigint[], $2::text[])) order by account_id, audience for no key update`;
  const rows = await rowsOf<StoredLog>(tx, lock, [accounts, audiences]);
  if (rows.length === names.length) return rows.map(logIn);
  await rowsOf(
    tx,
    `insert into receipts.log (account_id, audience, size, peaks)
     select a, w, 0, '' from unnest($1::bigint[], $2::text[]) as n (a, w)
     where exists (select from accounts.account where id = a and standing <> 'deleted') order by a, w on conflict do nothing`,
    [accounts, audiences],
  );
  return (await rowsOf<StoredLog>(tx, lock, [accounts, audiences])).map(logIn);
}

/** What was appended, and how far its logs have come by it: one statement for all of them. */
export async function insertEntries(tx: Context, entries: readonly EntryRow[], logs: readonly LogRow[]): Promise<void> {
  const column = <K extends keyof EntryRow>(key: K): EntryRow[K][] => entries.map((one) => one[key]);
  const hex = (hashes: readonly (Buffer | null)[]): (string | null)[] => hashes.map((hash) => hash?.toString('hex') ?? null);
  await rowsOf(
    tx,
    `with grown as (
       update receipts.log l set size = g.size, peaks = decode(g.peaks, 'hex')
       from unnest($11::bigint[], $12::text[], $13::bigint[], $14::text[]) as g (account_id, audience, size, peaks)
       where l.account_id = g.account_id and l.audience = g.audience)
     insert into receipts.entry (${LEAF}, event_id, salt, record)
     select a, w, n, k, p, t, decode(c, 'hex'), e, decode(s, 'hex'), r
     from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::bigint[], $9::text[], $10::text[]) as o (a, w, n, k, p, t, c, e, s, r)`,
    [
      column('account_id'), column('audience'), column('seq'), column('kind'), column('post_id'), column('at'), hex(column('commitment')), column('event_id'), hex(column('salt')), column('record'),
      logs.map((log) => log.account_id), logs.map((log) => log.audience), logs.map((log) => log.size), hex(logs.map((log) => Buffer.concat(log.peaks))),
    ],
  );
}

/** What the logs say of these posts already. By entry_of_post. */
export function selectToldOf(tx: Context, posts: readonly { accountId: Id; postId: Id }[]): Promise<Pick<EntryRow, 'event_id' | 'kind' | 'post_id'>[]> {
  return rowsOf(
    tx,
    'select event_id, kind, post_id from receipts.entry where (account_id, post_id) in (select * from unnest($1::bigint[], $2::bigint[]))',
    [posts.map(({ accountId }) => accountId), posts.map(({ postId }) => postId)],
  );
}

/** Entries of a log from a place on. By the primary key. */
export function selectEntries(ctx: Context, { accountId, audience }: LogName, from: number, limit: number): Promise<EntryRow[]> {
  return rowsOf(
    ctx,
    `select ${LEAF}, event_id, salt, record from receipts.entry where account_id = $1 and audience = $2 and seq >= $3 order by seq limit $4`,
    [accountId, audience, from, limit],
  );
}

/** Entries of all the logs that everybody may read, and of those for followers of some accounts, from a place on. By the primary key. */
export function selectAllEntries(ctx: Context, after: LogName & { readonly seq: number }, followed: readonly Id[], limit: number): Promise<EntryRow[]> {
  return rowsOf(
    ctx,
    `select ${LEAF}, event_id, salt, record from receipts.entry
     where (account_id, audience, seq) > ($1, $2, $3) and (audience = 'everybody' or account_id = any($4::bigint[])) order by account_id, audience, seq limit $5`,
    [after.accountId, after.audience, after.seq, followed, limit],
  );
}

/** Only what stands now may be opened: not what stood there before an edit, and nothing of what was erased. By entry_of_post. */
export async function updateForgotten(tx: Context, posts: readonly { accountId: Id; postId: Id }[]): Promise<void> {
  const [accounts, ids] = [posts.map(({ accountId }) => accountId), posts.map(({ postId }) => postId)];
  await rowsOf(
    tx,
    `update receipts.entry e set salt = null, record = null
     where (account_id, post_id) in (select * from unnest($1::bigint[], $2::bigint[])) and salt is not null and exists (
       select from receipts.entry n where n.account_id = e.account_id and n.post_id = e.post_id and n.audience = e.audience and n.seq > e.seq)`,
    [accounts, ids],
  );
}

/** The logs first: whoever appends to them holds them. */
export async function deleteLogsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from receipts.log where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from receipts.listed l using receipts.entry e where e.account_id = $1 and l.post_id = e.post_id', [accountId]);
  await rowsOf(tx, 'delete from receipts.entry where account_id = $1', [accountId]);
}

/** What posts say now. By their primary key. */
export function selectSaid(ctx: Context, ids: readonly Id[]): Promise<Said[]> {
  return rowsOf(
    ctx,
    `select id, author_id, visibility, created_at, root_id, reply_to_id, reply_to_author_id, repost_of_id, repost_of_author_id, quoted_id, text, html, spoiler, language,
       tag_keys, mentioned_ids, media_ids from posts.post where id = any($1::bigint[])`,
    [ids],
  );
}

export async function selectLog(ctx: Context, name: LogName): Promise<LogRow | undefined> {
  const [row] = await selectLogs(ctx, [name]);
  return row;
}

/** How far these logs have come; those in which nothing stands are left out. By the primary key. */
export async function selectLogs(ctx: Context, names: readonly LogName[]): Promise<LogRow[]> {
  const rows = await rowsOf<StoredLog>(
    ctx,
    `select ${LOG} from receipts.log where (account_id, audience) in (select * from unnest($1::bigint[], $2::text[]))`,
    [names.map(({ accountId }) => accountId), names.map(({ audience }) => audience)],
  );
  return rows.map(logIn);
}

/** The logs that everybody may read, in the order of their accounts. By the primary key. */
export async function selectAllLogs(ctx: Context, after: Id, limit: number): Promise<LogRow[]> {
  const rows = await rowsOf<StoredLog>(ctx, `select ${LOG} from receipts.log where audience = 'everybody' and account_id > $1 order by account_id limit $2`, [after, limit]);
  return rows.map(logIn);
}

/** What leaves are made of, the first ones. By the primary key. */
export function selectLeavesOf(ctx: Context, { accountId, audience }: LogName, size: number): Promise<LeafRow[]> {
  return rowsOf(ctx, `select ${LEAF} from receipts.entry where account_id = $1 and audience = $2 and seq < $3 order by seq`, [accountId, audience, size]);
}
