import { removeBlobs } from '#media';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { standingChanged } from '../events.ts';
import { lockAccounts, updateAccount } from '../queries/accounts.ts';
import type { AccountRow } from '../schema.ts';

const BLANK: Partial<AccountRow> = {
  display_name: '', search_name: '', note: '', fields: '[]', avatar_key: null, header_key: null, locked: false, bot: false,
  discoverable: false, indexable: false, hide_collections: true, last_post_at: null, default_visibility: 'public',
  default_sensitive: false, default_language: null, default_quote_policy: 'public', avatar_description: '', header_description: '', show_media: true,
  show_media_replies: true, show_featured: true, attribution_domains: [],
};

/**
 * Deletes an account for good: nobody sees it from now on, and of its row only the name is left, so that it never passes to
 * somebody else. Higher rooms hear of it and delete what is theirs; `removeRelations` is called by the highest that needs the
 * follows to tell of it. Joins the caller's transaction.
 *
 * @throws Refusal 404
 */
export function deleteAccount(ctx: Context, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const [row] = await lockAccounts(tx, [id]);
    if (row === undefined || row.standing === 'deleted') throw notFound();
    await updateAccount(tx, id, { standing: 'deleted', ...BLANK });
    await removeBlobs(tx, [row.avatar_key, row.header_key]);
    tx.emit(standingChanged, { id, standing: 'deleted' });
  });
}
