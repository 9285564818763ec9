import { idAtTime } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectOpenCount, selectWritten } from '../queries/posts.ts';

/** How many posts were written here that everybody may read. */
export function readPostCount(ctx: Context): Promise<number> {
  return selectOpenCount(ctx);
}

/** How many open posts were written within a time, and how many accounts wrote anything. */
export function readWritten(ctx: Context, from: Date, to: Date): Promise<{ posts: number; authors: number }> {
  return selectWritten(ctx, idAtTime(from), idAtTime(to));
}
