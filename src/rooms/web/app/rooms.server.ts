/** Event rooms as the doors give them, as pages show them. */

import { delayOf, encodeTimeline, getRoom, readCurve, readQuestions, readRooms, readTimeline, showParticipants, showRoom } from '#live';
import type { RoomFacts } from '#live';
import { notFound } from '#kit/errors.ts';
import { idAtTime, parseId } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Evening } from './client/rooms.ts';
import { joinNote } from './client/rooms.ts';
import type { Curve, Participant, Post, Question, Room, RoomNote, RoomPost } from './entities.ts';
import { liveAddress, pageOf, waysFrom } from './posts.server.ts';
import type { Stretch } from './posts.server.ts';
import type { Visit } from './visit.ts';

const LONGEST_DELAY_MS = 600_000;
const MOST_QUESTIONS = 100;
const MOST_SECONDS = 2_000_000;

/** @throws Refusal 404 */
export async function findRoom({ ctx }: Visit, text: string | undefined): Promise<RoomFacts> {
  const id = parseId(text ?? '');
  if (id === undefined) throw notFound();
  return getRoom(ctx, id);
}

/** How far behind the reader's picture is, as the address says it; members have said it once for all their devices. */
export function delayIn({ ctx }: Visit, room: RoomFacts, url: URL): number {
  const asked = Number(url.searchParams.get('delay') ?? Number.NaN);
  return delayOf(ctx, room, Number.isInteger(asked) ? Math.min(LONGEST_DELAY_MS, Math.max(0, asked)) : undefined);
}

/** How long ago it was that the room saw what somebody's picture shows now: an item of the programme, or the opening. Undefined: longer than can be held back. */
export function behind({ ctx }: Visit, room: RoomFacts, sees: string): number | undefined {
  const at = room.program.find(({ id }) => String(id) === sees)?.beganAt ?? room.opened_at?.toISOString();
  if (at === undefined) return undefined;
  const ms = Math.round((ctx.now().getTime() - Date.parse(at)) / 1000) * 1000;
  return ms >= 0 && ms <= LONGEST_DELAY_MS ? ms : undefined;
}

export const presentRoom = async ({ ctx }: Visit, room: RoomFacts, delayMs?: number): Promise<Room> => (await showRoom(ctx, room, delayMs)) as Room;

export const presentCurve = async ({ ctx }: Visit, room: RoomFacts, delayMs: number): Promise<Curve> => (await readCurve(ctx, room, { from: 0, to: MOST_SECONDS, delayMs })) as Curve;

/** From where the stream of a page goes on: the newest event that its reader's picture has shown. */
function sinceOf({ ctx }: Visit, delayMs: number): string {
  const { delivered } = houseOf(ctx).outbox;
  return String(delayMs > 0 ? Math.min(delivered, idAtTime(new Date(ctx.now().getTime() - delayMs))) : delivered);
}

/** Where a visitor's page of a room hears what happens in it, as late as its reader's picture. */
export function liveRoom(visit: Visit, room: RoomFacts, delayMs: number): string | undefined {
  const address = liveAddress(visit, 'room', String(room.id));
  if (address === undefined || delayMs === 0) return address;
  const [path, query] = address.split('?');
  const asked = new URLSearchParams(query);
  asked.set('since', sinceOf(visit, delayMs));
  asked.set('delay', String(delayMs));
  return `${path}?${asked.toString()}`;
}

/** The room with its questions and its curve, as of the reader's picture. */
export async function presentEvening(visit: Visit, facts: RoomFacts, delayMs: number): Promise<Evening> {
  const since = sinceOf(visit, delayMs);
  const [room, questions, curve] = await Promise.all([
    presentRoom(visit, facts, delayMs),
    readQuestions(visit.ctx, facts, { sort: 'votes', delayMs, limit: MOST_QUESTIONS, offset: 0 }) as Promise<Question[]>,
    presentCurve(visit, facts, delayMs),
  ]);
  return { room, questions, curve, since };
}

const MOST_PEOPLE = 100;
export const presentPeople = async ({ ctx }: Visit, room: RoomFacts): Promise<Participant[]> => (await showParticipants(ctx, room, { afterId: 0, limit: MOST_PEOPLE })) as Participant[];

const PARTS = ['official', 'on_site', 'followed', 'media'] as const;
export type Part = (typeof PARTS)[number];
export const partIn = (url: URL): Part | undefined => PARTS.find((part) => part === url.searchParams.get('only'));

/** Posts of a room, each with what the room knows of it. */
export async function presentNoted({ ctx }: Visit, room: RoomFacts, posts: Parameters<typeof encodeTimeline>[2], delayMs = 0): Promise<RoomPost[]> {
  return (JSON.parse(String(await encodeTimeline(ctx, room, posts, delayMs))) as { status: Post; room: RoomNote }[]).map(joinNote);
}

/** One part of the posts of a room, each with what the room knows of it. */
export async function presentRoomPosts(visit: Visit, room: RoomFacts, { url, delayMs }: { url: URL; delayMs: number }): Promise<Stretch> {
  const { posts, full } = await readTimeline(visit.ctx, room, pageOf(url), { only: partIn(url), delayMs });
  return { posts: await presentNoted(visit, room, posts, delayMs), ...waysFrom(url, { first: posts[0]?.id, last: posts.at(-1)?.id, full }) };
}

/** A room as a line in the list of all. */
export interface RoomLine {
  readonly id: string;
  readonly title: string;
  readonly tag: string;
  readonly state: Room['state'];
  readonly template: string;
  readonly at: string;
  readonly until: string | null;
  readonly zone: string;
  readonly place: string | undefined;
}

export const lineOf = (room: RoomFacts): RoomLine => ({
  id: String(room.id), title: room.title, tag: room.tag, state: room.state, template: room.template,
  at: (room.opened_at ?? room.starts_at).toISOString(), until: (room.closed_at ?? room.ends_at)?.toISOString() ?? null, zone: room.time_zone, place: room.place?.name,
});

/** The rooms that are open now, for the pages that say so. */
export const openRooms = async ({ ctx }: Visit): Promise<RoomLine[]> => (await readRooms(ctx, 'open', { limit: 3, offset: 0 })).map(lineOf);
