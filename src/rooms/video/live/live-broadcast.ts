/** A broadcast that runs in this process: who sends, what is on the shelf, who gets it pushed, what is kept. */

import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { broadcastBegan, broadcastPaused } from '../events.ts';
import { drawPoster, endAbandoned } from '../job-names.ts';
import type { Part, Segment, Sink, Stretch } from '../packager/made.ts';
import { Packager } from '../packager/packager.ts';
import { selectBroadcast, updateLive, updatePaused, updateReason } from '../queries/broadcasts.ts';
import { Recorder } from '../recording/recorder.ts';
import { refuse } from '../refusals.ts';
import type { IngestCode } from '../refusals.ts';
import type { Broadcast, StoredSegment } from '../types.ts';
import type { Ladder } from './ladder/ladder.ts';
import { Meter } from './meter.ts';
import { Pushes } from './push.ts';
import type { IngestOptions, IngestSession } from './seam.ts';
import { Shelf } from './shelf.ts';
import type { Running } from './state.ts';

/** A broadcast that was interrupted goes on within so long. */
const RESUME_MS = 5 * 60_000;
/** Nothing came for so long: viewers are told. Who sends again goes on. */
const IDLE_MS = 8000;
const SILENT = 'Nothing has come for eight seconds: viewers wait. Send on, and the broadcast goes on.';
/** Who has sent nothing for so long gives way to a new connection: a phone that changed networks is still there for a while. */
const STALE_MS = 3000;
/** The beginnings of stretches that viewers may still ask for. */
const MOST_STRETCHES = 64;
/** What was wrong and is not any more is not told any longer. */
const WARNED_MS = 60_000;
const TICK_MS = 1000;
/** By then its first segment is on the disk. */
const POSTER_MS = 1500;

export interface LiveOptions {
  readonly stored: readonly StoredSegment[];
  readonly stretches: number;
  /** Bytes that its recording may still take. */
  readonly room: number;
  /** A limit was reached that ends it. */
  onOver(reason: string): void;
  readonly endsWhenFull: boolean;
  /** Smaller pictures beside it, if there is room for them now. */
  ladder(start: { msn: number; targetSeconds: number | undefined }): Ladder | undefined;
}

interface Sender {
  readonly packager: Packager;
  readonly options: IngestOptions;
  readonly meter: Meter;
  readonly timer: NodeJS.Timeout;
}

export class LiveBroadcast implements Running, Sink {
  readonly id: Id;
  readonly shelf: Shelf;
  readonly recorder: Recorder;
  readonly pushes: Pushes;
  readonly stretches = new Map<number, Stretch>();
  ladder: Ladder | undefined;
  accountId: Id;
  isPrivate: boolean;
  /** It has ended, and is still here for those who watched it. */
  isOver = false;
  readonly #ctx: Context;
  readonly #options: LiveOptions;
  #sender: Sender | undefined;
  #isLive: boolean;
  #msn: number;
  #stretch: number;
  #seconds: number;
  #target: number | undefined;
  #chain: Promise<void> = Promise.resolve();
  /** When the broadcaster was last told of something that may pass. */
  #warnedAt: number | undefined;

  constructor(ctx: Context, facts: Broadcast, options: LiveOptions) {
    const last = options.stored.at(-1);
    this.#ctx = houseOf(ctx).context(SYSTEM);
    this.#options = options;
    this.id = facts.id;
    this.accountId = facts.accountId;
    this.isPrivate = facts.isPrivate;
    this.#isLive = false;
    this.#msn = (last?.msn ?? -1) + 1;
    this.#stretch = options.stretches;
    this.#seconds = last === undefined ? 0 : last.starts + last.duration;
    this.#target = facts.targetSeconds;
    this.recorder = new Recorder(this.#ctx, {
      id: facts.id, stored: options.stored, room: options.room, onStopped: (reason) => this.#recordingStopped(reason),
    });
    this.shelf = new Shelf({ msn: this.#msn, targetSeconds: facts.targetSeconds ?? 2, stored: shelved(options.stored) });
    this.pushes = new Pushes((number) => this.stretches.get(number));
  }

  get viewers(): number {
    const smaller = this.ladder?.rungs.reduce((sum, { shelf }) => sum + shelf.readers, 0) ?? 0;
    return this.shelf.readers + this.pushes.size + smaller;
  }

  /** How long it is by now. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Whether somebody sends, and would be in the way of another. */
  get isBusy(): boolean {
    return this.#sender !== undefined && this.#sender.meter.idleMs < STALE_MS;
  }

  /** Takes in who sends now. The caller has looked whether it is busy. */
  open(options: IngestOptions, limits: { maxBitrate: number; msLeft: number }): IngestSession {
    if (this.#sender !== undefined) this.#close(this.#sender, 'busy');
    const packager = new Packager(this, { msn: this.#msn, seconds: this.#seconds, stretch: this.#stretch, targetSeconds: this.#target }, () => this.#ctx.now().getTime());
    const meter = new Meter(limits);
    const sender: Sender = { packager, options, meter, timer: setInterval(() => this.#watch(sender), TICK_MS).unref() };
    this.#sender = sender;
    this.ladder ??= this.#options.ladder({ msn: this.#msn, targetSeconds: this.#target });
    return {
      broadcastId: this.id,
      maxBitrate: limits.maxBitrate,
      onConfig: (track) => {
        if (this.#sender === sender) packager.config(track);
      },
      onSample: (kind, sample) => {
        if (this.#sender !== sender) return;
        meter.count(sample.bytes.length);
        packager.sample(kind, sample);
      },
      onWarning: (words) => {
        if (this.#sender !== sender) return;
        this.#note(words);
        this.#warnedAt = performance.now();
      },
      onPause: () => {
        if (this.#sender === sender && this.#isLive) this.#wait(sender);
      },
      onEnd: async (why) => {
        if (this.#sender === sender) this.#close(sender, undefined, why);
        await this.settled();
      },
    };
  }

  onStretch(stretch: Stretch): void {
    this.stretches.set(stretch.number, stretch);
    if (this.stretches.size > MOST_STRETCHES) this.stretches.delete(this.stretches.keys().next().value as number);
    this.#stretch = stretch.number + 1;
    this.recorder.addStretch(stretch);
    this.ladder?.onStretch(stretch);
  }

  onPart(part: Part): void {
    this.shelf.addPart(part);
    this.pushes.part(part);
    this.ladder?.onPart(part);
  }

  onSegment(segment: Segment): void {
    this.#target = this.#sender?.packager.targetSeconds ?? this.#target ?? 2;
    this.#msn = segment.msn + 1;
    this.#seconds = segment.starts + segment.duration;
    this.shelf.addSegment(segment, this.#target);
    this.recorder.addSegment(segment);
    if (!this.#isLive && this.#sender !== undefined) this.#goLive(this.#sender, this.#target);
  }

  onNotice(text: string): void {
    this.#warnedAt = undefined;
    this.#sender?.options.onNotice?.(text);
    this.#note(text);
  }

  #note(text: string | undefined): void {
    this.#then(() => transaction(this.#ctx, (tx) => updateReason(tx, this.id, text)));
  }

  /** Viewers wait for who sends, who goes on in the same broadcast. */
  #wait(sender: Sender): void {
    sender.packager.end();
    this.#pause(undefined);
  }

  onFail(code: IngestCode): void {
    void this.stop(code);
  }

  async stop(code: IngestCode): Promise<void> {
    if (this.#sender !== undefined) this.#close(this.#sender, code);
    await this.settled();
  }

  async finish(code: IngestCode): Promise<void> {
    const sender = this.#sender;
    if (sender !== undefined) this.#close(sender, code);
    this.isOver = true;
    this.shelf.end();
    this.ladder?.end();
    this.pushes.tell('ended');
    await this.settled();
  }

  async forget(): Promise<void> {
    this.#isLive = false;
    const sender = this.#sender;
    const kept = this.recorder.abandon();
    if (sender !== undefined) this.#close(sender, 'deleted');
    this.shelf.forget();
    this.ladder?.forget();
    this.pushes.close();
    await kept;
    await this.#chain;
  }

  hide(isPrivate: boolean, accountId: Id): void {
    this.accountId = accountId;
    this.isPrivate = isPrivate;
    if (isPrivate) this.pushes.close();
  }

  leave(): void {
    this.shelf.forget();
    this.ladder?.forget();
    this.pushes.close();
  }

  /** What was said so far is written. */
  async settled(): Promise<void> {
    await this.recorder.settled();
    await this.#chain;
  }

  #close(sender: Sender, code: IngestCode | undefined, why?: string): void {
    clearInterval(sender.timer);
    sender.packager.end();
    this.#sender = undefined;
    if (code !== 'deleted') this.#pause(code === undefined || code === 'ended' ? why : refuse(code).message);
    if (code !== undefined) sender.options.onStop(refuse(code));
  }

  #watch(sender: Sender): void {
    if (this.#warnedAt !== undefined && performance.now() - this.#warnedAt > WARNED_MS) {
      this.#warnedAt = undefined;
      this.#note(undefined);
    }
    const problem = sender.meter.problem;
    if (problem === 'bitrate') this.#close(sender, 'bitrate');
    else if (problem === 'hours') {
      this.#close(sender, 'hours');
      this.#options.onOver(refuse('hours').message);
    } else if (this.#isLive && sender.meter.idleMs > IDLE_MS) {
      this.#wait(sender);
      sender.options.onNotice?.(SILENT);
    }
  }

  #recordingStopped(reason: string): void {
    if (!this.#options.endsWhenFull) return this.onNotice(reason);
    if (this.#sender !== undefined) this.#close(this.#sender, 'disk');
    this.#options.onOver(refuse('disk').message);
  }

  #goLive({ options }: Sender, targetSeconds: number): void {
    this.#isLive = true;
    this.#then(() => transaction(this.#ctx, async (tx) => {
      const now = await selectBroadcast(tx, this.id, { hold: true });
      if (now === undefined || now.state === 'ended') return;
      await updateLive(tx, this.id, { kind: options.kind, targetSeconds });
      if (now.startedAt === undefined) await tx.enqueue(drawPoster, { id: this.id }, { runAt: new Date(tx.now().getTime() + POSTER_MS) });
      tx.emit(broadcastBegan, { id: this.id, roomId: now.roomId, accountId: now.accountId, resumed: now.startedAt !== undefined });
    }));
  }

  #pause(reason: string | undefined): void {
    this.ladder?.rest();
    const wasLive = this.#isLive;
    this.#isLive = false;
    if (wasLive) this.pushes.tell('paused');
    const durationMs = this.#seconds * 1000;
    this.#then(() => transaction(this.#ctx, (tx) => (wasLive ? settlePaused(tx, this.id, { reason, durationMs }) : updateReason(tx, this.id, reason))));
  }

  /** One after the other: what a broadcast is follows what happened to it, in order. */
  #then(act: () => Promise<void>): void {
    this.#chain = this.#chain.then(act).catch((error: unknown) => {
      this.#ctx.log.error({ err: error, broadcast: this.id }, 'what became of a broadcast could not be written');
    });
  }
}

/** Nothing comes any more; in five minutes it ends. */
export async function settlePaused(tx: Context, id: Id, { reason, durationMs }: { reason: string | undefined; durationMs: number }): Promise<void> {
  const now = await selectBroadcast(tx, id, { hold: true });
  if (now?.state !== 'live') return;
  const at = tx.now();
  await updatePaused(tx, id, { at, reason, durationMs });
  tx.emit(broadcastPaused, { id, roomId: now.roomId, accountId: now.accountId });
  await tx.enqueue(endAbandoned, { id, pausedAt: at.toISOString() }, { runAt: new Date(at.getTime() + RESUME_MS) });
}

function shelved(stored: readonly StoredSegment[]): ConstructorParameters<typeof Shelf>[0]['stored'] {
  let breaks = 0;
  return stored.map((segment, index) => {
    if (index > 0 && stored[index - 1]?.stretch !== segment.stretch) breaks++;
    return { ...segment, shownAt: segment.shownAt.getTime(), parts: [], breaks };
  });
}
