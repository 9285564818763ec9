/** Opens the seam: who may send to which broadcast. */

import { readAccounts } from '#accounts';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { checkMayGoLive } from '../commands/create-broadcast.ts';
import { settleEnded } from '../commands/end-broadcast.ts';
import { hashKey } from '../keys.ts';
import { selectBroadcast, selectByKey, selectDiskUse } from '../queries/broadcasts.ts';
import { selectSegments, selectStretches } from '../queries/segments.ts';
import { lookerOf } from '../reads.ts';
import { IngestRefusal, refuse } from '../refusals.ts';
import { mayChangeBroadcast } from '../rules.ts';
import { bitrateSetting, broadcastDiskSetting, diskSetting, hoursSetting, laddersSetting, whenFullSetting } from '../settings.ts';
import type { Broadcast } from '../types.ts';
import { Ladder } from './ladder/ladder.ts';
import { LiveBroadcast } from './live-broadcast.ts';
import type { IngestOptions, IngestSession, IngestWish } from './seam.ts';
import { finishLive, runningBroadcasts } from './state.ts';

const GIGABYTE = 1e9;
const HOUR_MS = 3_600_000;
const LONGEST_KEY = 200;

/**
 * The broadcast that somebody may send to now.
 * @throws IngestRefusal with words for the broadcaster: an unknown key, an end, a limit
 */
export async function checkSender(ctx: Context, wish: IngestWish): Promise<Broadcast> {
  const broadcast = await findWished(ctx, wish);
  if (broadcast.state === 'ended') throw refuse('ended');
  if (houseOf(ctx).stopping) throw refuse('stopping');
  await checkAccount(ctx, broadcast);
  if (msLeftOf(ctx, broadcast) <= 0) throw refuse('hours');
  return broadcast;
}

const msLeftOf = (ctx: Context, { startedAt }: Broadcast): number =>
  ctx.settings.get(hoursSetting) * HOUR_MS - (startedAt === undefined ? 0 : ctx.now().getTime() - startedAt.getTime());

/**
 * A session for who sends to a broadcast.
 * @throws IngestRefusal with words for the broadcaster: an unknown key, somebody who sends already, a limit
 */
export async function openIngest(ctx: Context, wish: IngestWish, options: IngestOptions): Promise<IngestSession> {
  const broadcast = await checkSender(ctx, wish);
  const live = await summon(ctx, broadcast.id);
  if (live === undefined || live.isOver) throw refuse('ended');
  if (live.isBusy) throw refuse('busy');
  if (live.recorder.isStopped && ctx.settings.get(whenFullSetting) === 'end') throw refuse('disk');
  return live.open(options, { maxBitrate: ctx.settings.get(bitrateSetting) * 1000, msLeft: msLeftOf(ctx, broadcast) });
}

async function findWished(ctx: Context, wish: IngestWish): Promise<Broadcast> {
  if ('key' in wish) {
    const found = wish.key.length > LONGEST_KEY ? undefined : await selectByKey(ctx, hashKey(wish.key));
    if (found === undefined) throw refuse('unknown_key');
    return found;
  }
  const found = await selectBroadcast(ctx, wish.broadcastId);
  if (found === undefined || !mayChangeBroadcast(found, lookerOf(ctx))) throw refuse('unknown_key');
  return found;
}

async function checkAccount(ctx: Context, { accountId, roomId }: Broadcast): Promise<void> {
  const account = (await readAccounts(ctx, [accountId])).get(accountId);
  if (account?.standing !== 'active') throw refuse('not_allowed');
  try {
    await checkMayGoLive(viewedBy(ctx, { kind: 'account', id: accountId }), accountId, roomId);
  } catch (error) {
    if (error instanceof Refusal) throw new IngestRefusal('not_allowed', error.message);
    throw error;
  }
}

/** The broadcast as it runs in this process, from what is stored if need be; undefined for one that has ended or is not there. */
export async function summon(ctx: Context, id: Id): Promise<LiveBroadcast | undefined> {
  const running = runningBroadcasts(ctx);
  const known = running.get(id);
  if (known instanceof LiveBroadcast) return known;
  const [facts, stored, stretches, used] = await Promise.all([selectBroadcast(ctx, id), selectSegments(ctx, id), selectStretches(ctx, id), selectDiskUse(ctx)]);
  if (facts === undefined || facts.state === 'ended') return undefined;
  const meanwhile = running.get(id);
  if (meanwhile instanceof LiveBroadcast) return meanwhile;
  const { settings } = ctx;
  const room = Math.min(settings.get(broadcastDiskSetting) * GIGABYTE - facts.bytes, settings.get(diskSetting) * GIGABYTE - used);
  const system = houseOf(ctx).context(SYSTEM);
  const live: LiveBroadcast = new LiveBroadcast(system, facts, {
    stored, room, stretches: (stretches.at(-1)?.number ?? -1) + 1, endsWhenFull: settings.get(whenFullSetting) === 'end',
    ladder: (start) => openLadder(system, start),
    onOver: (reason) => {
      finishLive(system, id, 'ended').then(() => settleEnded(system, id, reason)).catch((error: unknown) => system.log.error({ err: error, broadcast: id }, 'a broadcast could not be ended'));
    },
  });
  running.set(id, live);
  return live;
}

/** As many broadcasts at once as the owner wants have smaller pictures; each costs about half a core. */
function openLadder(ctx: Context, start: { msn: number; targetSeconds: number | undefined }): Ladder | undefined {
  const { ffmpeg } = houseOf(ctx).config;
  const taken = [...runningBroadcasts(ctx).values()].filter((live) => live instanceof LiveBroadcast && live.ladder !== undefined && !live.isOver).length;
  return ffmpeg === undefined || taken >= ctx.settings.get(laddersSetting) ? undefined : new Ladder(ffmpeg, { ...start, log: ctx.log });
}

/** One that runs here, without asking the database. */
export function findRunning(ctx: Context, id: Id): LiveBroadcast | undefined {
  const found = runningBroadcasts(ctx).get(id);
  return found instanceof LiveBroadcast ? found : undefined;
}
