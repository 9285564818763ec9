/** What this process remembers: with whom each account shares which step, which every first message to somebody asks. */

import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { trustChanged } from './events.ts';
import type { Step } from './types.ts';

const MEBIBYTE = 1024 * 1024;

export const rememberedSteps = perHouse(() => new Cache<Id, ReadonlyMap<Id, Step>>({ maxBytes: 8 * MEBIBYTE, sizeOf: (steps) => 80 + 40 * steps.size }));

export const stateListeners: readonly Listener[] = [
  hear(trustChanged, 'trust.forgetSteps', (ctx, { payload: { lowId, highId } }) => {
    rememberedSteps(ctx).drop(lowId);
    rememberedSteps(ctx).drop(highId);
  }),
];
