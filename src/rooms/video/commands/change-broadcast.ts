import { getAccount } from '#accounts';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { broadcastChanged, broadcastDeleted } from '../events.ts';
import { removeRecording } from '../job-names.ts';
import { hashKey, newKey } from '../keys.ts';
import { forgetLive, runningBroadcasts, stopLive } from '../live/state.ts';
import {
  deleteBroadcast, selectBroadcast, selectIdsOf, updateAccount, updateForgotten, updateKey, updateOffer, updateWish,
} from '../queries/broadcasts.ts';
import { forgetMovie } from '../recording/movies.ts';
import { recordings } from '../recording/state.ts';
import { getOwnBroadcast } from '../reads.ts';
import { checkMayGoLive, tidyTitle } from './create-broadcast.ts';

/** @throws Refusal 404 for another's, 422 */
export async function changeBroadcast(ctx: Context, id: Id, wish: { title?: string | undefined; isPrivate?: boolean | undefined }): Promise<void> {
  const title = wish.title === undefined ? undefined : tidyTitle(wish.title);
  await transaction(ctx, async (tx) => {
    const { roomId, accountId } = await getOwnBroadcast(tx, id, { hold: true });
    await updateWish(tx, id, { title, isPrivate: wish.isPrivate });
    tx.emit(broadcastChanged, { id, roomId, accountId });
  });
  const { isPrivate, accountId } = await getOwnBroadcast(ctx, id);
  runningBroadcasts(ctx).get(id)?.hide(isPrivate, accountId);
}

/** The key from before is worth nothing from now on, and whoever sends with it is cut off. @throws Refusal 404, 422 for one that ended */
export async function renewKey(ctx: Context, id: Id): Promise<string> {
  const key = newKey();
  await transaction(ctx, async (tx) => {
    const { state } = await getOwnBroadcast(tx, id, { hold: true });
    if (state === 'ended') throw invalid('Validation failed: This broadcast has ended');
    await updateKey(tx, id, hashKey(key));
  });
  await stopLive(ctx, id, 'new_key');
  return key;
}

/** Somebody else may take it over; nobody, if undefined. @throws Refusal 404, 422 for oneself or one that ended */
export async function offerBroadcast(ctx: Context, id: Id, toId: Id | undefined): Promise<void> {
  if (toId !== undefined) await getAccount(ctx, toId);
  await transaction(ctx, async (tx) => {
    const { state, accountId, roomId } = await getOwnBroadcast(tx, id, { hold: true });
    if (state === 'ended') throw invalid('Validation failed: This broadcast has ended');
    if (toId === accountId) throw invalid('Validation failed: It is yours already');
    await updateOffer(tx, id, toId);
    tx.emit(broadcastChanged, { id, roomId, accountId });
  });
}

/**
 * The viewer takes it over and goes on with a key of their own; who sent before is cut off, and viewers wait a moment.
 * @throws Refusal 404 for one that was not offered, 403
 */
export async function acceptBroadcast(ctx: Context, id: Id): Promise<string> {
  const accountId = viewerId(ctx);
  const found = await selectBroadcast(ctx, id);
  if (accountId === undefined || found?.offeredId !== accountId) throw notFound();
  await checkMayGoLive(ctx, accountId, found.roomId);
  const key = newKey();
  await transaction(ctx, async (tx) => {
    const now = await selectBroadcast(tx, id, { hold: true });
    if (now?.offeredId !== accountId) throw notFound();
    await updateAccount(tx, id, accountId, hashKey(key));
    tx.emit(broadcastChanged, { id, roomId: now.roomId, accountId });
  });
  runningBroadcasts(ctx).get(id)?.hide(found.isPrivate, accountId);
  await stopLive(ctx, id, 'handed_over');
  return key;
}

/** With every byte of it. @throws Refusal 404 */
export async function removeBroadcast(ctx: Context, id: Id): Promise<void> {
  await transaction(ctx, async (tx) => {
    const { roomId, accountId } = await getOwnBroadcast(tx, id, { hold: true });
    await deleteBroadcast(tx, id);
    tx.emit(broadcastDeleted, { id, roomId, accountId });
    await tx.enqueue(removeRecording, { id });
  });
  await forgetLive(ctx, id);
  forgetMovie(ctx, id);
  await recordings(ctx).remove(id);
}

/** Who leaves takes their broadcasts along. Safe to repeat. */
export async function removeBroadcastsOf(ctx: Context, accountId: Id): Promise<void> {
  for (const id of await selectIdsOf(ctx, accountId)) await removeBroadcast(ctx, id);
  await transaction(ctx, (tx) => updateForgotten(tx, accountId));
}
