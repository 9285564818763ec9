import { limits } from '#instance';
import { forbidden, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { tagFollowed, tagUnfollowed } from '../events.ts';
import { lockAccounts } from '../queries/accounts.ts';
import { countTagFollows, deleteTagFollow, insertTagFollow, selectTagFollows } from '../queries/tag-follows.ts';
import type { FollowedTag } from '../types.ts';

function follower(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw forbidden();
  return id;
}

/** The public posts of a tag, by its key, come to the viewer's home. Safe to repeat. @throws Refusal 422 for one too many */
export function followTag(ctx: Context, key: string): Promise<void> {
  const accountId = follower(ctx);
  return transaction(ctx, async (tx) => {
    await lockAccounts(tx, [accountId]);
    if (!(await insertTagFollow(tx, { id: newId(tx), accountId, key }))) return;
    if ((await countTagFollows(tx, accountId)) > limits.followedTags) {
      throw invalid(`Validation failed: You can follow at most ${limits.followedTags} tags`);
    }
    tx.emit(tagFollowed, { accountId });
  });
}

/** Safe to repeat. */
export function unfollowTag(ctx: Context, key: string): Promise<void> {
  const accountId = follower(ctx);
  return transaction(ctx, async (tx) => {
    if (await deleteTagFollow(tx, accountId, key)) tx.emit(tagUnfollowed, { accountId });
  });
}

/** A page of the tags that the viewer follows, the latest first. */
export function readFollowedTags(ctx: Context, page: Page): Promise<FollowedTag[]> {
  return selectTagFollows(ctx, follower(ctx), page);
}
