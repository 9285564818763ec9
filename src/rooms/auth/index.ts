import type { Context } from '#platform/context.ts';

export function ownerLink(_ctx: Context): Promise<string | undefined> {
  return Promise.resolve(undefined);
}
