/** One connection of a sender: hello, what its tracks are, packets; and what it is told. */

import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { WebSocket } from '#platform/http/sockets.ts';
import type { IngestWish } from '../../live/seam.ts';
import { IngestRefusal, refuse } from '../../refusals.ts';
import { openIntake } from '../publishers.ts';
import type { Way } from '../publishers.ts';
import { Advice } from './advice.ts';
import { MOST_MESSAGE_BYTES, readPacket, readWish } from './messages.ts';
import type { Wish } from './messages.ts';
import { RESUME_SECONDS, Sender, recallSender, rememberSender } from './senders.ts';
import type { Line } from './senders.ts';

/** From the opening to hello. */
const HELLO_MS = 10_000;
const BEAT_MS = 5000;
/** Beats without an answer. */
const MOST_UNANSWERED = 3;
const REPORT_MS = 1000;
/** Text messages of one connection in ten seconds. */
const MOST_TEXTS = 100;
const LAST_WORDS_MS = 1000;
/** Why a broadcast is over for its sender, through no fault of its own. */
const ENDED: ReadonlySet<string> = new Set(['handed_over', 'ended', 'deleted']);

export interface Coming {
  readonly broadcastId: Id;
  readonly wish: IngestWish;
  readonly address: string;
}

/** Takes over an open socket. */
export function converse(ctx: Context, socket: WebSocket, coming: Coming): void {
  const conversation = new Conversation(ctx, socket, coming);
  socket.on('error', () => socket.terminate());
  socket.on('message', (bytes: Buffer, binary: boolean) => {
    try {
      if (binary) conversation.packet(bytes);
      else conversation.text(String(bytes));
    } catch (error) {
      if (error instanceof Refusal) return conversation.refuse(error);
      ctx.log.error({ err: error }, 'a sender could not be understood');
      socket.terminate();
    }
  });
  socket.on('pong', () => conversation.answered());
  socket.on('close', () => conversation.closed());
}

class Conversation implements Line {
  readonly #ctx: Context;
  readonly #socket: WebSocket;
  readonly #coming: Coming;
  readonly #late: NodeJS.Timeout;
  readonly #beats: NodeJS.Timeout;
  #sender: Sender | undefined;
  #advice: Advice | undefined;
  #asked = false;
  #over = false;
  #unanswered = 0;
  #reportedAt = 0;
  #texts = 0;
  #lastPts = 0;

  constructor(ctx: Context, socket: WebSocket, coming: Coming) {
    [this.#ctx, this.#socket, this.#coming] = [ctx, socket, coming];
    this.#late = setTimeout(() => this.refuse(new Refusal(400, 'Say hello first')), HELLO_MS).unref();
    this.#beats = setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  answered(): void {
    this.#unanswered = 0;
  }

  text(text: string): void {
    if (this.#over) return;
    if (++this.#texts > MOST_TEXTS) throw new Refusal(429, 'Too many messages');
    const wish = readWish(text);
    if (wish.type === 'fault') throw wish.code === 'codec' ? new IngestRefusal('codec', wish.message) : new Refusal(400, wish.message);
    this.#obey(wish);
  }

  /** Packets that are here already, or come before hello, are left out. */
  packet(bytes: Buffer): void {
    const sender = this.#sender;
    if (this.#over || sender === undefined) return;
    const packet = readPacket(bytes);
    if (packet === undefined) throw new Refusal(400, 'A packet has 13 bytes and a frame');
    const now = this.#now;
    if (packet.number >= sender.next) {
      sender.next = packet.number + 1;
      if (Math.abs(packet.sample.pts - this.#lastPts) > 10_000_000) this.#advice?.restart();
      this.#lastPts = packet.sample.pts;
      this.#advice?.count(packet.sample.pts, bytes.length, now);
      sender.intake?.take(packet.kind, packet.sample);
    }
    if (now - this.#reportedAt >= REPORT_MS) this.#report(sender, now);
  }

  /** Says why, and closes. */
  refuse(why: Refusal): void {
    if (this.#over) return;
    this.#finish('refused', why);
    void this.#sender?.intake?.end(why.message);
  }

  closed(): void {
    clearTimeout(this.#late);
    clearInterval(this.#beats);
    this.#over = true;
    this.#sender?.leave(this, this.#now);
  }

  stop(why: IngestRefusal): void {
    this.#finish(ENDED.has(why.code) ? 'ended' : 'refused', why);
  }

  tell(code: string, message: string): void {
    this.#say({ type: 'warning', code, message });
  }

  replaced(): void {
    this.#over = true;
    this.#socket.terminate();
  }

  get #now(): number {
    return houseOf(this.#ctx).clock();
  }

  #obey(wish: Wish): void {
    if (wish.type === 'ping') this.#say({ type: 'pong' });
    else if (wish.type === 'hello') void this.#hello(wish).catch((error: unknown) => this.#failed(error));
    else if (this.#sender === undefined) throw new Refusal(400, 'Say hello first, and wait until you are accepted');
    else if (wish.type === 'config') this.#sender.intake?.configure(wish.track);
    else if (wish.type === 'pause') this.#sender.intake?.pause();
    else {
      this.#say({ type: 'ended', reason: 'You ended it.' });
      this.#over = true;
      void this.#sender.intake?.end();
      this.#socket.close(1000);
    }
  }

  async #hello({ session, takeOver }: Wish & { type: 'hello' }): Promise<void> {
    if (this.#asked) throw new Refusal(400, 'Hello was said already');
    this.#asked = true;
    clearTimeout(this.#late);
    const { broadcastId, wish, address } = this.#coming;
    const known = recallSender(this.#ctx, broadcastId, session);
    const sender = known ?? new Sender();
    // Nothing is read meanwhile, so nothing piles up.
    this.#socket.pause();
    if (sender.intake === undefined || sender.intake.over) {
      const way: Way = {
        kind: 'browser',
        address,
        // Whoever names the session is the same sender on another connection.
        takeOver: takeOver || known !== undefined,
        stop: (why) => sender.line?.stop(why),
        tell: (code, message) => sender.line?.tell(code, message),
      };
      sender.intake = await openIntake(this.#ctx, wish, way);
    }
    const { intake } = sender;
    if (intake.broadcastId !== broadcastId) {
      await intake.end();
      throw refuse('unknown_key');
    }
    this.#sender = sender;
    sender.join(this);
    if (this.#over) return sender.leave(this, this.#now);
    rememberSender(this.#ctx, broadcastId, sender);
    this.#advice = new Advice(intake.maxBitrate, this.#now);
    this.#say({
      type: 'accepted', session: sender.session, next: sender.next, max_bitrate: intake.maxBitrate,
      max_message_bytes: MOST_MESSAGE_BYTES, resume_seconds: RESUME_SECONDS, keyframe_interval_ms: 2000,
    });
    this.#socket.resume();
  }

  #failed(error: unknown): void {
    if (error instanceof Refusal) return this.refuse(error);
    this.#ctx.log.warn({ err: error }, 'a sender could not be let in');
    this.refuse(new Refusal(503, 'Please try again in a moment'));
  }

  #report(sender: Sender, now: number): void {
    const { measured = 0, behindMs = 0 } = this.#advice ?? {};
    this.#reportedAt = now;
    this.#say({ type: 'received', next: sender.next, bitrate: measured, behind_ms: behindMs });
    const advised = this.#advice?.step(now);
    if (advised !== undefined) this.#say({ type: 'bitrate', advised });
  }

  #beat(): void {
    this.#texts = 0;
    if (++this.#unanswered > MOST_UNANSWERED) return this.#socket.terminate();
    this.#socket.ping();
  }

  #say(message: Record<string, unknown>): void {
    // What we say is some hundred bytes a second: a sender that reads none of it is gone.
    if (this.#socket.bufferedAmount > 65_536) return this.#socket.terminate();
    if (this.#socket.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #finish(type: 'refused' | 'ended', why: Refusal): void {
    if (this.#over) return;
    this.#over = true;
    const code = why instanceof IngestRefusal ? why.code : 'message';
    this.#say({ type, code, message: why.message });
    this.#socket.resume();
    this.#socket.close(type === 'ended' ? 1000 : 1008, why.message.slice(0, 30));
    setTimeout(() => this.#socket.terminate(), LAST_WORDS_MS).unref();
  }
}
