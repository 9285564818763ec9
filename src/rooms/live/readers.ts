/** How many read along in each room, told to its stream when it changes. */

import { readersOf } from '#streaming';
import { SYSTEM, perHouse, transaction } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import type { House } from '#platform/house.ts';
import { readersCounted } from './events.ts';
import { readerTopics } from './reads/show-room.ts';
import { liveState } from './state.ts';

const PERIOD_MS = 2000;

const countingOf = perHouse(() => ({ timer: undefined as NodeJS.Timeout | undefined, told: new Map<Id, string>() }));

export function startCounting(house: House): void {
  const counting = countingOf(house.context(SYSTEM));
  counting.timer = setInterval(() => void countReaders(house), PERIOD_MS).unref();
}

export function stopCounting(house: House): void {
  clearInterval(countingOf(house.context(SYSTEM)).timer);
}

async function countReaders(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  const { told } = countingOf(ctx);
  for (const { id } of [...liveState(ctx).byTag.values()].flat()) {
    const readers = readersOf(ctx, readerTopics(id));
    const now = `${readers.accounts} ${readers.visitors}`;
    if ((told.get(id) ?? '0 0') === now) continue;
    told.set(id, now);
    try {
      await transaction(ctx, async (tx) => tx.emit(readersCounted, { roomId: id, ...readers }));
    } catch (error) {
      // Told again in a moment.
      told.delete(id);
      house.log.debug({ err: error }, 'readers of a room could not be told');
    }
    if (now === '0 0') told.delete(id);
  }
}
