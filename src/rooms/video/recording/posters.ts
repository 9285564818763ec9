import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { recordings } from './state.ts';

/** Named as in its address. */
export async function readPoster(ctx: Context, id: Id, file: string): Promise<Buffer | undefined> {
  return /^poster-\d{1,16}\.jpg$/.test(file) ? recordings(ctx).read(id, file) : undefined;
}
