/** Runs a command on the configured database, beside a running server or without one. */

import { SYSTEM } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { openHouse } from './open.ts';

/**
 * Opens the house as a tool, brings its database up to date, runs `act` and closes everything again. What `act` tells is
 * heard by a running server within a second, else at its next start.
 */
export async function withHouse(act: (ctx: Context) => Promise<void>): Promise<number> {
  const opened = await openHouse('tool');
  try {
    await opened.house.start();
    await act(opened.house.context(SYSTEM));
  } finally {
    await opened.close();
  }
  return 0;
}
