import { standingChanged } from '#accounts';
import { transaction } from '#platform/context.ts';
import { work, workTogether } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { postCreated, postDeleted, postEdited, postImported } from '#posts';
import { tell } from './commands/append.ts';
import { deleteLogsOf } from './queries/logs.ts';

export const listeners: readonly Listener[] = [
  workTogether(postCreated, 'receipts.tellCreated', tell('created')),
  workTogether(postImported, 'receipts.tellImported', tell('earlier')),
  workTogether(postEdited, 'receipts.tellEdited', tell('edited')),
  workTogether(postDeleted, 'receipts.tellDeleted', tell('deleted')),
  work(standingChanged, 'receipts.forgetAccount', async (ctx, { payload: { id, standing } }) => {
    if (standing === 'deleted') await transaction(ctx, (tx) => deleteLogsOf(tx, id));
  }),
];
