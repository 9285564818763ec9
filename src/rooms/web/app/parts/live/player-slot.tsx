/** Where the picture stands in a room: what runs now, else what comes next, else the newest that can be seen again. */

import type { Broadcast } from '../../entities.ts';
import { Player } from './player/player.tsx';

const RANK: Readonly<Record<string, number>> = { live: 0, paused: 1, ready: 2, ended: 3 };

/** The broadcast that a room shows; they come newest first. */
function chosen(broadcasts: readonly Broadcast[]): Broadcast | undefined {
  const shown = broadcasts.filter(({ state, recording_url: recording }) => state !== 'ended' || recording !== null);
  return shown.toSorted((a, b) => (RANK[a.state] ?? 4) - (RANK[b.state] ?? 4))[0];
}

export function PlayerSlot({ broadcasts, roomId }: { broadcasts: readonly Broadcast[]; roomId: string | null }) {
  const broadcast = chosen(broadcasts.filter(({ room_id: id }) => id === roomId));
  return broadcast === undefined ? null : <Player key={broadcast.id} broadcast={broadcast} />;
}
