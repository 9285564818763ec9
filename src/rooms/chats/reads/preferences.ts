import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectPreferences } from '../queries/preferences.ts';
import { rememberedPreferences } from '../state.ts';
import type { Preference } from '../types.ts';

/** What is usual: nobody is hidden from anybody, and a push says that there is something, not what. */
export const USUAL: Preference = { quiet: null, readMarks: 'all', typing: 'all', push: 'plain' };

/** What each of some accounts wants. */
export async function readPreferences(ctx: Context, accountIds: Iterable<Id>): Promise<(accountId: Id) => Preference> {
  const found = await rememberedPreferences(ctx).loadMany(accountIds, async (missing) => {
    const rows = new Map((await selectPreferences(ctx, missing)).map(({ account_id: id, ...preference }) => [id, preference]));
    return new Map(missing.map((id) => [id, rows.get(id) ?? USUAL]));
  });
  return (accountId) => found.get(accountId) ?? USUAL;
}
