import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectBroadcast, selectBroadcasts } from './queries/broadcasts.ts';
import { selectCaption, selectCaptionsOf, selectCues } from './queries/captions.ts';
import { mayChangeBroadcast, maySeeBroadcast } from './rules.ts';
import type { Broadcast, Caption, Cue } from './types.ts';

/** Who looks, as the rules want it. */
export function lookerOf({ viewer }: Context): Id | 'system' | undefined {
  if (viewer.kind === 'system') return 'system';
  return viewer.kind === 'account' ? viewer.id : undefined;
}

/** @throws Refusal 404 also for another's private one */
export async function getBroadcast(ctx: Context, id: Id): Promise<Broadcast> {
  const broadcast = await selectBroadcast(ctx, id);
  if (broadcast === undefined || !maySeeBroadcast(broadcast, lookerOf(ctx))) throw notFound();
  return broadcast;
}

/** The viewer's own. @throws Refusal 404 for everybody else's */
export async function getOwnBroadcast(ctx: Context, id: Id, options: { hold?: boolean } = {}): Promise<Broadcast> {
  const broadcast = await selectBroadcast(ctx, id, options);
  if (broadcast === undefined || !mayChangeBroadcast(broadcast, lookerOf(ctx))) throw notFound();
  return broadcast;
}

/** Newest first: of a room, of an account, or of both. */
export async function readBroadcasts(ctx: Context, of: { roomId?: Id | undefined; accountId?: Id | undefined; below?: Id | undefined; most: number }): Promise<Broadcast[]> {
  return (await selectBroadcasts(ctx, of)).filter((broadcast) => maySeeBroadcast(broadcast, lookerOf(ctx)));
}

/** Of several broadcasts that may be seen, by broadcast. */
export async function readCaptions(ctx: Context, ids: readonly Id[]): Promise<Map<Id, Caption[]>> {
  const byBroadcast = new Map<Id, Caption[]>();
  for (const caption of await selectCaptionsOf(ctx, ids)) byBroadcast.set(caption.broadcastId, [...(byBroadcast.get(caption.broadcastId) ?? []), caption]);
  return byBroadcast;
}

/** A track of a broadcast that may be seen, with its lines. @throws Refusal 404 */
export async function getCues(ctx: Context, broadcastId: Id, captionId: Id): Promise<Cue[]> {
  await getBroadcast(ctx, broadcastId);
  if ((await selectCaption(ctx, captionId))?.broadcastId !== broadcastId) throw notFound();
  return selectCues(ctx, captionId);
}
