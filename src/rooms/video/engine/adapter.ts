/**
 * The seam for larger engines: a program beside this one that takes the picture in and gives it out, while the broadcast, who may
 * send, who may watch and where it is watched stay here.
 */

import type { Id } from '#kit/ids.ts';
import type { Addresses } from '../types.ts';

/** Where encoders send to when an engine takes the picture in. */
export interface PublishTargets {
  readonly rtmp: string | undefined;
  readonly whip: string | undefined;
}

/** What an engine tells. */
export type EngineEvent =
  | { readonly type: 'started'; readonly broadcastId: Id }
  | { readonly type: 'stopped'; readonly broadcastId: Id }
  /** A recording can be watched; addresses, not paths. */
  | { readonly type: 'recorded'; readonly broadcastId: Id; readonly recording: string; readonly download: string };

/** What an engine asks before it lets somebody in. */
export interface EngineQuestion {
  readonly broadcastId: Id;
  readonly act: 'publish' | 'read';
  readonly key: string;
  readonly address: string;
}

export interface EngineAdapter {
  readonly name: string;
  publishTargets(broadcastId: Id): PublishTargets;
  playback(broadcastId: Id): Addresses;
  /** What its message means; undefined: nothing that concerns us. */
  readEvent(message: Readonly<Record<string, unknown>>): EngineEvent | undefined;
  readQuestion(message: Readonly<Record<string, unknown>>): EngineQuestion | undefined;
  /** Cuts off who sends to a broadcast, if anybody does. @throws Error when the engine does not answer */
  kick(broadcastId: Id): Promise<void>;
}
