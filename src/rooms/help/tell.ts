/** Lines for those whom help concerns. */

import { findGroup } from '#groups';
import { tell } from '#notifications';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { helpChanged } from './events.ts';
import { selectRequest, selectTakers, selectThanks } from './queries.ts';

type Changed = NonNullable<(typeof helpChanged)['payload']>;
const KINDS: Partial<Record<Changed['what'], string>> = {
  asked: 'help', take: 'help_taken', answer: 'help_answered', confirm: 'help_confirmed', reopen: 'help_reopened', thanked: 'thanks',
};

/** Everybody hears that help is asked for; then those who asked and who are on it, of each other. Safe to repeat. */
export async function tellOfHelp(ctx: Context, { id: eventId, payload: { id, groupId, byId, what, toId } }: Heard<Changed>): Promise<void> {
  const kind = KINDS[what];
  const [row, group] = [await selectRequest(ctx, id), await findGroup(ctx, groupId)];
  if (kind === undefined || row === undefined || group?.state !== 'open') return;
  const accountIds = async (): Promise<readonly Id[]> => {
    if (toId !== undefined) return [toId];
    if (what === 'asked') return [...group.inside];
    return what === 'take' || what === 'answer' ? [row.author_id] : (await selectTakers(ctx, [id])).map(({ account_id: one }) => one);
  };
  const [thanks] = toId === undefined ? [] : (await selectThanks(ctx, [id], toId)).filter((one) => one.account_id === toId);
  const url = `${houseOf(ctx).config.origin}/groups/${group.handle ?? group.id}/help/${id}`;
  await tell(ctx, {
    type: 'group', fromId: byId, accountIds: (await accountIds()).filter((one) => one !== byId && group.members.get(one)?.state === 'in'), eventId,
    about: { id: groupId, key: `${kind} ${eventId}`, shown: { group_id: String(groupId), title: group.title, kind, text: thanks?.body ?? row.body, url } },
  });
}
