/** Conversations on open streams: the same JSON as in the list, made once for all streams of their reader. */

import { viewerSets } from '#accounts';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { conversationChanged } from './events.ts';
import { encodeConversations, getConversation } from './reads.ts';
import type { Member } from './types.ts';

export const channels: readonly Channel[] = [{ name: 'direct', scopes: ['read:statuses'], anonymous: false, warm: viewerSets }];

function routeChanged(ctx: Context, event: { id: Id; payload: unknown }): Routed {
  const { members } = event.payload as { members: readonly Member[] };
  const places = new Map(members.map(({ id, accountId }) => [accountId, id]));
  const frames = new Map<Id, Promise<Frame | undefined>>();
  return {
    topics: ['direct'],
    accountIds: [...places.keys()],
    frameFor: ({ seat: { viewerId } }) => {
      const place = viewerId === undefined ? undefined : places.get(viewerId);
      if (viewerId === undefined || place === undefined) return undefined;
      let frame = frames.get(viewerId);
      if (frame === undefined) frames.set(viewerId, (frame = makeFrame(viewedBy(ctx, { kind: 'account', id: viewerId }), place, event.id)));
      return frame;
    },
  };
}

/** Undefined when it is no longer on the list. */
async function makeFrame(ctx: Context, id: Id, eventId: Id): Promise<Frame | undefined> {
  try {
    const [json] = await encodeConversations(ctx, [await getConversation(ctx, id)]);
    return json === undefined ? undefined : new Frame('conversation', json, eventId);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

export const feed = feedStreams({ name: 'conversations.tellStreams', route: routeChanged }, [conversationChanged]);
