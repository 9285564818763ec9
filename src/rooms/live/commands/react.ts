/** Reactions: counted in bins of five seconds and forgotten. Who reacted is nowhere but in the limit of the last seconds, in memory. */

import { conflict, invalid, tooMany, unavailable } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, perHouse, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { createLimiter } from '#platform/limits.ts';
import { reactionsCounted } from '../events.ts';
import { pulse } from '../pulse.ts';
import { upsertBins } from '../queries/questions.ts';
import { getRoom } from '../reads/rooms.ts';
import { delayOf } from '../reads/timeline.ts';
import { BIN_SECONDS, REACTIONS } from '../rules.ts';
import { reactionsSetting } from '../settings.ts';
import type { BinRow } from '../types.ts';
import { actor } from './rooms.ts';

interface Waiting {
  readonly bins: Map<string, { kind: string; at: number; count: number }>;
  readonly settled: { readonly counted: () => void; readonly failed: () => void }[];
}

/** The house's own limiter is kept over a restart, and names people: this one is not. */
const reactingOf = perHouse((house) => ({ limiter: createLimiter({ now: house.clock }), waiting: new Map<Id, Waiting>() }));

const WINDOW_MS = 10_000;

/**
 * Counts a reaction where the viewer's picture is. It is counted when this resolves: those of a second are written together.
 * @returns the second of the room that its bin begins at
 * @throws Refusal 404, 409, 422, 429
 */
export async function react(ctx: Context, roomId: Id, kind: string): Promise<number> {
  const accountId = actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (room.state !== 'open' || room.opened_at === null) throw conflict('The room is not open');
  if (!REACTIONS[room.template].includes(kind)) throw invalid(`Validation failed: kind is one of ${REACTIONS[room.template].join(' ')}`);
  const { limiter, waiting } = reactingOf(ctx);
  const turn = limiter.take({ name: 'react', limit: ctx.settings.get(reactionsSetting), windowMs: WINDOW_MS }, `${roomId} ${accountId}`);
  if (!turn.allowed) throw tooMany('Too many reactions', turn.retryAfter);
  const seconds = Math.max(0, ctx.now().getTime() - delayOf(ctx, room, undefined) - room.opened_at.getTime()) / 1000;
  const at = Math.floor(seconds / BIN_SECONDS) * BIN_SECONDS;
  const box: Waiting = waiting.get(roomId) ?? { bins: new Map(), settled: [] };
  waiting.set(roomId, box);
  const bin = box.bins.get(`${at} ${kind}`) ?? { kind, at, count: 0 };
  bin.count++;
  box.bins.set(`${at} ${kind}`, bin);
  const done = new Promise<void>((counted, failed) => box.settled.push({ counted, failed: () => failed(unavailable('Please try again in a moment')) }));
  pulse(ctx, `react ${roomId}`, () => countWaiting(ctx, roomId, waiting));
  await done;
  return at;
}

async function countWaiting(ctx: Context, roomId: Id, waiting: Map<Id, Waiting>): Promise<void> {
  const box = waiting.get(roomId);
  if (box === undefined) return;
  waiting.delete(roomId);
  const bins: BinRow[] = [...box.bins.values()];
  try {
    await transaction(houseOf(ctx).context(SYSTEM), async (tx) => {
      await upsertBins(tx, roomId, bins);
      for (const at of new Set(bins.map((bin) => bin.at))) {
        tx.emit(reactionsCounted, { roomId, at, counts: Object.fromEntries(bins.filter((bin) => bin.at === at).map(({ kind, count }) => [kind, count])) });
      }
    });
    for (const { counted } of box.settled) counted();
  } catch (error) {
    for (const { failed } of box.settled) failed();
    throw error;
  }
}
