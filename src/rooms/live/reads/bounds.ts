import { SYSTEM } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { selectBounds } from '../queries/rooms.ts';
import { liveState, remember } from '../state.ts';

/** Loads where posts look for rooms; before the first request. */
export async function loadBounds(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  const state = liveState(ctx);
  for (const row of await selectBounds(ctx)) {
    remember(state, { id: row.id, tagKey: row.tag_key, state: row.state, opensId: row.opens_id, closesId: row.closes_id, startsAt: row.starts_at });
  }
}
