import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { getPostGroup } from '../groups.ts';
import type { Draft, PostFacts, PostGroup } from '../types.ts';

/**
 * The group that a new post goes to: the one it names, or that of what it answers, which an answer never leaves but to be direct.
 * @throws Refusal 404 for whoever is not in it, 403 for who has not read its rules, 422
 */
export async function groupFor(ctx: Context, authorId: Id, draft: Draft, parent: PostFacts | undefined): Promise<PostGroup | undefined> {
  const wanted = draft.groupId ?? (draft.visibility === 'direct' ? undefined : parent?.groupId);
  if (wanted === undefined) return undefined;
  const group = await getPostGroup(ctx, wanted, authorId);
  if (parent !== undefined && parent.groupId !== wanted) throw invalid('Validation failed: a post to a group answers posts of that group');
  return group;
}
