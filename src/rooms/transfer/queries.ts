import { sql } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import type { ReadablePosts } from '#posts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { TaskRow } from './schema.ts';
import type { Line, Mode, Note, Task, TaskKind } from './types.ts';

/** What other rooms let this one read. */
const readable = (ctx: Context) => tablesOf<ReadableAccounts & ReadablePosts>(ctx);

function taskOf(row: TaskRow): Task {
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    mode: row.mode,
    state: row.state,
    total: row.total,
    done: row.done,
    failed: row.failed,
    notes: (typeof row.notes === 'string' ? JSON.parse(row.notes) : row.notes) as Note[],
    gaps: row.gaps,
    source: row.source ?? undefined,
    file: row.file ?? undefined,
    createdAt: row.created_at,
    finishedAt: row.finished_at ?? undefined,
  };
}

/** By the unique index on the name. */
export function selectIdsByName(ctx: Context, usernames: readonly string[]): Promise<{ id: Id; username: string }[]> {
  if (usernames.length === 0) return Promise.resolve([]);
  return readable(ctx).selectFrom('accounts.account').select(['id', 'username']).where('username', '=', sql<string>`any(${usernames}::text[])`).execute();
}

export async function insertTask(tx: Context, task: { id: Id; accountId: Id; kind: TaskKind; mode: Mode; total: number; source?: string }): Promise<void> {
  await rowsOf(tx, `insert into transfer.task (id, account_id, kind, mode, state, total, created_at, source) values ($1, $2, $3, $4, 'running', $5, $6, $7)`, [
    task.id, task.accountId, task.kind, task.mode, task.total, tx.now(), task.source ?? null,
  ]);
}

/** By the primary key; `locked` waits for whoever works on it. */
export async function selectTask(ctx: Context, id: Id, locked = false): Promise<Task | undefined> {
  const [row] = await rowsOf<TaskRow>(ctx, `select * from transfer.task where id = $1${locked ? ' for update' : ''}`, [id]);
  return row && taskOf(row);
}

/** Newest first, by task_account. */
export async function selectTasks(ctx: Context, accountId: Id, limit: number): Promise<Task[]> {
  const rows = await rowsOf<TaskRow>(ctx, 'select * from transfer.task where account_id = $1 order by id desc limit $2', [accountId, limit]);
  return rows.map(taskOf);
}

export async function insertLines(tx: Context, taskId: Id, lines: readonly Line[]): Promise<void> {
  // One row a line as JSON: an array of arrays of different lengths is none to PostgreSQL.
  await rowsOf(
    tx,
    `insert into transfer.line (task_id, n, cells)
    select $1, (l->>'n')::int, array(select jsonb_array_elements_text(l->'cells')) from jsonb_array_elements($2::jsonb) l`,
    [taskId, JSON.stringify(lines)],
  );
}

/** The next lines, by the primary key. */
export function selectLines(ctx: Context, taskId: Id, limit: number): Promise<Line[]> {
  return rowsOf<Line>(ctx, 'select n, cells from transfer.line where task_id = $1 order by n limit $2', [taskId, limit]);
}

export async function deleteLines(tx: Context, taskId: Id, upTo: number): Promise<void> {
  await rowsOf(tx, 'delete from transfer.line where task_id = $1 and n <= $2', [taskId, upTo]);
}

export async function updateTask(tx: Context, id: Id, change: Pick<Task, 'done' | 'failed' | 'notes' | 'gaps'>): Promise<void> {
  await rowsOf(tx, 'update transfer.task set done = done + $2, failed = failed + $3, notes = $4::jsonb, gaps = $5::jsonb where id = $1', [
    id, change.done, change.failed, JSON.stringify(change.notes), JSON.stringify(change.gaps),
  ]);
}

export async function endTask(tx: Context, id: Id, state: 'done' | 'cancelled', file: string | null = null): Promise<void> {
  await rowsOf(tx, 'update transfer.task set state = $2, finished_at = $3, file = $4, source = null where id = $1', [id, state, tx.now(), file]);
  await rowsOf(tx, 'delete from transfer.line where task_id = $1', [id]);
  await rowsOf(tx, 'delete from transfer.named where task_id = $1', [id]);
}

export async function insertNamed(tx: Context, taskId: Id, ids: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'insert into transfer.named (task_id, target_id) select $1, unnest($2::bigint[]) on conflict do nothing', [taskId, ids]);
}

/** Those of `ids` that the file did not name, by the primary key. */
export async function selectUnnamed(ctx: Context, taskId: Id, ids: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select i as id from unnest($2::bigint[]) i where not exists (select from transfer.named where task_id = $1 and target_id = i)`,
    [taskId, ids],
  );
  return rows.map(({ id }) => id);
}

interface FollowLine {
  id: Id;
  target_id: Id;
  username: string;
  show_reposts: boolean;
  notify: boolean;
  languages: string[] | null;
}

/** A page of whom somebody follows, oldest first, by the index of follows on the follower. */
export function selectFollows(ctx: Context, accountId: Id, above: Id, limit: number): Promise<FollowLine[]> {
  return readable(ctx).selectFrom('accounts.follow as f').innerJoin('accounts.account as a', 'a.id', 'f.target_id')
    .select(['f.id', 'f.target_id', 'a.username', 'f.show_reposts', 'f.notify', 'f.languages'])
    .where('f.follower_id', '=', accountId).where('f.id', '>', above).orderBy('f.id').limit(limit).execute();
}

export function selectBlocks(ctx: Context, accountId: Id, above: Id, limit: number): Promise<{ id: Id; target_id: Id; username: string }[]> {
  return readable(ctx).selectFrom('accounts.block as b').innerJoin('accounts.account as a', 'a.id', 'b.target_id')
    .select(['b.id', 'b.target_id', 'a.username']).where('b.account_id', '=', accountId).where('b.id', '>', above).orderBy('b.id').limit(limit).execute();
}

export function selectMutes(ctx: Context, accountId: Id, above: Id, limit: number): Promise<{ id: Id; target_id: Id; username: string; notifications: boolean }[]> {
  return readable(ctx).selectFrom('accounts.mute as m').innerJoin('accounts.account as a', 'a.id', 'm.target_id')
    .select(['m.id', 'm.target_id', 'a.username', 'm.notifications']).where('m.account_id', '=', accountId).where('m.id', '>', above).orderBy('m.id').limit(limit).execute();
}

/** A page of what somebody bookmarked, oldest first, with whose posts they are. */
export function selectBookmarks(ctx: Context, accountId: Id, above: Id, limit: number): Promise<{ id: Id; post_id: Id; username: string }[]> {
  return readable(ctx).selectFrom('posts.bookmarking as b').innerJoin('posts.post as p', 'p.id', 'b.post_id').innerJoin('accounts.account as a', 'a.id', 'p.author_id')
    .select(['b.id', 'b.post_id', 'a.username']).where('b.account_id', '=', accountId).where('b.id', '>', above).orderBy('b.id').limit(limit).execute();
}

interface ListedLine {
  id: Id;
  list_id: Id;
  account_id: Id;
  title: string;
  username: string;
}

/** A page of who is in somebody's lists, by list_member_by_owner. */
export function selectListed(ctx: Context, accountId: Id, above: Id, limit: number): Promise<ListedLine[]> {
  return readable(ctx).selectFrom('accounts.list_member as m').innerJoin('accounts.list as l', 'l.id', 'm.list_id').innerJoin('accounts.account as a', 'a.id', 'm.account_id')
    .select(['m.id', 'm.list_id', 'm.account_id', 'l.title', 'a.username']).where('m.owner_id', '=', accountId).where('m.id', '>', above).orderBy('m.id').limit(limit).execute();
}

/** Somebody's lists with a title, oldest first, each with the membership of an account in it, if there is one. By list_by_account. */
export function selectTitled(ctx: Context, accountId: Id, title: string, memberId: Id): Promise<{ id: Id; membership: Id | null }[]> {
  return readable(ctx).selectFrom('accounts.list as l')
    .leftJoin('accounts.list_member as m', (join) => join.onRef('m.list_id', '=', 'l.id').on('m.account_id', '=', memberId))
    .select(['l.id', 'm.id as membership']).where('l.account_id', '=', accountId).where('l.title', '=', title).orderBy('l.id').execute();
}

/** By list_member_by_list. */
export async function isEmptyList(ctx: Context, listId: Id): Promise<boolean> {
  return (await readable(ctx).selectFrom('accounts.list_member').select('id').where('list_id', '=', listId).limit(1).execute()).length === 0;
}

/** A page of the servers somebody blocks, by domain_block_by_account. */
export function selectDomains(ctx: Context, accountId: Id, above: Id, limit: number): Promise<{ id: Id; domain: string }[]> {
  return readable(ctx).selectFrom('accounts.domain_block').select(['id', 'domain']).where('account_id', '=', accountId).where('id', '>', above).orderBy('id').limit(limit).execute();
}

/** A page of one's own posts of every visibility, reposts too, oldest first, by post_author. */
export async function selectOwnPosts(ctx: Context, accountId: Id, above: Id, limit: number): Promise<Id[]> {
  const rows = await readable(ctx).selectFrom('posts.post').select('id').where('author_id', '=', accountId).where('id', '>', above).orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

export async function countPosts(ctx: Context, accountId: Id): Promise<number> {
  const { count } = await readable(ctx).selectFrom('posts.post').select(({ fn }) => fn.countAll<number>().as('count')).where('author_id', '=', accountId).executeTakeFirstOrThrow();
  return Number(count);
}

/** Notes that this source is now that post. @returns false when it was brought before */
export async function insertImported(tx: Context, accountId: Id, source: string, postId: Id): Promise<boolean> {
  const rows = await rowsOf(tx, 'insert into transfer.imported (account_id, source, post_id) values ($1, $2, $3) on conflict do nothing returning 1', [accountId, source, postId]);
  return rows.length > 0;
}

/** What a source has become here. By the primary key. */
export async function selectImported(ctx: Context, accountId: Id, source: string): Promise<Id | undefined> {
  const [row] = await rowsOf<{ id: Id }>(ctx, 'select post_id as id from transfer.imported where account_id = $1 and source = $2', [accountId, source]);
  return row?.id;
}

/** The files that tasks under way are taken from. */
export async function selectSources(ctx: Context): Promise<string[]> {
  const rows = await rowsOf<{ source: string }>(ctx, "select source from transfer.task where state = 'running' and source is not null", []);
  return rows.map(({ source }) => source);
}

/** What a deleted account has brought and taken along. @returns the archives that are left to remove */
export async function deleteTasksOf(tx: Context, accountId: Id): Promise<string[]> {
  const rows = await rowsOf<{ file: string | null }>(tx, 'delete from transfer.task where account_id = $1 returning file', [accountId]);
  await rowsOf(tx, 'delete from transfer.imported where account_id = $1', [accountId]);
  return rows.flatMap(({ file }) => file ?? []);
}

/** The archives of some accounts are none any more, those that are being made included; others may be ordered at once. @returns the files that are to go */
export async function cancelArchives(tx: Context, accountIds: readonly Id[]): Promise<string[]> {
  const rows = await rowsOf<{ file: string | null }>(
    tx,
    `with old as (select id, file from transfer.task where account_id = any($1::bigint[]) and kind = 'archive' and (file is not null or state = 'running') for update)
    update transfer.task t set file = null, state = 'cancelled', finished_at = coalesce(t.finished_at, $2) from old where t.id = old.id returning old.file`,
    [accountIds, tx.now()],
  );
  return rows.flatMap(({ file }) => file ?? []);
}

/** Archives made before a moment: their files are to go. */
export async function clearOldFiles(tx: Context, before: Date): Promise<string[]> {
  const rows = await rowsOf<{ file: string }>(
    tx,
    `with old as (select id, file from transfer.task where kind = 'archive' and file is not null and finished_at < $1 for update)
    update transfer.task t set file = null from old where t.id = old.id returning old.file`,
    [before],
  );
  return rows.map(({ file }) => file);
}
