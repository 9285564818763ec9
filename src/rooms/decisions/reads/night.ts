import type { Decided } from '#chats';
import { findGroup } from '#groups';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectAdopted } from '../queries/proposals.ts';

const MOST = 100;

/** What a group has adopted since a moment, for the night log of its conversation: who asks there is in it. */
export async function findDecided(ctx: Context, groupId: Id, since: Date): Promise<Decided[]> {
  const [rows, group] = await Promise.all([selectAdopted(ctx, groupId, since, MOST), findGroup(ctx, groupId)]);
  return rows.map((row) => ({ at: row.decided_at ?? row.moved_at, accountId: row.proposer_id, title: row.title, url: `/groups/${group?.handle ?? groupId}/decisions/${row.id}` }));
}
