import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { preferenceChanged } from '../events.ts';
import { selectPreferences, upsertPreference } from '../queries/preferences.ts';
import { tidyQuiet } from '../quiet.ts';
import { ownId } from '../reads/chats.ts';
import { USUAL } from '../reads/preferences.ts';
import type { Preference } from '../types.ts';

type PreferenceWish = { readonly [Name in keyof Preference]?: Preference[Name] | undefined };

/** What the viewer wants of private conversations from now on; what is not named stays. @throws Refusal 422 */
export function choosePreference(ctx: Context, wish: PreferenceWish): Promise<void> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    const [before = USUAL] = await selectPreferences(tx, [accountId]);
    await upsertPreference(tx, accountId, {
      quiet: wish.quiet === undefined ? before.quiet : wish.quiet && tidyQuiet(wish.quiet),
      readMarks: wish.readMarks ?? before.readMarks, typing: wish.typing ?? before.typing, push: wish.push ?? before.push,
    });
    tx.emit(preferenceChanged, { accountId });
  });
}
