import { getApp } from '#auth';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { postsState } from '../state.ts';
import type { AppName } from '../types.ts';

/** The name of the app that a post is written with, shown beside it. */
export function findAppName(ctx: Context, appId: Id): AppName | Promise<AppName> {
  return postsState(ctx).apps.load(appId, async () => {
    const { name, website } = await getApp(houseOf(ctx).context(SYSTEM), appId);
    return { name, website };
  });
}
