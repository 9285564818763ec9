/** Why a broadcaster is refused or cut off, for people in words and for programs as a code. */

import { Refusal } from '#kit/errors.ts';

/**
 * - `unknown_key`: no broadcast has this key (the same for one that is gone); `busy`: somebody is sending already; `ended`: it is over;
 * - `not_allowed`: this account may not go live here (any more); `codec`: not H.264 with AAC or Opus; `no_keyframe`: none came;
 * - `bitrate`, `hours`, `disk`: a limit; `new_key`, `handed_over`, `deleted`, `stopping`: what happened to it meanwhile.
 */
export type IngestCode =
  | 'unknown_key' | 'busy' | 'ended' | 'not_allowed' | 'codec' | 'no_keyframe' | 'bitrate' | 'hours' | 'disk'
  | 'new_key' | 'handed_over' | 'deleted' | 'stopping';

const STATUS: Partial<Record<IngestCode, number>> = {
  unknown_key: 404, deleted: 404, busy: 409, ended: 409, new_key: 409, handed_over: 409, not_allowed: 403, stopping: 503,
};

export class IngestRefusal extends Refusal {
  readonly code: IngestCode;

  constructor(code: IngestCode, message: string) {
    super(STATUS[code] ?? 422, message);
    this.name = 'IngestRefusal';
    this.code = code;
  }
}

export const WORDS: Readonly<Record<IngestCode, string>> = {
  unknown_key: 'There is no broadcast with this key. Make a new key in the studio.',
  busy: 'Somebody is sending to this broadcast already.',
  ended: 'This broadcast has ended. Begin a new one.',
  not_allowed: 'You may not go live here.',
  codec: 'Only H.264 pictures with AAC or Opus sound are taken. Please choose them in your encoder.',
  no_keyframe: 'No keyframe came. Set the keyframe interval of your encoder to 2 seconds.',
  bitrate: 'More is sent than this server takes. Lower the bitrate of your encoder.',
  hours: 'A broadcast may not run any longer on this server.',
  disk: 'The recording has no more room on this server.',
  new_key: 'The key of this broadcast was changed.',
  handed_over: 'This broadcast was handed over to somebody else.',
  deleted: 'This broadcast was deleted.',
  stopping: 'The server stops; the broadcast goes on when it is back.',
};

export const refuse = (code: IngestCode): IngestRefusal => new IngestRefusal(code, WORDS[code]);
