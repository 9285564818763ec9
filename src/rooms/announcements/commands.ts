import type { Standing } from '#accounts';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { announced, announcementReacted, announcementRemoved } from './events.ts';
import {
  deleteAnnouncement, deleteOfAccount, deleteReaction, insertAnnouncement, insertDismissal, insertReaction, selectAnnouncement, selectReactions,
} from './queries.ts';
import { findCustom } from './reads.ts';
import { isShortcode, tidyAnnouncement, tidyEmoji } from './rules.ts';
import type { AnnouncementWish } from './types.ts';

/** Different emoji under one announcement; the field's figure. */
const MOST_REACTIONS = 8;

/** Tells everybody. For whoever runs the server. @throws Refusal 422 */
export function addAnnouncement(ctx: Context, wish: AnnouncementWish): Promise<Id> {
  const { text, startsAt = null, endsAt = null, allDay = false } = tidyAnnouncement(wish);
  return transaction(ctx, async (tx) => {
    const id = newId(tx);
    await insertAnnouncement(tx, { id, text, starts_at: startsAt, ends_at: endsAt, all_day: allDay, published_at: tx.now() });
    tx.emit(announced, { id });
    return id;
  });
}

/** @throws Refusal 404 */
export function removeAnnouncement(ctx: Context, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    if (!(await deleteAnnouncement(tx, id))) throw notFound();
    tx.emit(announcementRemoved, { id });
  });
}

/** The viewer has read it. Safe to repeat. @throws Refusal 404 */
export function dismissAnnouncement(ctx: Context, id: Id): Promise<void> {
  return onAnnouncement(ctx, id, (tx, accountId) => insertDismissal(tx, accountId, id));
}

/** With an emoji, or with one of this server's by its short code. Safe to repeat. @throws Refusal 404, or 422 for what is no emoji and for one kind too many */
export function addReaction(ctx: Context, id: Id, wish: string): Promise<void> {
  return onAnnouncement(ctx, id, async (tx, accountId) => {
    const name = findCustom(ctx, wish)?.shortcode ?? tidyEmoji(wish);
    const known = await selectReactions(tx, [id], accountId);
    if (known.length >= MOST_REACTIONS && !known.some((reaction) => reaction.name === name)) {
      throw invalid(`Validation failed: ${MOST_REACTIONS} different reactions at most`);
    }
    if (await insertReaction(tx, { id: newId(tx), announcementId: id, accountId, name })) await tellReacted(tx, id, name);
  });
}

/** Safe to repeat. @throws Refusal 404, or 422 for what is no emoji */
export function removeReaction(ctx: Context, id: Id, wish: string): Promise<void> {
  return onAnnouncement(ctx, id, async (tx, accountId) => {
    // The custom emoji may be gone by now.
    const name = isShortcode(wish) ? wish : tidyEmoji(wish);
    if (await deleteReaction(tx, { announcementId: id, accountId, name })) await tellReacted(tx, id, name);
  });
}

export async function forgetAccount(ctx: Context, { payload }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (payload.standing === 'deleted') await deleteOfAccount(ctx, payload.id);
}

/** With the announcement held: reactions come one after the other, and what is told of them is exact. */
function onAnnouncement(ctx: Context, id: Id, act: (tx: Context, accountId: Id) => Promise<void>): Promise<void> {
  const accountId = viewerId(ctx);
  if (accountId === undefined) throw notFound();
  return transaction(ctx, async (tx) => {
    if ((await selectAnnouncement(tx, id, { now: tx.now(), hold: true })) === undefined) throw notFound();
    await act(tx, accountId);
  });
}

async function tellReacted(tx: Context, announcementId: Id, name: string): Promise<void> {
  const reactions = await selectReactions(tx, [announcementId], undefined);
  tx.emit(announcementReacted, { announcementId, name, count: reactions.find((reaction) => reaction.name === name)?.count ?? 0 });
}
