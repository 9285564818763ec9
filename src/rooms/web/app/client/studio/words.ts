/** What the studio says of what happens to it. */

import type { Refusal } from './capture.ts';
import type { Connection } from './messages.ts';
import * as m from '../../paraglide/messages.js';

export const refusalWords = (refusal: Refusal): string =>
  ({ refused: m.studio_refused, no_camera: m.studio_no_camera, no_microphone: m.studio_no_microphone, busy: m.studio_device_busy, unable: m.studio_device_fault }[refusal])();

export const connectionWords = (state: Connection): string =>
  ({ connecting: m.studio_connecting, good: m.studio_good, cut: m.studio_cut, held: m.studio_held, over: m.studio_over }[state])();

const OVER: Readonly<Record<string, () => string>> = {
  busy: m.studio_over_busy, handed_over: m.studio_over_handed, ended: m.studio_over, deleted: m.studio_over_deleted, new_key: m.studio_over_key, unknown_key: m.studio_over_key,
  not_allowed: m.studio_over_not_allowed, hours: m.studio_over_hours, disk: m.studio_over_disk, bitrate: m.studio_over_bitrate, lost: m.studio_over_lost, unable: m.studio_unable,
};

/** Why it is over. `message`: the server's own words, for what we have none for. */
export const overWords = (code: string, message: string): string => OVER[code]?.() ?? (message === '' ? m.studio_over() : message);

const TOLD: Readonly<Record<string, () => string>> = { picture: m.studio_told_picture, sound: m.studio_told_sound, bitrate: m.studio_told_bitrate };
/** The server speaks to makers of encoders here; it mends itself. */
const QUIET: ReadonlySet<string> = new Set(['clock', 'broken_picture', 'no_keyframe']);

/** What is said while it goes on; '' for nothing. */
export const toldWords = (code: string, message: string): string => (QUIET.has(code) ? '' : (TOLD[code]?.() ?? message));

/** 1:04:09, or 04:09 */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
