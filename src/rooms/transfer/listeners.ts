import { standingChanged } from '#accounts';
import { transaction } from '#platform/context.ts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { removeFiles } from './commands/make-archive.ts';
import { deleteTasksOf } from './queries.ts';

export const listeners: readonly Listener[] = [
  work(standingChanged, 'transfer.removeTasks', async (ctx, { payload }) => {
    if (payload.standing !== 'deleted') return;
    await removeFiles(ctx, await transaction(ctx, (tx) => deleteTasksOf(tx, payload.id)));
  }),
];
