import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectSubscriptionOf } from '../queries/subscriptions.ts';
import type { Subscription } from '../types.ts';

/** What the token that asks has. @throws Refusal 404 */
export async function getSubscription(ctx: Context, tokenId: Id): Promise<Subscription> {
  const subscription = await selectSubscriptionOf(ctx, tokenId);
  if (subscription === undefined) throw notFound();
  return subscription;
}
