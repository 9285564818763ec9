/** What this process remembers of event rooms: which posts belong where, and what is said beside posts. */

import { Cache } from '#kit/cache.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { NoteRow, RoomCounts, RoomFacts, RoomState } from './types.ts';

/** What a post is held against to know its room. */
export interface Bounds {
  readonly id: Id;
  readonly tagKey: string;
  readonly state: RoomState;
  readonly opensId: Id | null;
  readonly closesId: Id | null;
  readonly startsAt: Date;
}

interface LiveState {
  /** Every room there is, by its tag: some 300 bytes each. A post with none of these tags costs one look here. */
  readonly byTag: Map<string, Bounds[]>;
  readonly rooms: Cache<Id, RoomFacts>;
  readonly notes: Cache<Id, NoteRow | null>;
  /** Numbers that are a second old at most. */
  readonly counts: Map<Id, { at: number; counts: Promise<RoomCounts> }>;
}

const MEBIBYTE = 1024 * 1024;

export const liveState = perHouse<LiveState>(() => ({
  byTag: new Map(),
  rooms: new Cache({ maxBytes: 16 * MEBIBYTE, sizeOf: (room) => 2000 + 300 * (room.speakers.length + room.program.length + room.moments.length) + 2 * room.description.length + 100 * room.official.size }),
  notes: new Cache({ maxBytes: 16 * MEBIBYTE, sizeOf: (note) => (note === null ? 40 : 300) }),
  counts: new Map(),
}));

/** Puts a room where posts look for it, in place of what was known of it. */
export function remember(state: LiveState, bounds: Bounds): void {
  forget(state, bounds.id);
  state.byTag.set(bounds.tagKey, [...(state.byTag.get(bounds.tagKey) ?? []), bounds]);
}

export function forget(state: LiveState, id: Id): void {
  for (const [tagKey, list] of state.byTag) {
    if (!list.some((one) => one.id === id)) continue;
    const left = list.filter((one) => one.id !== id);
    if (left.length === 0) state.byTag.delete(tagKey);
    else state.byTag.set(tagKey, left);
  }
}

/** Whether a post with the room's tag came in the room's time. */
export function isWithin(bounds: Pick<Bounds, 'opensId' | 'closesId'>, postId: Id): boolean {
  return bounds.opensId !== null && postId >= bounds.opensId && (bounds.closesId === null || postId < bounds.closesId);
}

/** For so long after the end a phone that was offline may bring what it had kept. */
export const GRACE_MS = 24 * 3_600_000;

/** Whether a post came so soon after the end that it may have been written before: its note says. */
export function mayBeLate({ closesId }: Pick<Bounds, 'closesId'>, postId: Id): boolean {
  return closesId !== null && postId >= closesId && timeOfId(postId).getTime() - timeOfId(closesId).getTime() <= GRACE_MS;
}
