/** `perchoir serve`: the server, until it is told to stop. */

import { ownerLink } from '#auth';
import { openHouse } from './open.ts';

const LONGEST_STOP_MS = 15_000;

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
  await stopped;
  setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  await opened.close();
  return 0;
}
