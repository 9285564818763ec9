/** What comes by itself: adoption where nobody has objected in time, lapse, the end of roles. */

import { TOLERANCE_MS, believedTime, findGroup, holdGroup } from '#groups';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectLapsing, selectSettling } from '../queries/proposals.ts';
import { selectOver, selectRole } from '../queries/roles.ts';
import { getFacts, spansOf } from '../reads/proposals.ts';
import { lapseSetting } from '../settings.ts';
import { carry, endRole } from './carry.ts';

const AT_ONCE = 200;
const DAY_MS = 86_400_000;

/** Does everything whose time has come, unless the clock jumped ahead: nobody's silence is taken for a yes before its time. Safe to run at any time, and twice. */
export async function turnByClock(ctx: Context): Promise<void> {
  const at = await believedTime(ctx);
  if (at !== undefined && ctx.now().getTime() - at.getTime() <= TOLERANCE_MS) await turnDue(ctx);
}

/** The same for a moment that its caller answers for. */
export async function turnDue(ctx: Context): Promise<void> {
  const now = ctx.now().getTime();
  await eachProposal(ctx, 'settle', (above) => selectSettling(ctx, new Date(now - spansOf(ctx).objectionMs), above, AT_ONCE));
  await eachProposal(ctx, 'lapse', (above) => selectLapsing(ctx, new Date(now - ctx.settings.get(lapseSetting) * DAY_MS), above, AT_ONCE));
  await endOver(ctx);
}

/** What is not there any more, or decided by now, is passed by. */
async function quietly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

async function eachProposal(ctx: Context, kind: 'settle' | 'lapse', select: (above: Id) => Promise<{ id: Id; group_id: Id }[]>): Promise<void> {
  for (let above = 0, full = true; full;) {
    const due = await select(above);
    for (const { id, group_id: groupId } of due) {
      await quietly(() => transaction(ctx, async (tx) => {
        const group = await holdGroup(tx, groupId);
        await carry(tx, group, await getFacts(tx, groupId, id, true), { kind });
      }));
    }
    full = due.length === AT_ONCE;
    above = due.at(-1)?.id ?? above;
  }
}

async function endOver(ctx: Context): Promise<void> {
  for (let full = true; full;) {
    const over = await selectOver(ctx, ctx.now(), AT_ONCE);
    let ended = 0;
    for (const { id, group_id: groupId } of over) {
      // A group that is being dissolved takes its roles along.
      if ((await findGroup(ctx, groupId))?.state !== 'open') continue;
      await quietly(() => transaction(ctx, async (tx) => {
        await holdGroup(tx, groupId);
        const role = await selectRole(tx, id, true);
        if (role !== undefined && role.term_ends_at <= tx.now()) await endRole(tx, role, 'term');
      }));
      ended++;
    }
    full = over.length === AT_ONCE && ended > 0;
  }
}
