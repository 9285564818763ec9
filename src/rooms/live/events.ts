import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';
import type { Moment, QuestionState, RoomState } from './types.ts';

export interface RoomEvent {
  readonly roomId: Id;
}

/** What of a room changed. Of what is `quiet` streams are told otherwise. */
export type RoomPart = 'state' | 'program' | 'score' | 'members' | 'source' | 'wall' | 'quiet' | 'other';

/** Where posts look for a room, as it is from now on. */
export interface Placed {
  readonly tagKey: string;
  readonly state: RoomState;
  readonly opensId: Id | null;
  readonly closesId: Id | null;
  /** ISO 8601. */
  readonly startsAt: string;
}

export const roomChanged = defineEvent<RoomEvent & { readonly part: RoomPart; readonly placed: Placed }>('live.roomChanged');
export const roomRemoved = defineEvent<RoomEvent>('live.roomRemoved');
export const noteWritten = defineEvent<RoomEvent & { readonly postId: Id }>('live.noteWritten');
/** Somebody's picture is further behind, or less. */
export const delayChanged = defineEvent<RoomEvent & { readonly accountId: Id; readonly delayMs: number }>('live.delayChanged');
export const questionChanged = defineEvent<RoomEvent & {
  readonly questionId: Id; readonly accountId: Id; readonly byId: Id; readonly state: QuestionState;
  /** Which step of the question it is: streams tell what it was then, not what has become of it since. */
  readonly step: number;
  readonly answerPostId?: Id | undefined; readonly invitedId?: Id | undefined;
}>('live.questionChanged');
/** Votes for these questions are not what streams last told. */
export const votesCounted = defineEvent<RoomEvent & { readonly questionIds: readonly Id[] }>('live.votesCounted');
/** So many more reactions of each kind in the five seconds from `at` on. Whose, nobody knows. */
export const reactionsCounted = defineEvent<RoomEvent & { readonly at: number; readonly counts: Readonly<Record<string, number>> }>('live.reactionsCounted');
export const momentMarked = defineEvent<RoomEvent & { readonly moment: Moment }>('live.momentMarked');
/** So many read along, with an account and without. */
export const readersCounted = defineEvent<RoomEvent & { readonly accounts: number; readonly visitors: number }>('live.readersCounted');
/** The venue's screen shows something else, or a host decided about a post. */
export const wallChanged = defineEvent<RoomEvent & { readonly postId?: Id; readonly approved?: boolean }>('live.wallChanged');
