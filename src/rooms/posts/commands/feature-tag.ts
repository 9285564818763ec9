import { limits } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { countFeatured, deleteFeatured, insertFeatured, lockFeatured } from '../queries/featured-tags.ts';
import { actor } from './create-post.ts';

/** Shows a tag on the viewer's profile. Safe to repeat. @throws Refusal 422 for one too many, also when several come at once */
export function featureTag(ctx: Context, key: string): Promise<void> {
  const accountId = actor(ctx);
  return transaction(ctx, async (tx) => {
    await lockFeatured(tx, accountId);
    if (!(await insertFeatured(tx, { id: newId(tx), accountId, key }))) return;
    if ((await countFeatured(tx, accountId)) > limits.featuredTags) {
      throw invalid(`Validation failed: You can feature at most ${limits.featuredTags} tags`);
    }
  });
}

/** Safe to repeat. */
export async function unfeatureTag(ctx: Context, key: string): Promise<void> {
  const accountId = actor(ctx);
  await transaction(ctx, (tx) => deleteFeatured(tx, accountId, { key }));
}

/** @throws Refusal 404 for what is not there and what is another's */
export async function removeFeatured(ctx: Context, id: Id): Promise<void> {
  const accountId = actor(ctx);
  if (!(await transaction(ctx, (tx) => deleteFeatured(tx, accountId, { id })))) throw notFound();
}
