/** Groups on open streams: those who are in one get what a fresh read would show them. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { groupChanged, groupDissolved, groupLogged } from './events.ts';
import { findGroup } from './reads/groups.ts';
import { showGroup, showLine } from './reads/show.ts';
import { isIn } from './rules.ts';

export const channels: readonly Channel[] = [{ name: 'groups', scopes: ['read:statuses'], anonymous: false }];

/** A frame for each of some accounts, made when the first of their streams asks. */
function toEach(accountIds: readonly Id[], make: (accountId: Id) => Promise<Frame | undefined>): Routed {
  const frames = new Map<Id, Promise<Frame | undefined>>();
  return {
    topics: ['groups'],
    accountIds,
    frameFor({ seat: { viewerId } }) {
      if (viewerId === undefined || !accountIds.includes(viewerId)) return undefined;
      let frame = frames.get(viewerId);
      if (frame === undefined) frames.set(viewerId, (frame = make(viewerId)));
      return frame;
    },
  };
}

async function routeChange(ctx: Context, stored: StoredEvent): Promise<Routed> {
  const { groupId, accountIds } = stored.payload as { groupId: Id; accountIds: readonly Id[] };
  const group = await findGroup(ctx, groupId);
  return toEach([...new Set([...(group?.inside ?? []), ...accountIds])], async (accountId) => {
    const left = new Frame('group.left', JSON.stringify({ id: String(groupId) }), stored.id);
    if (group === undefined || !['in', 'asked', 'invited'].includes(group.members.get(accountId)?.state ?? '')) return left;
    try {
      return new Frame('group', JSON.stringify(await showGroup(viewedBy(ctx, { kind: 'account', id: accountId }), groupId)), stored.id);
    } catch (error) {
      if (error instanceof Refusal) return left;
      throw error;
    }
  });
}

async function route(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  if (stored.name === groupChanged.name) return routeChange(ctx, stored);
  const { groupId, lineId, accountIds } = stored.payload as { groupId: Id; lineId: Id; accountIds: readonly Id[] };
  if (stored.name === groupDissolved.name) {
    const frame = new Frame('group.dissolved', JSON.stringify({ id: String(groupId) }), stored.id);
    return toEach(accountIds, () => Promise.resolve(frame));
  }
  const [group, line] = [await findGroup(ctx, groupId), await showLine(ctx, groupId, lineId)];
  if (group?.state !== 'open' || line === undefined) return undefined;
  const frame = new Frame('group.log', JSON.stringify(line), stored.id);
  return toEach([...group.inside], (accountId) => Promise.resolve(isIn(group, accountId) ? frame : undefined));
}

export const feed = feedStreams({ name: 'groups.tellStreams', route }, [groupChanged, groupLogged, groupDissolved]);
