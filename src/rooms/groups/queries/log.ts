import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { LogRow, Parent } from '../types.ts';

const COLUMNS = 'id, group_id, kind, actor_id, subject_id, note, created_at';

export async function insertLog(tx: Context, row: LogRow): Promise<void> {
  await rowsOf(tx, `insert into groups.log (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`, [
    row.id, row.group_id, row.kind, row.actor_id, row.subject_id, row.note, row.created_at,
  ]);
}

/** The newest first. By log_of. */
export function selectLog(ctx: Context, groupId: Id, page: { below: Id; limit: number }): Promise<LogRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from groups.log where group_id = $1 and id < $2 order by id desc limit $3`, [groupId, page.below, page.limit]);
}

/** By the primary key. */
export async function selectLine(ctx: Context, groupId: Id, id: Id): Promise<LogRow | undefined> {
  const [row] = await rowsOf<LogRow>(ctx, `select ${COLUMNS} from groups.log where id = $2 and group_id = $1`, [groupId, id]);
  return row;
}

/** Lets this transaction, and no other, take lines away: with their group, or a name with its account. */
async function allowErasing(tx: Context): Promise<void> {
  await rowsOf(tx, "select set_config('groups.erasing', 'on', true)", []);
}

/** The whole logs of some groups, with them. By log_of. */
export async function deleteLogs(tx: Context, groupIds: readonly Id[]): Promise<void> {
  await allowErasing(tx);
  await rowsOf(tx, 'delete from groups.log where group_id = any($1::bigint[])', [groupIds]);
}

/** What a deleted account did stays told, without its name and its words. By log_actor, log_subject and choice_actor. */
export async function updateForgotten(tx: Context, accountId: Id): Promise<void> {
  await allowErasing(tx);
  await rowsOf(tx, "update groups.log set actor_id = null, note = '' where actor_id = $1", [accountId]);
  await rowsOf(tx, 'update groups.log set subject_id = null where subject_id = $1', [accountId]);
  await rowsOf(tx, 'update groups.choice set actor_id = null where actor_id = $1', [accountId]);
}

export interface ChoiceRow {
  readonly id: Id;
  readonly actor_id: Id | null;
  readonly created_at: Date;
}

export async function insertChoice(tx: Context, { kind, id: parentId }: Parent, row: ChoiceRow): Promise<void> {
  await rowsOf(tx, `insert into groups.choice (id, parent_${kind}_id, actor_id, created_at) values ($1, $2, $3, $4)`, [row.id, parentId, row.actor_id, row.created_at]);
}

/** Those made for children of a group or a chat, the newest first. By choice_group or choice_chat. */
export function selectChoices(ctx: Context, { kind, id }: Parent, limit: number): Promise<ChoiceRow[]> {
  return rowsOf(ctx, `select id, actor_id, created_at from groups.choice where parent_${kind}_id = $1 order by id desc limit $2`, [id, limit]);
}
