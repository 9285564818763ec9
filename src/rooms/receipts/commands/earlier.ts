/** Posts from before there were logs: told once, a few at a time, in the order of their ids. */

import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { lockProgress, selectEarlier, updateProgress } from '../queries/earlier.ts';
import { audienceOf } from '../forms.ts';
import type { Telling } from './append.ts';
import { appendEntries } from './append.ts';

const AT_ONCE = 500;

/** Safe to run at any time. @returns whether more wait */
export function tellEarlier(ctx: Context): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const progress = await lockProgress(tx);
    if (progress === undefined) return false;
    const posts = await selectEarlier(tx, progress, AT_ONCE);
    await appendEntries(tx, posts.flatMap(({ id, author_id: accountId, visibility }): Telling[] => {
      const audience = audienceOf(visibility);
      return audience === undefined ? [] : [{ eventId: id, kind: 'earlier', postId: id, accountId, audience }];
    }));
    await updateProgress(tx, posts.length < AT_ONCE ? null : (posts.at(-1)?.id ?? null));
    return posts.length === AT_ONCE;
  });
}
