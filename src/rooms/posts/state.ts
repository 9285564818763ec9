/** What this room holds in memory. PostgreSQL is the truth; every value here is amended or dropped by an event. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';
import { perHouse } from '#platform/context.ts';
import type { AppName, Ballot, OwnVote, PostFacts } from './types.ts';

/** Ids marked by a viewer, complete from `floor` on; below it PostgreSQL is asked. */
export interface MarkedIds {
  readonly ids: IdSet;
  readonly floor: Id;
}

export interface ViewerMarks {
  readonly liked: MarkedIds;
  readonly reposted: MarkedIds;
  readonly bookmarked: MarkedIds;
  readonly pinned: MarkedIds;
  /** First posts of threads. */
  readonly muted: MarkedIds;
}

/** A viewer's votes by post, complete from `floor` on; below it PostgreSQL is asked. */
export interface ViewerVotes {
  readonly cast: ReadonlyMap<Id, OwnVote>;
  readonly floor: Id;
}

const MEBIBYTE = 1024 * 1024;
/** Beside the two Buffers: the facts, their lists and the Buffers' own records. */
const FACTS_BYTES = 900;

/** A ballot on its way, and how its voter learns what became of it. */
export interface WaitingBallot extends Ballot {
  readonly roundId: Id;
  readonly counted: () => void;
  readonly refused: (reason: unknown) => void;
}

interface PostsState {
  readonly posts: Cache<Id, PostFacts>;
  /** Written, but their event not yet heard: they enter the cache in the order of events, never over a newer count. */
  readonly fresh: Map<Id, PostFacts>;
  readonly marks: Cache<Id, ViewerMarks>;
  readonly votes: Cache<Id, ViewerVotes>;
  /** Polls whose new totals open streams are to be told of. */
  readonly recounted: Map<Id, NodeJS.Timeout>;
  /** Ballots that wait for those of the same poll to be counted. */
  readonly boxes: Map<Id, WaitingBallot[]>;
  /** Tags whose row is known to be there. */
  readonly tags: Set<string>;
  /** An app keeps its name for life. */
  readonly apps: Cache<Id, AppName>;
}

export const postsState = perHouse<PostsState>(() => ({
  posts: new Cache({ maxBytes: 96 * MEBIBYTE, sizeOf: factsBytes }),
  fresh: new Map(),
  marks: new Cache({ maxBytes: 32 * MEBIBYTE, sizeOf: marksBytes }),
  votes: new Cache({ maxBytes: 8 * MEBIBYTE, sizeOf: ({ cast }) => 200 + 250 * cast.size }),
  recounted: new Map(),
  boxes: new Map(),
  tags: new Set(),
  apps: new Cache({ maxBytes: MEBIBYTE, sizeOf: ({ name, website }) => 200 + 2 * (name.length + (website?.length ?? 0)) }),
}));

function marksBytes(marks: ViewerMarks): number {
  return Object.values(marks).reduce((bytes, { ids }: MarkedIds) => bytes + ids.byteLength + 200, 0);
}

function factsBytes({ encoded, poll }: PostFacts): number {
  return encoded.head.length + encoded.tail.length + FACTS_BYTES + (poll === undefined ? 0 : 1000);
}
