/** Lines for those whom something of a group concerns. */

import { tell } from '#notifications';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import { groupNews } from '../events.ts';
import type { News } from '../events.ts';
import { findGroup } from '../reads/groups.ts';
import { showNews } from '../reads/show.ts';
import type { GroupFacts } from '../types.ts';

/** Has a line told to some of those whom a group concerns. `key`: one line for each; what comes by itself has nobody it comes from. */
export function news(tx: Context, group: Pick<GroupFacts, 'id'>, of: Omit<News, 'groupId'>): void {
  if (of.accountIds.length > 0) tx.emit(groupNews, { groupId: group.id, ...of });
}

/** Who is to answer for a group: its stewards; in a group without one everybody, of whom the first few are told. */
const MOST_ASKED = 20;

export function answerable(group: GroupFacts): Id[] {
  const inside = [...group.members.values()].filter(({ state }) => state === 'in');
  const stewards = inside.filter(({ steward }) => steward);
  return (stewards.length > 0 ? stewards : inside).slice(0, MOST_ASKED).map(({ account_id: id }) => id);
}

/** Safe to repeat. */
export async function tellNews(ctx: Context, { id: eventId, payload }: Heard<News>): Promise<void> {
  const { groupId, kind, byId, accountIds, key } = payload;
  const group = await findGroup(ctx, groupId);
  if (group === undefined) return;
  const about = { id: groupId, key: `group ${groupId} ${key}`, shown: showNews(ctx, group, kind) };
  // Nobody's doing: whoever blocks or mutes somebody in the group is told all the same.
  return tell(ctx, { type: 'group', fromId: byId ?? 0, accountIds, eventId, about });
}
