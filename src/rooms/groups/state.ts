/** What this process remembers of groups: each with who is in it, which every post, message and page of it asks. */

import { forgetGroupName } from '#posts';
import { forgetPrepared } from '#streaming';
import { Cache } from '#kit/cache.ts';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { groupChanged, groupDissolved } from './events.ts';
import type { GroupFacts } from './types.ts';

const MEBIBYTE = 1024 * 1024;

export const rememberedGroups = perHouse(() => new Cache<Id, GroupFacts | null>({
  maxBytes: 32 * MEBIBYTE, sizeOf: (group) => (group === null ? 40 : 800 + 2 * (group.house_rules.length + group.purpose.length) + 400 * group.members.size),
}));

/** By account: everybody who is in a group with them, themselves too; null for who is in none. */
export const rememberedCompanions = perHouse(() => new Cache<Id, IdSet | null>({ maxBytes: 16 * MEBIBYTE, sizeOf: (set) => 40 + 8 * (set?.length ?? 0) }));

/** Of these and of all who are in the group another set is true now. */
function forgetCompanions(ctx: Context, groupId: Id, accountIds: readonly Id[]): void {
  const [group, companions] = [rememberedGroups(ctx).get(groupId), rememberedCompanions(ctx)];
  if (group == null) return companions.clear();
  for (const id of group.inside) companions.drop(id);
  for (const id of accountIds) companions.drop(id);
}

export const stateListeners: readonly Listener[] = [
  hear(groupChanged, 'groups.forgetGroup', (ctx, { payload: { groupId, accountIds, people, renamed } }) => {
    if (people) forgetCompanions(ctx, groupId, accountIds);
    rememberedGroups(ctx).drop(groupId);
    if (renamed) forgetGroupName(ctx, groupId);
  }),
  hear(groupDissolved, 'groups.forgetDissolved', (ctx, { payload: { groupId, accountIds } }) => {
    forgetCompanions(ctx, groupId, accountIds);
    rememberedGroups(ctx).drop(groupId);
    // Frames that were made before, for those who come back, say what is gone.
    forgetPrepared(ctx);
  }),
];
