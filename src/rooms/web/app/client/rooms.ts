/** An event room in the browser: its posts as a list, and everything else that happens in it while it is open. */

import { useCallback, useEffect, useState } from 'react';
import { useRevalidator } from 'react-router';
import type { Curve, Post, Question, Room, RoomNote, RoomPost } from '../entities.ts';
import { amendPosts, seedPosts } from './posts.ts';
import { subscribe } from './stream.ts';
import type { Source } from './timeline.ts';

export const ROOMS = '/api/perchoir/v1/rooms';

const notes = new Map<string, RoomNote>();
const MOST_NOTES = 5000;

/** What a room said of a post; other lists bring the same post without it. */
export const noteOf = (post: Post): RoomNote | undefined => (post as Partial<RoomPost>).perchoir_room ?? notes.get(post.id);

function keepNotes(posts: readonly Post[]): void {
  for (const post of posts) {
    const note = (post as Partial<RoomPost>).perchoir_room;
    if (note !== undefined) notes.set(post.id, note);
  }
  for (const id of notes.keys()) if (notes.size > MOST_NOTES) notes.delete(id);
}

interface Told {
  readonly status: Post;
  readonly room: RoomNote;
}

/** A post with what the room says of it, as one. */
export const joinNote = ({ status, room }: Told): RoomPost => ({ ...status, perchoir_room: room });

export type RoomPart = 'official' | 'on_site' | 'followed' | 'media';

function belongs(post: Post, part: RoomPart | undefined): boolean {
  const note = noteOf(post);
  if (part === 'official') return note?.official === true;
  if (part === 'on_site') return note?.on_site === true;
  if (part === 'media') return post.media_attachments.length > 0;
  // Whom one follows the server knows.
  return part === undefined;
}

/** The posts of a room, or a part of them. */
export const roomSource = (id: string, part?: RoomPart): Source<Post> => ({
  key: `room:${id}:${part ?? 'all'}`, path: `${ROOMS}/${id}/timeline`, ...(part !== undefined && { query: { only: part } }),
  channel: { stream: 'room', room: id },
  unfold: (answer) => (answer as Told[]).map(joinNote),
  wanted: (post) => belongs(post, part),
  keep(posts) {
    keepNotes(posts);
    seedPosts(posts);
  },
  arrived(event, payload) {
    if (event === 'update' || event === 'status.update') keepNotes([payload as Post]);
    amendPosts(event, payload);
    return event === 'update' ? (payload as Post) : undefined;
  },
});

export interface Evening {
  readonly room: Room;
  readonly questions: readonly Question[];
  readonly curve: Curve;
  /** The newest event that this knows of: what its stream tells goes on from there. */
  readonly since: string;
}

/** One question as it is now, in its place; withdrawn ones are gone. What the viewer did to it no stream tells. */
export function withQuestion(questions: readonly Question[], told: Question): readonly Question[] {
  const before = questions.find(({ id }) => id === told.id);
  if (told.state === 'withdrawn') return questions.filter(({ id }) => id !== told.id);
  if (before === undefined) return [...questions, told];
  return questions.map((one) => (one === before ? { ...told, ...(told.voted === undefined && before.voted !== undefined && { voted: before.voted }) } : one));
}

/** More reactions in one stretch of the curve. */
function withReactions(curve: Curve, { at, counts }: { at: number; counts: Readonly<Record<string, number>> }): Curve {
  const bins = new Map(curve.bins.map((bin) => [bin.at, bin]));
  const sum = { ...bins.get(at)?.counts };
  for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
  bins.set(at, { at, counts: sum });
  return { ...curve, bins: [...bins.values()].sort((a, b) => a.at - b.at) };
}

/** What a room is after something was told on its stream; the same where that was nothing of this. */
function amend(evening: Evening, event: string, payload: unknown): Evening {
  const { room, questions, curve } = evening;
  const put = (part: Partial<Room>): Evening => ({ ...evening, room: { ...room, ...part } });
  switch (event) {
    case 'update':
      return put({ counts: { ...room.counts, posts: room.counts.posts + 1, official: room.counts.official + Number(noteOf(payload as Post)?.official === true) } });
    case 'room.state': {
      const told = payload as Room;
      // The stream says to all what visitors see: what is this reader's own stays.
      return put(told.title === undefined ? { state: told.state } : { ...told, place: told.place && room.place?.name === told.place.name ? room.place : told.place, ...(room.me !== undefined && { me: room.me }) });
    }
    case 'room.program':
      return put(payload as Pick<Room, 'program' | 'speakers'>);
    case 'room.score':
      return put({ score: (payload as Pick<Room, 'score'>).score });
    case 'room.readers':
      return put({ readers: payload as Room['readers'] });
    case 'room.moment':
      return put({ moments: [...room.moments.filter(({ id }) => id !== (payload as Room['moments'][number]).id), payload as Room['moments'][number]] });
    case 'room.broadcast': {
      const told = payload as Room['broadcasts'][number];
      const others = room.broadcasts.filter(({ id }) => id !== told.id);
      return put({ broadcasts: (told.state as string) === 'deleted' ? others : [told, ...others] });
    }
    case 'room.question':
      return { ...evening, questions: withQuestion(questions, payload as Question) };
    case 'room.questions_votes': {
      const votes = new Map((payload as { votes: { id: string; votes: number }[] }).votes.map((one) => [one.id, one.votes]));
      return { ...evening, questions: questions.map((one) => ({ ...one, votes: votes.get(one.id) ?? one.votes })) };
    }
    case 'room.reactions':
      return { ...evening, curve: withReactions(curve, payload as Parameters<typeof withReactions>[1]) };
    default:
      return evening;
  }
}

/** A room as it is while one looks at it. `live`: whether its stream is listened to, which only members do. */
export function useEvening(given: Evening, live: boolean): { evening: Evening; change: (turn: (evening: Evening) => Evening) => void; putRoom: (room: Room) => void } {
  const [held, setHeld] = useState({ given, evening: given });
  const { revalidate } = useRevalidator();
  // A page that was read anew knows better.
  const evening = held.given === given ? held.evening : given;
  const change = useCallback((turn: (evening: Evening) => Evening) => setHeld((now) => ({ given, evening: turn(now.given === given ? now.evening : given) })), [given]);
  const { since, room: { id } } = given;
  useEffect(() => {
    if (!live) return undefined;
    return subscribe({ stream: 'room', room: id, since }, (event, payload) => {
      if (event === 'resync') void revalidate();
      else change((now) => amend(now, event, payload));
    });
  }, [live, id, since, change, revalidate]);
  const putRoom = useCallback((room: Room) => change((now) => ({ ...now, room })), [change]);
  return { evening, change, putRoom };
}
