/** What the owner decides about live video. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { defineSetting } from '#platform/settings.ts';

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const Gigabytes = Type.Number({ minimum: 0, maximum: 1_000_000 });

export const whoSetting = defineSetting(
  'video.who', oneOf(['nobody', 'staff', 'members']), 'members',
  'nobody, staff (the owner) or members: who may go live',
);
export const hoursSetting = defineSetting('video.hours', Type.Number({ minimum: 0.001, maximum: 48 }), 4, 'hours that one broadcast may run');
export const bitrateSetting = defineSetting(
  'video.kilobits', Type.Integer({ minimum: 64, maximum: 100_000 }), 6000, 'kilobits a second that a broadcaster may send; above, the broadcast is ended',
);
/** A card of one gigabit carries some 350 viewers of 2.5 Mb/s. */
export const viewersSetting = defineSetting('video.viewers', Count, 500, 'viewers of one broadcast while it is live');
export const pushedSetting = defineSetting('video.pushed', Count, 50, 'viewers of one broadcast who get the picture pushed, at half the delay; the others follow by playlist');
export const broadcastDiskSetting = defineSetting('video.gigabytesEach', Gigabytes, 20, 'gigabytes that the recording of one broadcast may take');
export const diskSetting = defineSetting('video.gigabytes', Gigabytes, 100, 'gigabytes that all recordings may take');
export const whenFullSetting = defineSetting(
  'video.whenFull', oneOf(['go on', 'end']), 'go on',
  'go on or end: what becomes of a broadcast that cannot be recorded any further',
);
export const laddersSetting = defineSetting(
  'video.ladders', Type.Integer({ minimum: 0, maximum: 100 }), 0,
  'broadcasts at one time that have smaller pictures (480 and 360 lines) beside them for weak connections; needs ffmpeg, and half a core for each',
);
export const rtmpHostSetting = defineSetting(
  'video.rtmpHost', Type.String({ maxLength: 260, pattern: '^[A-Za-z0-9.:\\[\\]-]*$' }), '', 'the name (and :port) that encoders are told to send to; empty: that of the public address, with RTMP_PORT',
);
export const whipSetting = defineSetting('video.whip', Type.Boolean(), true, 'true or false: whether encoders may send by WebRTC (WHIP), which needs UDP ports that can be reached');
export const whipSessionsSetting = defineSetting('video.whipSessions', Count, 10, 'senders by WebRTC at one time; each costs three times what one by RTMP does');
export const whipHostsSetting = defineSetting(
  'video.whipHosts', Type.Array(Type.String({ maxLength: 45, pattern: '^[0-9a-fA-F.:]+$' }), { maxItems: 8 }), [], 'addresses at which senders by WebRTC reach this machine, where it does not know them itself (behind NAT): ["203.0.113.5"]',
);
export const whipPortsSetting = defineSetting(
  'video.whipPorts', Type.String({ maxLength: 11, pattern: '^([0-9]{1,5}-[0-9]{1,5})?$' }), '', 'UDP ports for senders by WebRTC, such as 50000-50100; empty: any',
);
export const engineSetting = defineSetting(
  'video.engine', oneOf(['own', 'mediamtx']), 'own',
  'own or mediamtx: what takes in and gives out broadcasts that are made from now on; mediamtx needs MEDIAMTX_API and what belongs to it in the environment',
);
export const settings = [
  whoSetting, hoursSetting, bitrateSetting, viewersSetting, pushedSetting, broadcastDiskSetting, diskSetting, whenFullSetting, laddersSetting,
  rtmpHostSetting, whipSetting, whipSessionsSetting, whipHostsSetting, whipPortsSetting, engineSetting,
] as never[];
