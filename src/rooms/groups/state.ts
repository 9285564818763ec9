/** What this process remembers of groups: each with who is in it, which every post, message and page of it asks. */

import { forgetPrepared } from '#streaming';
import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { groupChanged, groupDissolved } from './events.ts';
import type { GroupFacts } from './types.ts';

const MEBIBYTE = 1024 * 1024;

export const rememberedGroups = perHouse(() => new Cache<Id, GroupFacts | null>({
  maxBytes: 32 * MEBIBYTE, sizeOf: (group) => (group === null ? 40 : 800 + 2 * (group.house_rules.length + group.purpose.length) + 400 * group.members.size),
}));

export const stateListeners: readonly Listener[] = [
  hear(groupChanged, 'groups.forgetGroup', (ctx, { payload }) => rememberedGroups(ctx).drop(payload.groupId)),
  hear(groupDissolved, 'groups.forgetDissolved', (ctx, { payload }) => {
    rememberedGroups(ctx).drop(payload.groupId);
    // Frames that were made before, for those who come back, say what is gone.
    forgetPrepared(ctx);
  }),
];
