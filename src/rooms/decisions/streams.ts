/** Decisions and roles on the stream `groups`, for those who are in the group: that something is not what it was, and where. */

import { findGroup } from '#groups';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Routed } from '#streaming';
import { proposalChanged, roleChanged } from './events.ts';

async function routeDecision(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { id, groupId } = stored.payload as { id: Id; groupId: Id };
  const group = await findGroup(ctx, groupId);
  if (group?.state !== 'open') return undefined;
  const frame = new Frame(stored.name === proposalChanged.name ? 'group.proposal' : 'group.role', JSON.stringify({ group_id: String(groupId), id: String(id) }), stored.id);
  const accountIds = [...group.inside];
  return { topics: ['groups'], accountIds, frameFor: ({ seat: { viewerId } }) => (viewerId !== undefined && group.members.get(viewerId)?.state === 'in' ? frame : undefined) };
}

export const feed = feedStreams({ name: 'decisions.tellStreams', route: routeDecision }, [proposalChanged, roleChanged]);
