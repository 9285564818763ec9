/**
 * Events: how a room tells higher rooms that something happened, and questions: how it lets them refuse before it happens.
 *
 * A token is a typed constant that the emitting room's door exports; "find references" on it is the list of what follows.
 */

import type { Id } from '#kit/ids.ts';
import type { Context } from './context.ts';

export interface EventToken<P> {
  readonly name: string;
  /** Carries the payload's type; never set. */
  readonly payload?: P;
}

/** @param name `<room>.<pastTense>`, stable: it is stored with every event. */
export function defineEvent<P>(name: string): EventToken<P> {
  return { name };
}

/** What a listener gets. `id` is the event's own id: greater than that of every event delivered before it. */
export interface Heard<P> {
  readonly id: Id;
  readonly payload: P;
}

/**
 * - `hear`: in every process, before the writer is answered, synchronously and in id order. For caches. Must not throw.
 * - `relay`: in every process, in id order, one after the other, after the hearers. For open streams.
 * - `work`: once in all, after the commit, in id order, again after a crash. Safe to run twice.
 */
export type ListenerKind = 'hear' | 'relay' | 'work';

export interface Listener {
  readonly kind: ListenerKind;
  readonly event: string;
  /** `<room>.<verb>`, for logs and metrics. */
  readonly name: string;
  run(ctx: Context, event: Heard<never>): void | Promise<void>;
  /** Work that costs less for several events at once. Where it fails, they are done one by one. */
  runMany?(ctx: Context, events: readonly Heard<never>[]): Promise<void>;
}

const listen =
  (kind: ListenerKind) =>
  <P>(token: EventToken<P>, name: string, run: (ctx: Context, event: Heard<P>) => void | Promise<void>): Listener => ({
    kind,
    event: token.name,
    name,
    run: run as Listener['run'],
  });

export const hear = listen('hear') as <P>(
  token: EventToken<P>,
  name: string,
  run: (ctx: Context, event: Heard<P>) => void,
) => Listener;
export const relay = listen('relay');
export const work = listen('work');

/** `work` that gets all events that came while it was busy, in their order, a hundred at most: for what costs about as much for many as for one. */
export function workTogether<P>(token: EventToken<P>, name: string, run: (ctx: Context, events: readonly Heard<P>[]) => Promise<void>): Listener {
  return { ...work(token, name, (ctx, event) => run(ctx, [event])), runMany: run as unknown as NonNullable<Listener['runMany']> };
}

export interface QuestionToken<P> {
  readonly name: string;
  readonly payload?: P;
}

export function defineQuestion<P>(name: string): QuestionToken<P> {
  return { name };
}

/** An answer refuses by throwing a Refusal with its reason; it runs before the write and must not write itself. */
export interface Answer {
  readonly question: string;
  run(ctx: Context, payload: never): void | Promise<void>;
}
