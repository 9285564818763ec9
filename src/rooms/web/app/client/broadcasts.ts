/** Broadcasts as a studio asks for them. */

import { useCallback, useEffect, useState } from 'react';
import type { Broadcast } from '../entities.ts';
import { api } from './api.ts';

export const BROADCASTS = '/api/perchoir/v1/broadcasts';
const ASK_MS = 3000;

/** One that is not over. */
export const runs = ({ state }: Broadcast): boolean => state === 'live' || state === 'paused';

/** The newest of a room, as they are now; undefined until they are known. Asked for again and again while `asks`. */
export function useRoomBroadcasts(roomId: string, asks: boolean): { broadcasts: readonly Broadcast[] | undefined; ask: () => Promise<void> } {
  const [broadcasts, setBroadcasts] = useState<readonly Broadcast[]>();
  const ask = useCallback(async (): Promise<void> => {
    try {
      setBroadcasts(await api.get<Broadcast[]>(BROADCASTS, { room_id: roomId }));
    } catch {
      // Asked again soon.
    }
  }, [roomId]);
  useEffect(() => {
    if (!asks) return undefined;
    // oxlint-disable-next-line react/set-state-in-effect
    void ask();
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => clearInterval(timer);
  }, [ask, asks]);
  return { broadcasts, ask };
}

/** One of them as it is now. */
export function useBroadcast(given: Broadcast): [broadcast: Broadcast, put: (broadcast: Broadcast) => void] {
  const [broadcast, put] = useState(given);
  const { id } = given;
  useEffect(() => {
    const timer = setInterval(() => void api.get<Broadcast>(`${BROADCASTS}/${id}`).then(put, () => undefined), ASK_MS);
    return () => clearInterval(timer);
  }, [id]);
  return [broadcast, put];
}
