/** What a room has to do with broadcasts: who may go live in it, and what its stream tells of them. */

import { forbidden } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Answer } from '#platform/events.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Routed } from '#streaming';
import {
  broadcastBegan, broadcastChanged, broadcastDeleted, broadcastEnded, broadcastPaused, broadcastPlanned, captionAdded, encodeBroadcasts, readBroadcasts,
} from '#video';
import { getRoom } from './reads/rooms.ts';
import { mayBroadcast } from './rules.ts';
import { roomStill, toRoom } from './streams.ts';

/** @throws Refusal 404 for a room that is not there, 403 for who may not go live in it, or not any more */
async function answerPlanned(ctx: Context, { roomId, accountId }: { roomId: Id; accountId: Id }): Promise<void> {
  const room = await getRoom(viewedBy(ctx, { kind: 'account', id: accountId }), roomId);
  if (!mayBroadcast(room, accountId)) throw forbidden('Going live in this room is for its hosts, its official voices, and whom a host lets in');
  if (room.state === 'closed') throw forbidden('The room is closed');
}

export const answers: readonly Answer[] = [{ question: broadcastPlanned.name, run: answerPlanned as Answer['run'] }];

interface About {
  readonly id: Id;
  readonly roomId: Id | undefined;
}

async function routeBroadcast(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { id, roomId } = stored.payload as About;
  const room = roomId === undefined ? undefined : await roomStill(ctx, roomId);
  if (roomId === undefined || room === undefined) return undefined;
  if (stored.name === captionAdded.name) {
    const cue = stored.payload as NonNullable<(typeof captionAdded)['payload']>;
    const payload = {
      id: String(cue.id), caption_id: String(cue.captionId), broadcast_id: String(cue.broadcastId), language: cue.language, starts_ms: cue.startsMs, ends_ms: cue.endsMs, text: cue.text,
    };
    return toRoom(ctx, roomId, new Frame('room.caption', JSON.stringify(payload), stored.id), room.owner_id);
  }
  const seen = viewedBy(ctx, VISITOR);
  const found = stored.name === broadcastDeleted.name ? undefined : (await readBroadcasts(seen, { roomId, most: 100 })).find((one) => one.id === id);
  const [shown] = found === undefined ? [{ id: String(id), state: 'deleted' }] : await encodeBroadcasts(seen, [found]);
  return shown && toRoom(viewedBy(ctx, SYSTEM), roomId, new Frame('room.broadcast', JSON.stringify(shown), stored.id), room.owner_id);
}

export const broadcastFeed = feedStreams({ name: 'live.tellBroadcasts', route: routeBroadcast }, [
  broadcastChanged, broadcastBegan, broadcastPaused, broadcastEnded, broadcastDeleted, captionAdded,
]);
