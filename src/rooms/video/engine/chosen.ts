/** The engine that the owner has chosen. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { engineSetting } from '../settings.ts';
import type { Broadcast } from '../types.ts';
import type { EngineAdapter, PublishTargets } from './adapter.ts';
import { MediaMtx } from './mediamtx.ts';

export const adapterOf = perHouse((house): EngineAdapter | undefined => {
  const { engine } = house.config;
  return engine === undefined || house.engineCalls === undefined ? undefined : new MediaMtx(engine, house.engineCalls);
});

/** For broadcasts that are made now; undefined: we do it ourselves. */
export function chosenEngine(ctx: Context): EngineAdapter | undefined {
  return ctx.settings.get(engineSetting) === 'own' ? undefined : adapterOf(ctx);
}

/** Where one sends to whose picture an engine gives out; undefined: it is ours. */
export function engineTargets(ctx: Context, { id, addresses }: Broadcast): PublishTargets | undefined {
  return addresses.playback?.startsWith('/') === true ? undefined : (adapterOf(ctx)?.publishTargets(id) ?? { rtmp: undefined, whip: undefined });
}

/** Whether the message comes from the engine. */
export function isEngine(ctx: Context, secret: string): boolean {
  const { engine } = houseOf(ctx).config;
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return engine !== undefined && timingSafeEqual(hash(secret), hash(engine.secret));
}
