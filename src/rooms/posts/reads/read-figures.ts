import type { Context } from '#platform/context.ts';
import { selectOpenCount } from '../queries/posts.ts';

/** How many posts were written here that everybody may read. */
export function readPostCount(ctx: Context): Promise<number> {
  return selectOpenCount(ctx);
}
