/** Counts about this server: higher rooms hand in how to count, this room asks at most once a minute. */

import type { Context } from '#platform/context.ts';
import { perHouse } from '#platform/context.ts';
import type { House } from '#platform/house.ts';

/** `users`: accounts; `posts`: posts; `activeMonth`: accounts that wrote or read in the last 30 days; `domains`: servers known. */
export type FigureName = 'users' | 'posts' | 'activeMonth' | 'domains';
type ReadFigure = (ctx: Context) => Promise<number>;

interface Figure {
  read: ReadFigure;
  value: number;
  readAt: number;
  under: Promise<number> | undefined;
}

const FRESH_MS = 60_000;

const figuresOf = perHouse(() => new Map<FigureName, Figure>());

/** Hands in how a figure is counted, from a room's `start`. The last one handed in counts. */
export function provideFigure(at: Context | House, name: FigureName, read: ReadFigure): void {
  const ctx = 'context' in at ? at.context() : at;
  figuresOf(ctx).set(name, { read, value: 0, readAt: Number.NEGATIVE_INFINITY, under: undefined });
}

/** A figure that is at most a minute old; while it cannot be counted, the last one known; 0 where nobody counts it. */
export async function readFigure(ctx: Context, name: FigureName): Promise<number> {
  const figure = figuresOf(ctx).get(name);
  if (figure === undefined) return 0;
  const now = ctx.now().getTime();
  if (now - figure.readAt < FRESH_MS) return figure.value;
  figure.under ??= figure.read(ctx).then(
    (value) => {
      figure.readAt = now;
      figure.under = undefined;
      return (figure.value = value);
    },
    (error: unknown) => {
      ctx.log.warn({ err: error, figure: name }, 'a figure could not be counted');
      figure.under = undefined;
      return figure.value;
    },
  );
  return figure.under;
}
