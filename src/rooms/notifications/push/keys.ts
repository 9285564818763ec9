/** The keys of push: ours, by which push services know this server, and an app's, for which messages are encrypted. */

import { createECDH } from 'node:crypto';
import webPush from 'web-push';
import { providePushKey } from '#instance';
import { SYSTEM, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { insertPushKeys, selectPushKeys } from '../queries/subscriptions.ts';
import type { PushKeys } from '../queries/subscriptions.ts';

const kept = perHouse(() => ({ keys: undefined as PushKeys | undefined }));

/** At the start: makes the pair if there is none, and has it announced. */
export async function keepPushKeys(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  const keys = (await selectPushKeys(ctx)) ?? (await insertPushKeys(ctx, webPush.generateVAPIDKeys()));
  kept(ctx).keys = keys;
  providePushKey(house, keys.publicKey);
}

export function pushKeys(ctx: Context): PushKeys {
  const { keys } = kept(ctx);
  if (keys === undefined) throw new Error('The keys of push were asked for before the room had started');
  return keys;
}

const decode = (text: string): Buffer => Buffer.from(text, 'base64url');

/** Whether these are keys for which a message can be encrypted (RFC 8291: a point on P-256, and sixteen bytes). */
export function areGoodKeys(p256dh: string, auth: string): boolean {
  const point = decode(p256dh);
  if (point.length !== 65 || point[0] !== 4 || decode(auth).length !== 16) return false;
  try {
    const own = createECDH('prime256v1');
    own.generateKeys();
    own.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}
