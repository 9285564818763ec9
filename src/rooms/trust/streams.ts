/** What two people share, on the open streams of each of them. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { trustChanged } from './events.ts';
import { showTrust } from './reads.ts';

export const channels: readonly Channel[] = [{ name: 'trust', scopes: ['read:follows'], anonymous: false }];

function routeTrust(ctx: Context, stored: StoredEvent): Routed {
  const { id, lowId, highId } = stored.payload as { id: Id; lowId: Id; highId: Id };
  const frame = async (viewerId: Id): Promise<Frame> => {
    try {
      return new Frame('trust', JSON.stringify(await showTrust(viewedBy(ctx, { kind: 'account', id: viewerId }), id)), stored.id);
    } catch (error) {
      if (error instanceof Refusal) return new Frame('trust.gone', JSON.stringify({ id: String(id) }), stored.id);
      throw error;
    }
  };
  return {
    topics: ['trust'],
    accountIds: [lowId, highId],
    frameFor: ({ seat: { viewerId } }) => (viewerId === lowId || viewerId === highId ? frame(viewerId) : undefined),
  };
}

export const feed = feedStreams({ name: 'trust.tellStreams', route: routeTrust }, [trustChanged]);
