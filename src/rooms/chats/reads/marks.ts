/** Between whom it is told how far they have read, and that they are writing. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { mayByTrust } from '#trust';
import { readPreferences } from './preferences.ts';

const RIGHTS = { readMarks: 'read_marks', typing: 'typing' } as const;

/** Which of some others an account tells, and is told by: both want that, and where one of them wants it of those they trust alone, the two have come that far. */
export async function whoTells(ctx: Context, accountId: Id, others: readonly Id[], what: keyof typeof RIGHTS): Promise<(otherId: Id) => boolean> {
  const wantOf = await readPreferences(ctx, [accountId, ...others]);
  const own = wantOf(accountId)[what];
  const told = new Set([accountId]);
  for (const id of others) {
    const wanted = [own, wantOf(id)[what]];
    if (wanted.includes('none')) continue;
    if (!wanted.includes('trusted') || (await mayByTrust(ctx, accountId, id, RIGHTS[what]))) told.add(id);
  }
  return (otherId) => told.has(otherId);
}
