import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { RoleRow } from '../types.ts';

const ROLE = 'id, group_id, proposal_id, title, purpose, domain, holder_id, begins_at, term_ends_at, ended_at, ended_by';

/** By the primary key. `hold`: as it is until the transaction ends. */
export async function selectRole(ctx: Context, id: Id, hold = false): Promise<RoleRow | undefined> {
  const [row] = await rowsOf<RoleRow>(ctx, `select ${ROLE} from decisions.role where id = $1 ${hold ? 'for no key update' : ''}`, [id]);
  return row;
}

/** By the primary key. */
export function selectRolesByIds(ctx: Context, ids: readonly Id[]): Promise<RoleRow[]> {
  return rowsOf(ctx, `select ${ROLE} from decisions.role where id = any($1::bigint[])`, [ids]);
}

/** Of a group, the newest first. By role_of. */
export function selectRoles(ctx: Context, groupId: Id, shelf: 'held' | 'ended', page: { below: Id; limit: number }): Promise<RoleRow[]> {
  return rowsOf(
    ctx,
    `select ${ROLE} from decisions.role where group_id = $1 and ended_at is ${shelf === 'held' ? 'null' : 'not null'} and id < $2 order by id desc limit $3`,
    [groupId, page.below, page.limit],
  );
}

export async function insertRole(tx: Context, row: RoleRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into decisions.role (${ROLE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [row.id, row.group_id, row.proposal_id, row.title, row.purpose, row.domain, row.holder_id, row.begins_at, row.term_ends_at, row.ended_at, row.ended_by],
  );
}

/** Whether it was held until now. By the primary key. */
export async function updateEnded(tx: Context, id: Id, endedBy: NonNullable<RoleRow['ended_by']>, at: Date): Promise<boolean> {
  return (await rowsOf(tx, 'update decisions.role set ended_by = $2, ended_at = $3 where id = $1 and ended_at is null returning 1', [id, endedBy, at])).length > 0;
}

/** What somebody holds in a group, or anywhere. By role_holder. */
export function selectHeld(ctx: Context, holderId: Id, groupId: Id | undefined): Promise<RoleRow[]> {
  return rowsOf(ctx, `select ${ROLE} from decisions.role where holder_id = $1 and ended_at is null and ($2::bigint is null or group_id = $2)`, [holderId, groupId ?? null]);
}

/** Those whose term is over, the first first. By role_term. */
export function selectOver(ctx: Context, now: Date, limit: number): Promise<{ id: Id; group_id: Id }[]> {
  return rowsOf(ctx, 'select id, group_id from decisions.role where ended_at is null and term_ends_at <= $1 order by term_ends_at, id limit $2', [now, limit]);
}

/** By role_of. */
export async function deleteRolesOf(tx: Context, groupId: Id): Promise<void> {
  await rowsOf(tx, 'delete from decisions.role where group_id = $1', [groupId]);
}

/** What a deleted account held stays told, without its name. By role_holder. */
export async function updateHolderGone(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'update decisions.role set holder_id = null where holder_id = $1', [accountId]);
}
