import { perHouse } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { createLocalStore } from './store.ts';

/** Where this house keeps its recordings. */
export const recordings = perHouse((house: House) => createLocalStore(`${house.config.dataDir}/video`));
