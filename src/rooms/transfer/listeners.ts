import { standingChanged } from '#accounts';
import { groupDissolved } from '#groups';
import { transaction } from '#platform/context.ts';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { removeFiles } from './commands/make-archive.ts';
import { cancelArchives, deleteTasksOf } from './queries.ts';

export const listeners: readonly Listener[] = [
  work(standingChanged, 'transfer.removeTasks', async (ctx, { payload }) => {
    if (payload.standing !== 'deleted') return;
    await removeFiles(ctx, await transaction(ctx, (tx) => deleteTasksOf(tx, payload.id)));
  }),
  // What was erased is in no file of ours either; whoever has downloaded theirs keeps it, and may order another at once.
  work(groupDissolved, 'transfer.removeArchives', async (ctx, { payload: { accountIds, formerIds } }) => {
    await removeFiles(ctx, await transaction(ctx, (tx) => cancelArchives(tx, [...accountIds, ...formerIds])));
  }),
];
