import { blocked, readAccounts, standingChanged } from '#accounts';
import { forgetAbout, tell } from '#notifications';
import type { Context } from '#platform/context.ts';
import { work } from '#platform/events.ts';
import type { Heard, Listener } from '#platform/events.ts';
import { forgetAccount, forgetBlocked } from './commands.ts';
import { trustChanged } from './events.ts';
import { selectPair } from './queries.ts';
import { nameOfStep } from './rules.ts';
import { stateListeners } from './state.ts';
import { feed } from './streams.ts';

type Changed = NonNullable<(typeof trustChanged)['payload']>;

/** One line at most between two people: an offer that stands, or the yes to one. Nobody is told of a no or of a step back. */
async function tellOther(ctx: Context, { id: eventId, payload: { id, lowId, highId, byId, what } }: Heard<Changed>): Promise<void> {
  await forgetAbout(ctx, id);
  const row = await selectPair(ctx, id);
  if (row === undefined || (what !== 'offered' && what !== 'agreed')) return;
  // What was offered meanwhile taken back is told no more.
  const step = what === 'offered' ? row.offered_step : row.step;
  const from = (await readAccounts(ctx, [byId])).get(byId);
  if (step === null || step === 0 || from === undefined) return;
  await tell(ctx, {
    type: 'trust', fromId: byId, accountIds: [byId === lowId ? highId : lowId], eventId,
    about: { id, key: `trust ${id} ${eventId}`, shown: { trust_id: String(id), kind: what, step: nameOfStep(step), text: '', url: `/@${from.username}/trust` } },
  });
}

export const listeners: readonly Listener[] = [
  ...stateListeners,
  work(blocked, 'trust.forgetBlocked', forgetBlocked),
  work(standingChanged, 'trust.forgetAccount', forgetAccount),
  work(trustChanged, 'trust.tellOther', tellOther),
  ...feed.listeners,
];
