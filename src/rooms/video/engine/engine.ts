/** What an engine asks and tells, and what that does to broadcasts. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { broadcastBegan } from '../events.ts';
import { checkSender } from '../live/open-ingest.ts';
import { settlePaused } from '../live/live-broadcast.ts';
import { runningBroadcasts } from '../live/state.ts';
import type { Running } from '../live/state.ts';
import { selectBroadcast, selectOpen, updateAddresses, updateLive } from '../queries/broadcasts.ts';
import { admitKey } from '../ingest/publishers.ts';
import type { IngestCode } from '../refusals.ts';
import type { Broadcast } from '../types.ts';
import type { EngineEvent, EngineQuestion } from './adapter.ts';
import { adapterOf } from './chosen.ts';

const TARGET_SECONDS = 2;

/** Whether somebody may send to the engine, or watch there. @throws Refusal with words */
export async function answerEngine(ctx: Context, message: Readonly<Record<string, unknown>>): Promise<void> {
  const question = adapterOf(ctx)?.readQuestion(message);
  if (question === undefined) throw new Refusal(401, 'Not allowed');
  const found = await (question.act === 'publish' ? admitPublisher(ctx, question) : selectBroadcast(ctx, question.broadcastId));
  const isOurs = found === undefined || found.addresses.playback?.startsWith('/') === true || found.state === 'ended';
  // It cannot tell who looks, so nobody looks at what is for its account alone.
  if (isOurs || found.id !== question.broadcastId || (question.act === 'read' && found.isPrivate)) throw new Refusal(401, 'Not allowed');
}

const admitPublisher = (ctx: Context, { key, address }: EngineQuestion): Promise<Broadcast> =>
  admitKey(ctx, address, () => checkSender(ctx, { key }));

/** Safe to repeat, as engines do. */
export async function hearEngine(ctx: Context, message: Readonly<Record<string, unknown>>): Promise<void> {
  const event = adapterOf(ctx)?.readEvent(message);
  if (event === undefined) return;
  await transaction(ctx, async (tx) => {
    const now = await selectBroadcast(tx, event.broadcastId, { hold: true });
    if (now !== undefined && now.addresses.playback?.startsWith('/') !== true) await follow(tx, now, event);
  });
  const running = runningBroadcasts(ctx);
  if (event.type === 'started') running.set(event.broadcastId, new Elsewhere(ctx, event.broadcastId));
  else if (running.get(event.broadcastId) instanceof Elsewhere) running.delete(event.broadcastId);
}

async function follow(tx: Context, now: Broadcast, event: EngineEvent): Promise<void> {
  const { id, state, roomId, accountId, startedAt } = now;
  if (event.type === 'recorded') return updateAddresses(tx, id, { ...now.addresses, recording: event.recording, download: event.download });
  if (event.type === 'started' && (state === 'ready' || state === 'paused')) {
    await updateLive(tx, id, { kind: 'engine', targetSeconds: TARGET_SECONDS });
    tx.emit(broadcastBegan, { id, roomId, accountId, resumed: startedAt !== undefined });
  } else if (event.type === 'stopped' && state === 'live') {
    await settlePaused(tx, id, { reason: undefined, durationMs: startedAt === undefined ? 0 : tx.now().getTime() - startedAt.getTime() });
  }
}

/** A broadcast that runs in the engine: it can be cut off there. */
class Elsewhere implements Running {
  readonly viewers = 0;
  readonly #ctx: Context;
  readonly #id: Id;

  constructor(ctx: Context, id: Id) {
    this.#ctx = houseOf(ctx).context(SYSTEM);
    this.#id = id;
  }

  /** Our own stop is none for it. */
  async stop(code?: IngestCode): Promise<void> {
    if (code === 'stopping') return;
    await adapterOf(this.#ctx)?.kick(this.#id).catch((error: unknown) => this.#ctx.log.warn({ err: error, broadcast: this.#id }, 'the engine could not be told to cut off a sender'));
  }

  finish(): Promise<void> {
    return this.stop();
  }

  forget(): Promise<void> {
    return this.stop();
  }

  leave(): void {
    // It goes on without us.
  }

  hide(): void {
    // Who watches is asked about anew at each request for a playlist.
  }
}

/** At a start: what runs in the engine ran on meanwhile. */
export async function recallEngine(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  if (adapterOf(ctx) === undefined) return;
  for (const { id, kind } of await selectOpen(ctx)) if (kind === 'engine') runningBroadcasts(ctx).set(id, new Elsewhere(ctx, id));
}
