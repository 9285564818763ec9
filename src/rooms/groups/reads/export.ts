import type { Context } from '#platform/context.ts';
import { selectMemberships } from '../queries/members.ts';
import { findGroups, ownId } from './groups.ts';

/** For the viewer's archive: the groups they are in, and what they said of themselves there. Nothing of what others said. */
export async function exportGroups(ctx: Context): Promise<object[]> {
  const rows = await selectMemberships(ctx, ownId(ctx));
  const groups = await findGroups(ctx, rows.map(({ group_id: id }) => id));
  return rows.flatMap((row) => {
    const group = groups.get(row.group_id);
    if (group === undefined) return [];
    return [{
      id: String(group.id), title: group.title, purpose: group.purpose, state: row.state, steward: row.steward, trade: row.trade, helps_with: row.helps_with,
      joined_at: row.joined_at?.toISOString() ?? null, ends_at: group.ends_at?.toISOString() ?? null,
    }];
  });
}
