import { viewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hasMutedThread, maySeePost, postFacts } from '#posts';
import type { PostEvent } from '#posts';
import { notified } from '../events.ts';
import { insertNotifications } from '../queries/lines.ts';
import { isGrouped, wantedFrom } from '../rules.ts';
import type { Telling } from '../types.ts';

/** So many people are looked up, and so many lines written, at a time. */
const AT_ONCE = 200;

/**
 * Adds the lines that are wanted. Again for the same event it changes nothing; with nobody to tell it asks nothing.
 * Nobody is told of their own acts, but of the end of their own polls.
 */
export async function tell(ctx: Context, telling: Telling, thread?: Pick<PostEvent, 'rootId'>): Promise<void> {
  const others = [...new Set(telling.accountIds)].filter((id) => id !== telling.fromId || telling.type === 'poll');
  for (let at = 0; at < others.length; at += AT_ONCE) {
    const some = others.slice(at, at + AT_ONCE);
    const wanted = await Promise.all(some.map((id) => wantsToHear(ctx, id, telling, thread)));
    const accountIds = some.filter((_, index) => wanted[index]);
    if (accountIds.length > 0) await write(ctx, { ...telling, accountIds });
  }
}

async function wantsToHear(ctx: Context, accountId: Id, telling: Telling, thread: Pick<PostEvent, 'rootId'> | undefined): Promise<boolean> {
  const sets = await viewerSets(ctx, accountId);
  if (!wantedFrom(telling.fromId, sets)) return false;
  if (telling.postId !== undefined) {
    const [post] = await postFacts(ctx, [telling.postId]);
    if (post === undefined || !maySeePost(post, accountId, sets)) return false;
  }
  return thread === undefined || !(await hasMutedThread(ctx, accountId, thread.rootId));
}

function write(ctx: Context, telling: Telling): Promise<void> {
  return transaction(ctx, async (tx) => {
    const lines = await insertNotifications(tx, telling, { ids: telling.accountIds.map(() => newId(tx)), grouped: isGrouped(telling.type) });
    for (const { id, account_id: accountId } of lines) tx.emit(notified, { id, accountId });
  });
}
