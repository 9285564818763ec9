/**
 * Counts about this server: higher rooms hand in how to count, this room asks at most once a minute, and less often where
 * counting takes long.
 */

import type { Context } from '#platform/context.ts';
import { perHouse } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

/** `users`: accounts; `posts`: public and unlisted posts written here; `activeMonth`: accounts that wrote or read in the last 30 days; `domains`: servers known. */
export type FigureName = 'users' | 'posts' | 'activeMonth' | 'domains';
type ReadFigure = (ctx: Context) => Promise<number>;

interface Figure {
  read: ReadFigure;
  value: number;
  /** Until when it is not counted again, by our clock. */
  freshUntil: number;
  under: Promise<number> | undefined;
}

const FRESH_MS = 60_000;
/** A count of many millions takes seconds: it stays for a thousand times as long as it took, so that asking costs next to nothing. */
const FRESH_BY_COST = 1000;

const figuresOf = perHouse(() => new Map<FigureName, Figure>());

/** Hands in how a figure is counted, from a room's `start`. The last one handed in counts. */
export function provideFigure(at: Context | House, name: FigureName, read: ReadFigure): void {
  const ctx = 'context' in at ? at.context() : at;
  figuresOf(ctx).set(name, { read, value: 0, freshUntil: Number.NEGATIVE_INFINITY, under: undefined });
}

/**
 * A figure that is at most a minute old, or a thousand times the time it takes to count; while it cannot be counted, the last
 * one known; 0 where nobody counts it.
 */
export async function readFigure(ctx: Context, name: FigureName): Promise<number> {
  const figure = figuresOf(ctx).get(name);
  if (figure === undefined) return 0;
  if (ctx.now().getTime() < figure.freshUntil) return figure.value;
  figure.under ??= count(ctx, name, figure).finally(() => {
    figure.under = undefined;
  });
  return figure.under;
}

async function count(ctx: Context, name: FigureName, figure: Figure): Promise<number> {
  const asked = ctx.now().getTime();
  const started = performance.now();
  try {
    figure.value = await figure.read(ctx);
  } catch (error) {
    ctx.log.warn({ err: error, figure: name }, 'a figure could not be counted');
  }
  figure.freshUntil = asked + Math.max(FRESH_MS, FRESH_BY_COST * (performance.now() - started));
  return figure.value;
}
