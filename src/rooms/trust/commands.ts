/** Coming closer, step by step, and going back. */

import { follow, unfollow } from '#accounts';
import type { Standing } from '#accounts';
import { invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { isEmailAddress } from '#platform/mail-address.ts';
import { trustChanged } from './events.ts';
import { deleteBetween, deleteCard, deletePairsOf, selectOfferCount, updatePair, upsertCard, upsertPair } from './queries.ts';
import { getPair, mayMeet, ownId, readOwnCard } from './reads.ts';
import { CARD_LINES, afterAct, tidyCardLine } from './rules.ts';
import { offersSetting } from './settings.ts';
import type { Act, Agreement, Card, PairRow, Step } from './types.ts';

const DAY_MS = 86_400_000;

const agreementOf = (row: PairRow): Agreement => ({
  step: row.step,
  offer: row.offered_step === null || row.offered_by === null ? undefined : { step: row.offered_step, by: row.offered_by },
  refusal: row.refused_by === null || row.refused_at === null ? undefined : { by: row.refused_by, at: row.refused_at },
});

/**
 * Offers the next step to somebody; where they offer it already, that is a yes.
 * @returns the id of what stands between the two
 * @throws Refusal 404, 403 while a no counts, 409 after the last step, 422 for oneself, 429 for too many a day
 */
export async function offerStep(ctx: Context, otherId: Id): Promise<Id> {
  const viewer = ownId(ctx);
  if (otherId === viewer) throw invalid('Validation failed: account_id is your own');
  if (!(await mayMeet(ctx, otherId))) throw notFound();
  return transaction(ctx, async (tx) => {
    const row = await upsertPair(tx, { id: newId(tx), low: Math.min(viewer, otherId), high: Math.max(viewer, otherId), at: tx.now() });
    await act(tx, row, { kind: 'offer', by: viewer });
    return row.id;
  });
}

/** Yes or no to an offer, no longer offering, or a step back. @throws Refusal 404, 409 or 422 */
export function answerStep(ctx: Context, id: Id, { kind, step }: { kind: 'accept' | 'decline' | 'back'; step?: Step | undefined }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const row = await getPair(tx, id, true);
    await act(tx, row, { kind, by: ownId(tx), step });
  });
}

async function act(tx: Context, row: PairRow, wanted: Act): Promise<void> {
  const [before, now] = [agreementOf(row), tx.now()];
  const after = afterAct(before, wanted, now);
  if (after === before) return;
  const offers = after.offer !== undefined && after.offer !== before.offer;
  if (offers) await refuseTooMany(tx, row);
  await updatePair(tx, {
    ...row, step: after.step, offered_step: after.offer?.step ?? null, changed_at: now,
    ...(offers && { offered_by: wanted.by, offered_at: now }),
    refused_by: after.refusal?.by ?? null, refused_at: after.refusal?.at ?? null,
  });
  await widenOrNarrow(tx, row, { from: before.step, to: after.step });
  const what = offers ? 'offered' : after.step > before.step ? 'agreed' : after.step < before.step ? 'back' : 'declined';
  tx.emit(trustChanged, { id: row.id, lowId: row.low_id, highId: row.high_id, byId: wanted.by, what });
}

/** The first step is that each follows the other, which both have said yes to; without any, neither does. */
async function widenOrNarrow(tx: Context, row: PairRow, { from, to }: { from: Step; to: Step }): Promise<void> {
  if ((from === 0) === (to === 0)) return;
  for (const [id, otherId] of [[row.low_id, row.high_id], [row.high_id, row.low_id]] as const) {
    await (to === 0 ? unfollow : follow)(viewedBy(tx, { kind: 'account', id }), otherId);
  }
}

/** @throws Refusal 429 */
async function refuseTooMany(tx: Context, row: PairRow): Promise<void> {
  const most = tx.settings.get(offersSetting);
  if ((await selectOfferCount(tx, ownId(tx), new Date(tx.now().getTime() - DAY_MS), row.id)) >= most) {
    throw tooMany(`You may offer a step to ${most} people a day`, DAY_MS / 1000);
  }
}

/** Fills in, changes or empties lines of the viewer's card; what is not named stays. @throws Refusal 422 */
export function fillCard(ctx: Context, wish: { readonly [Line in keyof Card]?: string | undefined }): Promise<void> {
  const viewer = ownId(ctx);
  return transaction(ctx, async (tx) => {
    const card = { ...(await readOwnCard(tx)) };
    for (const line of CARD_LINES) {
      const typed = wish[line];
      if (typed !== undefined) card[line] = tidyCardLine(line, typed, isEmailAddress);
    }
    if (CARD_LINES.every((line) => card[line] === '')) await deleteCard(tx, viewer);
    else await upsertCard(tx, viewer, card);
  });
}

/** A block takes everything back, also what is only offered. Safe to repeat. */
export function forgetBlocked(ctx: Context, { payload: { accountId, targetId } }: { payload: { accountId: Id; targetId: Id } }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const row = await deleteBetween(tx, Math.min(accountId, targetId), Math.max(accountId, targetId));
    if (row !== undefined) tellGone(tx, row, accountId);
  });
}

/** Of a deleted account nothing is left. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload: { id, standing } }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (standing !== 'deleted') return;
  await transaction(ctx, async (tx) => {
    for (const row of await deletePairsOf(tx, id)) tellGone(tx, row, id);
    await deleteCard(tx, id);
  });
}

const tellGone = (tx: Context, row: PairRow, byId: Id): void => {
  tx.emit(trustChanged, { id: row.id, lowId: row.low_id, highId: row.high_id, byId, what: 'gone' });
};
