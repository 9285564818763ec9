/**
 * What comes into visitors' pages of an event room: its posts with what the room says of them, and the parts of the page that
 * change while it is open, as HTML that is made once for each event and language.
 */

import {
  encodeTimeline, getRoom, momentMarked, questionChanged, reactionsCounted, readCurve, readQuestions, readersCounted, roomChanged, roomRemoved, roomsOfPost, showRoom, votesCounted, wallChanged,
} from '#live';
import type { RoomFacts } from '#live';
import { mediaDescribed, pollCounted, pollEnded, pollRescheduled, postCreated, postDeleted, postEdited, quoteRevoked, readPosts } from '#posts';
import type { PostEvent } from '#posts';
import { Frame, feedStreams } from '#streaming';
import type { Routed, Subscription } from '#streaming';
import { broadcastBegan, broadcastChanged, broadcastDeleted, broadcastEnded, broadcastPaused } from '#video';
import { Refusal } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { renderPieces, renderRoomPost } from './answer.ts';
import { LANGUAGES, channelOf, formOf } from './streams.ts';

/** What happened within this time is as it is now. */
const FRESH_MS = 2000;

const topicsOf = (roomId: Id): string[] => LANGUAGES.map((language) => `${channelOf('room', language)}/${roomId}`);

/** Made once, whoever asks first. */
function once<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key) => {
    let making = made.get(key);
    if (making === undefined) {
      making = make(key);
      made.set(key, making);
      making.catch(() => made.delete(key));
    }
    return making;
  };
}

async function routePost(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const event = stored.payload as PostEvent;
  if (event.visibility !== 'public' || event.repostOfId !== undefined) return undefined;
  const rooms = await roomsOfPost(ctx, event);
  if (rooms.length === 0) return undefined;
  const byTopic = new Map(rooms.flatMap((room) => topicsOf(room.id).map((topic) => [topic, room] as const)));
  const gone = new Frame('gone', String(event.id), stored.id);
  if (stored.name === postDeleted.name) return { topics: [...byTopic.keys()], frameFor: () => gone };
  const seen = viewedBy(ctx, VISITOR);
  const frames = new Map(rooms.map((room) => [room.id, once((channel) => render(seen, room, { channel, stored }))]));
  return {
    topics: [...byTopic.keys()],
    async frameFor({ topic, channel }: Subscription) {
      const room = byTopic.get(topic);
      if (room === undefined) return undefined;
      if (!event.tagKeys.includes(room.tag_key)) return gone;
      // Asked each time: who comes back later must not get what was hidden since.
      const [facts] = await readPosts(seen, [event.id]);
      return facts && frames.get(room.id)?.(channel.name);
    },
  };
}

async function render(ctx: Context, room: RoomFacts, { channel, stored }: { channel: string; stored: StoredEvent }): Promise<Frame | undefined> {
  const [facts] = await readPosts(ctx, [(stored.payload as PostEvent).id]);
  if (facts === undefined) return undefined;
  const [told] = JSON.parse(String(await encodeTimeline(ctx, room, [facts]))) as { status: object; room: object }[];
  const shown = await showRoom(ctx, room);
  const html = await renderRoomPost(ctx, formOf(channel), { status: { ...told?.status, perchoir_room: told?.room }, room: shown });
  return new Frame(stored.name === postCreated.name ? 'post' : 'edit', JSON.stringify({ id: String(facts.id), html }), stored.id);
}

export const roomPosts = feedStreams({ name: 'web.tellRoomPosts', route: routePost }, [
  postCreated, postEdited, postDeleted, pollCounted, pollRescheduled, pollEnded, quoteRevoked, mediaDescribed,
]);

const pictureChanged = [broadcastBegan, broadcastPaused, broadcastEnded, broadcastChanged, broadcastDeleted];

/** The parts of a page that an event changes. */
function piecesOf({ name, payload }: StoredEvent): readonly string[] {
  // Only the screen itself shows that: it is told that something happened.
  if (name === wallChanged.name) return [];
  if (pictureChanged.some((event) => event.name === name)) return ['stage', 'now'];
  if (name === questionChanged.name) return ['questions', 'head'];
  if (name === votesCounted.name) return ['questions'];
  if (name === reactionsCounted.name) return ['curve'];
  if (name === momentMarked.name) return ['program', 'curve'];
  return (payload as { part?: string }).part === 'program' ? ['program', 'head'] : ['head'];
}

async function routePieces(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { roomId } = stored.payload as { roomId: Id | undefined };
  if (roomId === undefined) return undefined;
  if (stored.name === roomRemoved.name) {
    const again = new Frame('resync', '', stored.id);
    return { topics: topicsOf(roomId), frameFor: () => again };
  }
  const pieces = piecesOf(stored);
  const make = once(async (channel) => {
    const age = ctx.now().getTime() - timeOfId(stored.id).getTime();
    const facts = await factsFor(viewedBy(ctx, VISITOR), roomId, { pieces, delayMs: age > FRESH_MS ? age : 0 });
    return facts && new Frame('piece', JSON.stringify(await renderPieces(ctx, formOf(channel), { pieces, facts })), stored.id);
  });
  return { topics: topicsOf(roomId), frameFor: ({ channel }) => make(channel.name) };
}

/** As it was when it happened: who comes back, or is behind, is told of it later, and of nothing that came after. */
async function factsFor(ctx: Context, roomId: Id, { pieces, delayMs }: { pieces: readonly string[]; delayMs: number }): Promise<object | undefined> {
  try {
    const room = await getRoom(ctx, roomId);
    const [shown, questions, curve] = await Promise.all([
      showRoom(ctx, room, delayMs),
      pieces.includes('questions') ? readQuestions(ctx, room, { sort: 'votes', delayMs, limit: 100, offset: 0 }) : undefined,
      pieces.includes('curve') || pieces.includes('stage') ? readCurve(ctx, room, { from: 0, to: 2_000_000, delayMs }) : undefined,
    ]);
    return { room: shown, questions, curve };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

export const roomPieces = feedStreams({ name: 'web.tellRooms', route: routePieces }, [
  roomChanged, roomRemoved, questionChanged, votesCounted, reactionsCounted, readersCounted, momentMarked, wallChanged, ...pictureChanged,
]);
