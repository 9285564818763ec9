/** Who is told of quotes. */

import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import { postFacts } from '#posts';
import type { PostEvent } from '#posts';
import { selectQuoters } from '../queries/quoters.ts';
import { tell } from './tell.ts';

/** A post that quotes another: the author of that. */
export async function tellOfQuote(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id: postId, authorId: fromId, quotedId, quotedAuthorId } = post;
  if (quotedId === undefined || quotedAuthorId === undefined || quotedAuthorId === fromId) return;
  const [quoted] = await postFacts(ctx, [quotedId]);
  if (quoted === undefined) return;
  await tell(ctx, { type: 'quote', fromId, postId, accountIds: [quotedAuthorId], eventId }, quoted);
}

/** An edited post: those who quoted it. */
export async function tellQuoters(ctx: Context, { id: eventId, payload: post }: Heard<PostEvent>): Promise<void> {
  const { id: postId, authorId: fromId } = post;
  const accountIds = await selectQuoters(ctx, postId);
  if (accountIds.length > 0) await tell(ctx, { type: 'quotedEdit', fromId, postId, accountIds, eventId }, post);
}
