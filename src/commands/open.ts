/** A house for a command: on the database that is configured, running or not. */

import { rooms } from '../app.ts';
import { readConfig } from '#platform/config.ts';
import type { Config } from '#platform/config.ts';
import { House } from '#platform/house.ts';
import { createLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import { findRunning, startEmbedded } from '#platform/postgres/embedded.ts';

export interface Opened {
  house: House;
  config: Config;
  log: Log;
  /** Stops the house, and the embedded database where this command started it. */
  close(): Promise<void>;
}

/**
 * `server` runs the database itself; `tool` uses the one that a running server keeps, or starts it for as long as it needs.
 */
export async function openHouse(role: 'server' | 'tool'): Promise<Opened> {
  const config = readConfig(process.env);
  const log = createLog(role === 'server' ? config.logLevel : 'warn');
  const cluster = await openCluster(config, log, role);
  const house = new House({ config, rooms, log, role, databaseUrl: cluster.url });
  return {
    house,
    config,
    log,
    close: async () => {
      await house.stop();
      await cluster.stop();
    },
  };
}

async function openCluster(config: Config, log: Log, role: 'server' | 'tool'): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: () => Promise.resolve() };
  const dataDir = `${config.dataDir}/postgres`;
  const running = role === 'tool' ? await findRunning(dataDir) : undefined;
  if (running !== undefined) return { url: running.url, stop: () => Promise.resolve() };
  return startEmbedded({ dataDir, log });
}
