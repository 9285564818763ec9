/** The ways in that have doors of their own, opened and closed with the house. */

import type { House } from '#platform/house.ts';
import { recallEngine } from '../engine/engine.ts';
import { closeRtmp, openRtmp } from './rtmp/listen.ts';
import { closeWhips } from './whip/sessions.ts';

export async function openIngestDoors(house: House): Promise<void> {
  await recallEngine(house);
  await openRtmp(house);
}

export async function closeIngest(house: House): Promise<void> {
  await Promise.all([closeRtmp(house), closeWhips(house)]);
}
