/** What a reader does to their own list. */

import { Refusal, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { updateAllDismissed, updateDismissed } from '../queries/lines.ts';
import { updateGroupDismissed } from '../queries/lists.ts';
import { upsertMarker } from '../queries/markers.ts';
import { ownId } from '../reads/lines.ts';
import type { Marker, Place } from '../types.ts';

/** Takes one line off the viewer's list. @throws Refusal 404 */
export async function dismissNotification(ctx: Context, id: Id): Promise<void> {
  if (!(await updateDismissed(ctx, ownId(ctx), id))) throw notFound();
}

/** Takes the lines behind a key off the viewer's list. @throws Refusal 404 */
export async function dismissGroup(ctx: Context, key: { groupId: Id } | { id: Id }): Promise<void> {
  if ('id' in key) return dismissNotification(ctx, key.id);
  if (!(await updateGroupDismissed(ctx, ownId(ctx), key.groupId))) throw notFound();
}

/** Empties the viewer's list. */
export function clearNotifications(ctx: Context): Promise<void> {
  return updateAllDismissed(ctx, ownId(ctx));
}

/**
 * Notes how far the viewer has read each of these lists. Several apps of one person write the same marker; the last stays,
 * unless one says which version it has seen.
 * @throws Refusal 409 for a version that another app has passed; then none of them is moved
 */
export function moveMarkers(ctx: Context, places: readonly Place[]): Promise<Marker[]> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    const moved = await Promise.all(places.map((place) => upsertMarker(tx, accountId, place)));
    return moved.map((marker) => {
      if (marker === undefined) throw new Refusal(409, 'Conflict: another app has moved this marker meanwhile');
      return marker;
    });
  });
}
