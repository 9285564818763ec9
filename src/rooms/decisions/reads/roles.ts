import { showAccounts } from '#accounts';
import { getInside } from '#groups';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { presentRole } from '../presenter.ts';
import { selectRole, selectRoles } from '../queries/roles.ts';
import type { RoleRow } from '../types.ts';
import { ownId } from './proposals.ts';
import type { Page, Shown } from './proposals.ts';

/** Of a group that the viewer is in, the newest first. @throws Refusal 404 */
export async function readRoles(ctx: Context, of: string, shelf: 'held' | 'ended', page: Page): Promise<Shown> {
  const { group } = await getInside(ctx, of);
  const rows = await selectRoles(ctx, group.id, shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showRows(ctx, rows), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** @throws Refusal 404 */
export async function showRole(ctx: Context, of: string, id: Id): Promise<object> {
  const { group } = await getInside(ctx, of);
  const row = await selectRole(ctx, id);
  const [shown] = row?.group_id === group.id ? await showRows(ctx, [row]) : [];
  if (shown === undefined) throw notFound();
  return shown;
}

async function showRows(ctx: Context, rows: readonly RoleRow[]): Promise<object[]> {
  const viewer = ownId(ctx);
  const people = await showAccounts(ctx, rows.flatMap(({ holder_id: id }) => id ?? []));
  return rows.map((row) => presentRole(row, viewer, people));
}
