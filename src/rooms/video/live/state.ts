/** The broadcasts that run in this process. */

import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { IngestCode } from '../refusals.ts';

/** A broadcast that runs, as commands see it. */
export interface Running {
  readonly viewers: number;
  /** Cuts off who sends; the broadcast waits for somebody to go on. Resolves when what came is kept. */
  stop(code: IngestCode): Promise<void>;
  /** Ends it for its viewers, who may go on reading its last playlist for a while. */
  finish(code: IngestCode): Promise<void>;
  /** Nobody is told any more of it, at once. */
  forget(): Promise<void>;
  hide(isPrivate: boolean, accountId: Id): void;
  /** Lets go of all who wait and watch: the process ends. */
  leave(): void;
}

export const runningBroadcasts = perHouse(() => new Map<Id, Running>());

export async function stopLive(ctx: Context, id: Id, code: IngestCode): Promise<void> {
  await runningBroadcasts(ctx).get(id)?.stop(code);
}

/** How long its last playlist stays in memory: viewers ask a few times more. */
const LINGER_MS = 60_000;

export async function finishLive(ctx: Context, id: Id, code: IngestCode): Promise<void> {
  const running = runningBroadcasts(ctx);
  const live = running.get(id);
  await live?.finish(code);
  setTimeout(() => {
    if (running.get(id) === live) running.delete(id);
  }, LINGER_MS).unref();
}

/** At a stop: who sends comes back when the house does. */
export async function stopAll(ctx: Context): Promise<void> {
  await Promise.all([...runningBroadcasts(ctx).values()].map((live) => live.stop('stopping')));
  for (const live of runningBroadcasts(ctx).values()) live.leave();
}

export async function forgetLive(ctx: Context, id: Id): Promise<void> {
  const running = runningBroadcasts(ctx).get(id);
  runningBroadcasts(ctx).delete(id);
  await running?.forget();
}

/** How many watch it now. */
export function viewersOf(ctx: Context, id: Id): number {
  return runningBroadcasts(ctx).get(id)?.viewers ?? 0;
}
