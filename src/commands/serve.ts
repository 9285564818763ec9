/** `perchoir serve`: the server, until it is told to stop. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ownerLink } from '#auth';
import { openHouse } from './open.ts';

const LONGEST_STOP_MS = 15_000;
/** When whoever waited for the start has had an answer. */
const SETTLED_MS = 4000;

export async function serve(): Promise<number> {
  const opened = await openHouse('server');
  const { house, config, log } = opened;
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed unseen'));
  try {
    await house.start();
    await house.http?.listen({ port: config.port, host: config.host });
    console.log(`Perchoir is open at ${config.origin}`);
    const link = await ownerLink(house.context({ kind: 'system' }));
    if (link !== undefined) console.log(`Create the owner's account, once: ${link}`);
  } catch (error) {
    await opened.close();
    throw error;
  }
  setTimeout(dropRemains, SETTLED_MS).unref();
  await stopped;
  setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  await opened.close();
  return 0;
}

/**
 * Starting leaves some sixty megabytes of compiled and parsed things that V8 would hold for as long as nobody needs the room. Only this kind of
 * collection (V8's gc extension) also gives the nursery back.
 */
function dropRemains(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: object) => void;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
