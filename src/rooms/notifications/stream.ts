/** New lines on open streams: the same JSON as in the list, made once for all streams of their reader; and that more were let in. */

import type { Id } from '#kit/ids.ts';
import { Refusal } from '#kit/errors.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed } from '#streaming';
import { notified, requestsAccepted } from './events.ts';
import { encodeNotification, getNotification } from './reads/lines.ts';

const SCOPE = 'read:notifications';

export const channels: readonly Channel[] = [{ name: 'user:notification', scopes: [SCOPE], anonymous: false }];

/** A token that may only read posts hears posts on `user`, and no notifications. */
function routeNotified(ctx: Context, event: { id: Id; name: string; payload: unknown }): Routed {
  const { id, accountId } = event.payload as { id: Id; accountId: Id };
  const merged = event.name === requestsAccepted.name ? new Frame('notifications_merged', '1', event.id) : undefined;
  let frame: Promise<Frame | undefined> | undefined;
  return {
    topics: ['user', 'user:notification'],
    accountIds: [accountId],
    frameFor: ({ seat }) => {
      if (seat.viewerId !== accountId || seat.caller?.scopes.has(SCOPE) !== true) return undefined;
      if (merged !== undefined) return merged;
      return (frame ??= makeFrame(viewedBy(ctx, { kind: 'account', id: accountId }), id, event.id));
    },
  };
}

/** Undefined when the line is gone meanwhile, or no longer wanted. */
async function makeFrame(ctx: Context, id: Id, eventId: Id): Promise<Frame | undefined> {
  try {
    const json = await encodeNotification(ctx, await getNotification(ctx, id));
    return json === undefined ? undefined : new Frame('notification', String(json), eventId);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

export const feed = feedStreams({ name: 'notifications.tellStreams', route: routeNotified }, [notified, requestsAccepted]);
