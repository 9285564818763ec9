/** Help on the stream `groups`, for those who are in the group: that something is not what it was, and where. */

import { findGroup } from '#groups';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Routed } from '#streaming';
import { helpChanged } from './events.ts';

async function routeHelp(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { id, groupId, byId, toId } = stored.payload as { id: Id; groupId: Id; byId: Id; toId?: Id };
  const group = await findGroup(ctx, groupId);
  if (group?.state !== 'open') return undefined;
  const frame = new Frame('group.help', JSON.stringify({ group_id: String(groupId), id: String(id) }), stored.id);
  // Thanks are nobody's but theirs.
  const accountIds = [...group.inside].filter((one) => toId === undefined || one === byId || one === toId);
  return { topics: ['groups'], accountIds, frameFor: ({ seat: { viewerId } }) => (viewerId !== undefined && accountIds.includes(viewerId) ? frame : undefined) };
}

export const feed = feedStreams({ name: 'help.tellStreams', route: routeHelp }, [helpChanged]);
