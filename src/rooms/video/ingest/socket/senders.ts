/** What is remembered of a sender between two connections, so that it goes on where it was. */

import { randomBytes } from 'node:crypto';
import type { Id } from '#kit/ids.ts';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { IngestRefusal } from '../../refusals.ts';
import type { Intake } from '../intake.ts';

export const RESUME_SECONDS = 300;
/** A cut as short as this is none for the viewers: the broadcast waits for the sender as it stands. */
const LINGER_MS = 4000;
const MOST_SENDERS = 1000;

/** The connection that a sender has now. */
export interface Line {
  stop(why: IngestRefusal): void;
  tell(code: string, message: string): void;
  /** The same sender is back on another one. */
  replaced(): void;
}

/** One sender of packets, over all its connections. */
export class Sender {
  readonly session = randomBytes(18).toString('base64url');
  /** The number of the packet that is wanted next: those before it are here. */
  next = 0;
  intake: Intake | undefined;
  line: Line | undefined;
  seenAt = 0;
  #leaving: NodeJS.Timeout | undefined;

  /** A connection is gone; that of a sender who is back on another one changes nothing. */
  leave(line: Line, now: number): void {
    if (this.line !== line) return;
    this.line = undefined;
    this.seenAt = now;
    const { intake } = this;
    this.#leaving = setTimeout(() => void intake?.end(), LINGER_MS).unref();
  }

  join(line: Line): void {
    clearTimeout(this.#leaving);
    const before = this.line;
    this.line = line;
    this.seenAt = 0;
    before?.replaced();
  }
}

const sendersOf = perHouse(() => new Map<Id, Sender>());

export function rememberSender(ctx: Context, broadcastId: Id, sender: Sender): void {
  const all = sendersOf(ctx);
  all.delete(broadcastId);
  all.set(broadcastId, sender);
  const [oldest] = all.keys();
  if (all.size > MOST_SENDERS && oldest !== undefined) all.delete(oldest);
}

/** The sender that this session names, if it may still go on. */
export function recallSender(ctx: Context, broadcastId: Id, session: string | undefined): Sender | undefined {
  const sender = sendersOf(ctx).get(broadcastId);
  if (sender === undefined || sender.session !== session) return undefined;
  const away = sender.seenAt === 0 ? 0 : houseOf(ctx).clock() - sender.seenAt;
  return away > RESUME_SECONDS * 1000 ? undefined : sender;
}
