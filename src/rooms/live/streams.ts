/** The stream of a room: its posts with what the room knows of them, and whatever happens in it. */

import { routePost } from '#timelines';
import { mediaDescribed, pollCounted, pollEnded, pollRescheduled, postCreated, postDeleted, postEdited, quoteRevoked } from '#posts';
import type { PostEvent } from '#posts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed, Subscription } from '#streaming';
import { showAccounts, viewerSets } from '#accounts';
import { Refusal } from '#kit/errors.ts';
import { parseId, timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { roomChanged, roomRemoved } from './events.ts';
import type { RoomEvent, RoomPart } from './events.ts';
import { presentItem, presentNote, presentScore, presentSpeakers } from './presenter.ts';
import { anyRoom, getRoom, notesOf } from './reads/rooms.ts';
import { showRoom } from './reads/show-room.ts';
import { delayOf } from './reads/timeline.ts';
import { maySeeRoom } from './rules.ts';
import { isWithin, liveState, mayBeLate } from './state.ts';
import type { RoomFacts } from './types.ts';

const seenBy = (ctx: Context, viewerId: Id | undefined): Context => viewedBy(ctx, viewerId === undefined ? VISITOR : { kind: 'account', id: viewerId });

export const channels: readonly Channel[] = [{
  name: 'room', scopes: ['read:statuses'], anonymous: true, parameter: 'room', asksVisitors: true,
  canonical: (text) => (parseId(text) === undefined ? undefined : String(parseId(text))),
  async mayOpen(ctx, viewerId, room) {
    await getRoom(seenBy(ctx, viewerId), Number(room));
    return true;
  },
  delayOf: async (ctx, viewerId, room) => delayOf(seenBy(ctx, viewerId), await anyRoom(ctx, Number(room)), undefined),
  warm: (ctx, viewerId) => viewerSets(ctx, viewerId),
}];

const topicOf = (roomId: Id): string => `room/${roomId}`;

/** Rooms that a post belongs to, now or before it was edited: by its tags and the time it came; late ones by their note. */
export async function roomsOf(ctx: Context, event: PostEvent): Promise<RoomFacts[]> {
  const { byTag } = liveState(ctx);
  const keys = new Set([...event.tagKeys, ...(event.was?.tagKeys ?? [])]);
  const near = [...keys].flatMap((key) => byTag.get(key) ?? []).filter((bounds) => isWithin(bounds, event.id) || mayBeLate(bounds, event.id));
  if (near.length === 0) return [];
  const note = near.every((bounds) => isWithin(bounds, event.id)) ? undefined : (await notesOf(ctx, [event.id])).get(event.id);
  const within = near.filter((bounds) => isWithin(bounds, event.id) || (note?.late === true && note.room_id === bounds.id));
  return Promise.all(within.map(async ({ id }) => anyRoom(ctx, id)));
}

async function routeRoomPost(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const event = stored.payload as PostEvent;
  if (event.visibility !== 'public' || event.repostOfId !== undefined) return undefined;
  const rooms = await roomsOf(ctx, event);
  if (rooms.length === 0) return undefined;
  const [routed, notes] = await Promise.all([routePost(ctx, stored), notesOf(ctx, [event.id])]);
  if (routed === undefined) return undefined;
  const byTopic = new Map(rooms.map((room) => [topicOf(room.id), room]));
  const made = new Map<Frame, Map<RoomFacts, Frame>>();
  const note = notes.get(event.id) ?? undefined;
  /** The same frame as on the tag's stream, with what the room knows of the post: made once for all who get the same. */
  const withRoom = (frame: Frame | undefined, room: RoomFacts): Frame | undefined => {
    if (frame === undefined || frame.event === 'delete') return frame;
    const known = made.get(frame) ?? new Map<RoomFacts, Frame>();
    made.set(frame, known);
    let own = known.get(room);
    if (own === undefined) {
      const facts = presentNote(room, { id: event.id, authorId: event.authorId }, note);
      known.set(room, (own = new Frame(frame.event, `${frame.payload.slice(0, -1)},"perchoir_room":${JSON.stringify({ id: String(room.id), ...facts })}}`, frame.id)));
    }
    return own;
  };
  return {
    topics: [...byTopic.keys()],
    frameFor(subscription) {
      const room = byTopic.get(subscription.topic);
      if (room === undefined) return undefined;
      const frame = routed.frameFor(asTag(subscription, room));
      return frame instanceof Promise ? frame.then((late) => withRoom(late, room)) : withRoom(frame, room);
    },
  };
}

/** To the timeline of a tag, a room's stream is one of the tag. */
const asTag = ({ channel, parameter, label, seat, after, replaying, open }: Subscription, room: RoomFacts): Subscription =>
  ({ topic: `hashtag/${room.tag_key}`, channel, parameter, label, seat, after, replaying, open });

export const postFeed = feedStreams({ name: 'live.tellPosts', route: routeRoomPost }, [
  postCreated, postEdited, postDeleted, pollCounted, pollRescheduled, pollEnded, quoteRevoked, mediaDescribed,
]);

/** A frame for everybody on a room's stream, but those for whom the room is not there. */
export function toRoom(ctx: Context, roomId: Id, frame: Frame | undefined, ownerId?: Id): Routed | undefined {
  if (frame === undefined) return undefined;
  const owner = ownerId === undefined ? undefined : { owner_id: ownerId };
  return {
    topics: [topicOf(roomId)],
    frameFor({ seat: { viewerId } }) {
      if (viewerId === undefined || owner === undefined) return frame;
      const sets = viewerSets(ctx, viewerId);
      if (sets instanceof Promise) return sets.then((late) => (maySeeRoom(owner, late) ? frame : undefined));
      return maySeeRoom(owner, sets) ? frame : undefined;
    },
  };
}

/** The room, or nothing where it was removed since. */
export async function roomStill(ctx: Context, id: Id): Promise<RoomFacts | undefined> {
  try {
    return await anyRoom(ctx, id);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** As it was when it was told, not as it has become since: somebody may be that far behind. */
async function payloadOf(ctx: Context, room: RoomFacts, { part, at }: { part: RoomPart; at: Date }): Promise<[string, object]> {
  if (part === 'score') return ['room.score', { room_id: String(room.id), score: presentScore(room, at), at: at.toISOString() }];
  if (part === 'program') {
    const people = await showAccounts(ctx, room.speakers.flatMap(({ accountId }) => accountId ?? []));
    return ['room.program', { room_id: String(room.id), program: room.program.map((item) => presentItem(item, at)), speakers: presentSpeakers(room, people) }];
  }
  return ['room.state', await showRoom(viewedBy(ctx, VISITOR), room, Math.max(0, ctx.now().getTime() - at.getTime()))];
}

async function routeChange(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { roomId, part } = stored.payload as RoomEvent & { part: RoomPart };
  if (stored.name === roomRemoved.name) return toRoom(ctx, roomId, new Frame('room.state', JSON.stringify({ id: String(roomId), state: 'removed' }), stored.id));
  const room = await roomStill(ctx, roomId);
  if (room === undefined || part === 'quiet') return undefined;
  const [name, payload] = await payloadOf(ctx, room, { part, at: timeOfId(stored.id) });
  return toRoom(ctx, roomId, new Frame(name, JSON.stringify(payload), stored.id), room.owner_id);
}

export const roomFeed = feedStreams({ name: 'live.tellRoom', route: routeChange }, [roomChanged, roomRemoved]);
