import { standingChanged } from '#accounts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { removeBroadcastsOf } from './commands/change-broadcast.ts';
import { stopBroadcastsOf } from './commands/end-broadcast.ts';

export const listeners: readonly Listener[] = [
  work(standingChanged, 'video.followStanding', async (ctx, { payload }) => {
    if (payload.standing === 'deleted') await removeBroadcastsOf(ctx, payload.id);
    else if (payload.standing !== 'active') await stopBroadcastsOf(ctx, payload.id);
  }),
];
