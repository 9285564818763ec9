/**
 * The seam between what brings pictures in and what is done with them. Whoever brings them (a socket of a browser, RTMP, WHIP, an
 * engine) opens a session, says what the tracks are, and hands over frames as they come; nothing here knows how they came.
 */

import type { Id } from '#kit/ids.ts';
import type { IngestKind, Sample, Track } from '../types.ts';
import type { IngestRefusal } from '../refusals.ts';

/** By the secret key of a broadcast, or, where the viewer of the context is known, by its id. */
export type IngestWish = { readonly key: string } | { readonly broadcastId: Id };

export interface IngestOptions {
  readonly kind: IngestKind;
  /**
   * Called at most once, when the broadcast may not go on: say the words to the broadcaster and close the connection. The session is
   * over by then; what is still handed to it is left out.
   */
  onStop(why: IngestRefusal): void;
  /** Words for the broadcaster while it goes on: keyframes come too rarely, the recording has stopped. */
  onNotice?(text: string): void;
}

export interface IngestSession {
  readonly broadcastId: Id;
  /** What may be sent, bits a second. */
  readonly maxBitrate: number;
  /**
   * Before the first frame of a track, and again when it changes. What is the same as before changes nothing.
   * @throws IngestRefusal `codec` for a description that is none
   */
  onConfig(track: Track): void;
  /** Never throws: a frame that makes no sense is left out. The bytes are kept; do not use their memory again. */
  onSample(kind: Track['kind'], sample: Sample): void;
  /** What is wrong with what comes, in words: the broadcaster reads it where the broadcast is. */
  onWarning(words: string): void;
  /** Nothing comes for a while, and that is meant: viewers are told at once. What is sent afterwards goes on. */
  onPause(): void;
  /**
   * Nothing comes any more, whether the broadcaster stopped or the connection is gone: viewers wait, and the broadcast goes on
   * when a session is opened within five minutes. Safe to repeat.
   */
  onEnd(why?: string): Promise<void>;
}
