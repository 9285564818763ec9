/** The public key by which push services know this server: a higher room hands it in, apps read it from the instance. */

import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

const keyOf = perHouse(() => ({ text: '' }));

/** Hands the key in, from a room's `start`. */
export function providePushKey(house: House, key: string): void {
  keyOf(house.context()).text = key;
}

/** Empty where nothing is pushed. */
export const pushKey = (ctx: Context): string => keyOf(ctx).text;
