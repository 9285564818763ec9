/** A thread of those who watch broadcasts, so that what they cost does not lie in the way of what is measured beside them. */

import { parentPort, workerData } from 'node:worker_threads';
import { follow } from './rows/video.ts';

const { addresses, each } = workerData as { addresses: readonly string[]; each: number };
const [rounds, bytes]: [number[], { read: number }] = [[], { read: 0 }];
let over = false;
/** `measure`: what was before does not count. `end`: tells the lengths of the rounds, in milliseconds. */
parentPort?.on('message', (word: 'measure' | 'end') => {
  if (word === 'measure') rounds.length = 0;
  else {
    parentPort?.postMessage([...rounds]);
    over = true;
    parentPort?.close();
  }
});
await Promise.all(addresses.flatMap((at) => Array.from({ length: each }, () => follow(at, () => over, rounds, bytes))));
