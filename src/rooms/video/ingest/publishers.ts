/** Who sends to which broadcast, whichever way they came in: one at a time, and wrong keys are dear. */

import { createHash } from 'node:crypto';
import { tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { LimitRule } from '#platform/limits.ts';
import { openIngest } from '../live/open-ingest.ts';
import type { IngestSession, IngestWish } from '../live/seam.ts';
import { IngestRefusal, refuse } from '../refusals.ts';
import type { IngestKind } from '../types.ts';
import { Intake } from './intake.ts';
import type { Warning } from './intake.ts';

/** How a way in is reached. */
export interface Way {
  readonly kind: IngestKind;
  /** Where it comes from, as limits count it. */
  readonly address: string;
  /** Sends whoever sends now away. */
  readonly takeOver?: boolean;
  /** It may not go on: say so, and close. */
  stop(why: IngestRefusal): void;
  tell(code: Warning | 'notice', words: string): void;
}

interface Publisher {
  readonly broadcastId: Id;
  readonly keyHash: string | undefined;
  readonly intake: Intake;
  readonly way: Way;
}

const wrongKeys: LimitRule = { name: 'video.wrongKeys', limit: 10, windowMs: 600_000, kind: 'sliding' };
/** What a wrong key costs; a right one nothing. */
const WRONG_KEY_MS = 1000;

const publishersOf = perHouse(() => new Map<Id, Publisher>());

const hashed = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Looks a key up: a wrong one is answered late, and only ten of one address in ten minutes are looked at.
 * @throws Refusal, or what `look` throws
 */
export async function admitKey<T>(ctx: Context, address: string, look: () => Promise<T>): Promise<T> {
  const { limiter } = houseOf(ctx);
  const left = limiter.peek(wrongKeys, address);
  if (!left.allowed) throw tooMany('Too many wrong keys came from this address. Please try again later.', left.retryAfter);
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof IngestRefusal) || error.code !== 'unknown_key') throw error;
    limiter.take(wrongKeys, address);
    await new Promise((resolve) => setTimeout(resolve, WRONG_KEY_MS));
    throw error;
  }
}

/**
 * Lets somebody send, by the key of a broadcast or as a member who may.
 * @throws Refusal whose words are for the broadcaster: a wrong key, a second publisher, a limit
 */
export function openIntake(ctx: Context, wish: IngestWish, way: Way): Promise<Intake> {
  return admitKey(ctx, way.address, () => openFree(ctx, wish, way));
}

async function openFree(ctx: Context, wish: IngestWish, way: Way): Promise<Intake> {
  try {
    return await open(ctx, wish, way);
  } catch (error) {
    const other = error instanceof IngestRefusal && error.code === 'busy' ? find(ctx, wish) : undefined;
    if (other === undefined || way.takeOver !== true) throw error;
    // They were let in by the same key, or as the same broadcaster.
    await other.intake.end();
    other.way.stop(refuse('handed_over'));
    return open(ctx, wish, way);
  }
}

function find(ctx: Context, wish: IngestWish): Publisher | undefined {
  const all = publishersOf(ctx);
  if ('broadcastId' in wish) return all.get(wish.broadcastId);
  const hash = hashed(wish.key);
  return [...all.values()].find(({ keyHash }) => keyHash === hash);
}

async function open(ctx: Context, wish: IngestWish, way: Way): Promise<Intake> {
  const all = publishersOf(ctx);
  const stop = (why: IngestRefusal): void => {
    void intake?.end(why.message);
    way.stop(why);
  };
  let intake: Intake | undefined;
  const session: IngestSession = await openIngest(ctx, wish, { kind: way.kind, onStop: stop, onNotice: (text) => way.tell('notice', text) });
  const { clock } = houseOf(ctx);
  const gone = (): void => {
    if (all.get(session.broadcastId)?.intake === intake) all.delete(session.broadcastId);
  };
  const warn = (warning: Warning, words: string): void => {
    way.tell(warning, words);
    // Encoders show nothing of what they are told; the page of the broadcast does.
    session.onWarning(words);
  };
  intake = new Intake(session, { clock, warn, cut: (warning) => stop(refuse(warning)), gone });
  all.set(session.broadcastId, { broadcastId: session.broadcastId, keyHash: 'key' in wish ? hashed(wish.key) : undefined, intake, way });
  return intake;
}
