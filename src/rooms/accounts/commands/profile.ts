import { limits } from '#instance';
import { removeBlobs } from '#media';
import { Refusal, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { json } from '#platform/db/database.ts';
import { defineJob } from '#platform/jobs.ts';
import { lockAccounts, updateAccount } from '../queries/accounts.ts';
import { selectWaiting } from '../queries/relations.ts';
import { foldName, tidyAttribution, tidyDescription, tidyDisplayName, tidyFields, tidyLanguage, tidyNote } from '../rules.ts';
import type { AccountRow } from '../schema.ts';
import type { ProfileWishes } from '../types.ts';
import { tellChanged } from './accounts.ts';
import { authorizeRequest } from './relations.ts';

export const acceptWaiting = defineJob<{ id: Id }>('accounts.acceptWaiting');

const SHAPES = { avatar: { width: 400, height: 400 }, header: { width: 1500, height: 500 } } as const;
/** A picture is taken off the disk this long after the last profile stopped showing it, since pages may still name it. */
const PICTURE_STAYS_MS = 2 * 3_600_000;

/** Changes what was given and leaves the rest. Whoever waits to follow is let in when the account is unlocked. @throws Refusal 422 */
export async function updateProfile(ctx: Context, wishes: ProfileWishes): Promise<void> {
  const id = viewerId(ctx) as Id;
  const values = valuesOf(wishes);
  const [avatar, header] = [await storePicture(ctx, 'avatar', wishes.avatar), await storePicture(ctx, 'header', wishes.header)];
  if (avatar !== undefined) values.avatar_key = avatar;
  if (header !== undefined) values.header_key = header;
  await transaction(ctx, async (tx) => {
    const [row] = await lockAccounts(tx, [id]);
    if (row === undefined) throw notFound();
    await updateAccount(tx, id, values);
    for (const column of ['avatar_key', 'header_key'] as const) {
      const old = row[column];
      if (old === null || !(column in values) || old === values[column]) continue;
      await removeBlobs(tx, [old], new Date(tx.now().getTime() + PICTURE_STAYS_MS));
    }
    if (row.locked && wishes.locked === false) await tx.enqueue(acceptWaiting, { id });
    tellChanged(tx, id);
  });
}

function valuesOf(wishes: ProfileWishes): Partial<AccountRow> {
  const { displayName, note, fields, defaultLanguage } = wishes;
  const values: Partial<AccountRow> = {};
  if (displayName !== undefined) {
    values.display_name = tidyDisplayName(displayName, limits);
    values.search_name = foldName(values.display_name);
  }
  if (note !== undefined) values.note = tidyNote(note, limits);
  if (fields !== undefined) values.fields = json(tidyFields(fields, limits));
  if (wishes.avatarDescription !== undefined) values.avatar_description = tidyDescription(wishes.avatarDescription, 'avatar_description', limits.pictureDescription);
  if (wishes.headerDescription !== undefined) values.header_description = tidyDescription(wishes.headerDescription, 'header_description', limits.pictureDescription);
  if (wishes.attributionDomains !== undefined) values.attribution_domains = tidyAttribution(wishes.attributionDomains);
  if (defaultLanguage !== undefined) values.default_language = tidyLanguage(defaultLanguage) ?? null;
  const plain = {
    locked: wishes.locked,
    bot: wishes.bot,
    discoverable: wishes.discoverable,
    indexable: wishes.indexable,
    hide_collections: wishes.hideCollections,
    show_media: wishes.showMedia,
    show_media_replies: wishes.showMediaReplies,
    show_featured: wishes.showFeatured,
    default_visibility: wishes.defaultVisibility,
    default_sensitive: wishes.defaultSensitive,
    default_quote_policy: wishes.defaultQuotePolicy,
  };
  for (const [column, value] of Object.entries(plain)) if (value !== undefined) Object.assign(values, { [column]: value });
  return values;
}

/** The key of the picture made of a file; null where it is taken away, undefined where nothing was said. */
async function storePicture(
  ctx: Context,
  kind: keyof typeof SHAPES,
  file: Uint8Array | null | undefined,
): Promise<string | null | undefined> {
  if (file === null || file === undefined) return file;
  const { pictures, blobs } = houseOf(ctx);
  const { bytes, type } = await pictures.process(file, { ...SHAPES[kind], fit: 'cover' });
  return (await blobs.put(bytes, { type })).key;
}

/** Lets in everybody who waits. */
export async function acceptAllWaiting(ctx: Context, id: Id): Promise<void> {
  const owner = viewedBy(ctx, { kind: 'account', id });
  for (;;) {
    const waiting = await selectWaiting(ctx, id, 100);
    let left = 0;
    for (const followerId of waiting) if (!(await accept(owner, followerId))) left += 1;
    if (left === waiting.length) return;
  }
}

/** False for a request that was taken back meanwhile, or that a deleted account left behind. */
async function accept(ctx: Context, followerId: Id): Promise<boolean> {
  try {
    await authorizeRequest(ctx, followerId);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
