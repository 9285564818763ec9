/** Groups as the API tells them. */

import { accountJson } from '#accounts';
import type { Context } from '#platform/context.ts';
import { joined } from '#platform/http/slabs.ts';
import { encodeEach } from '#posts';
import { presentGroups } from '../presenter/groups.ts';
import type { GroupFacts } from '../types.ts';

/**
 * The JSON of groups with the accounts and posts they name.
 * @param expand `partial_avatars`: of a group only the newest account is whole
 */
export async function encodeGroups(ctx: Context, groups: readonly GroupFacts[], expand: string | undefined): Promise<Buffer> {
  const [accounts, posts] = await Promise.all([
    accountJson(ctx, [...new Set(groups.flatMap(({ from }) => from.map(({ id }) => id)))]),
    encodeEach(ctx, [...new Map(groups.flatMap(({ line: { post } }) => (post === undefined ? [] : [[post.id, post] as const]))).values()]),
  ]);
  return joined(presentGroups(groups, { accounts, posts, partial: expand === 'partial_avatars' }));
}
