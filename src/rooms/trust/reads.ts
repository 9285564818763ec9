import { readAccounts, showAccounts, viewerSets } from '#accounts';
import { notFound, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentTrust } from './presenter.ts';
import { selectBetween, selectCards, selectPair, selectPairs, selectSteps } from './queries.ts';
import { EMPTY_CARD, mayAt, nameOfStep, seenOfCard } from './rules.ts';
import { rememberedSteps } from './state.ts';
import type { Card, PairRow, Right, Step } from './types.ts';

/** The one who looks. @throws Refusal 401 */
export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

const otherOf = (row: PairRow, accountId: Id): Id => (row.low_id === accountId ? row.high_id : row.low_id);

async function fetchSteps(ctx: Context, accountId: Id): Promise<ReadonlyMap<Id, Step>> {
  return new Map((await selectSteps(ctx, accountId)).map(({ other_id: id, step }) => [id, step]));
}

/** With whom an account shares which step. Synchronous when remembered; inside a transaction as it stands there. */
function stepsOf(ctx: Context, accountId: Id): ReadonlyMap<Id, Step> | Promise<ReadonlyMap<Id, Step>> {
  if (ctx.db !== houseOf(ctx).database.kysely) return fetchSteps(ctx, accountId);
  return rememberedSteps(ctx).load(accountId, () => fetchSteps(ctx, accountId));
}

/** The step that two people share: none where one blocks the other. */
async function stepBetween(ctx: Context, accountId: Id, otherId: Id): Promise<Step> {
  const step = (await stepsOf(ctx, accountId)).get(otherId) ?? 0;
  if (step === 0) return 0;
  const sets = await viewerSets(ctx, accountId);
  return hasId(sets.blocks, otherId) || hasId(sets.blockedBy, otherId) ? 0 : step;
}

/** Whether somebody has a right towards another by the step that the two share (docs/trust.md). */
export async function mayByTrust(ctx: Context, accountId: Id, otherId: Id, right: Right): Promise<boolean> {
  return mayAt(await stepBetween(ctx, accountId, otherId), right);
}

/** Whether somebody may follow another without waiting for their yes. */
export const mayFollowUnasked = (ctx: Context, accountId: Id, otherId: Id): Promise<boolean> => mayByTrust(ctx, accountId, otherId, 'follow');

/** Whether what somebody writes to another for the first time comes in without asking; the same for a conversation of several they put them into. */
export const mayWriteUnasked = (ctx: Context, accountId: Id, otherId: Id): Promise<boolean> => mayByTrust(ctx, accountId, otherId, 'write');

/** @throws Refusal 404 for others than the two, and where one blocks the other */
export async function getPair(ctx: Context, id: Id, hold = false): Promise<PairRow> {
  const viewer = ownId(ctx);
  const row = await selectPair(ctx, id, hold);
  if (row === undefined || (row.low_id !== viewer && row.high_id !== viewer)) throw notFound();
  if (!(await mayMeet(ctx, otherOf(row, viewer)))) throw notFound();
  return row;
}

/** Whether there is such a person for the viewer, and neither blocks the other. */
export async function mayMeet(ctx: Context, otherId: Id): Promise<boolean> {
  const [people, sets] = await Promise.all([readAccounts(ctx, [otherId]), viewerSets(ctx, ownId(ctx))]);
  return people.get(otherId)?.standing === 'active' && !hasId(sets.blocks, otherId) && !hasId(sets.blockedBy, otherId);
}

export interface TrustPage {
  readonly shown: object[];
  readonly cursors: { first?: Id; last?: Id; full: boolean };
}

/** The viewer's, the newest first: where a step is agreed, or where one is offered. */
export async function readTrusts(ctx: Context, shelf: 'agreed' | 'offers', page: { maxId?: Id | undefined; limit: number }): Promise<TrustPage> {
  const rows = await selectPairs(ctx, ownId(ctx), shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showRows(ctx, rows), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** What stands between the viewer and somebody: one entity, or none where there never was anything. */
export async function readTrustWith(ctx: Context, otherId: Id): Promise<object[]> {
  const viewer = ownId(ctx);
  const row = await selectBetween(ctx, Math.min(viewer, otherId), Math.max(viewer, otherId));
  return row === undefined ? [] : showRows(ctx, [row]);
}

/** @throws Refusal 404 */
export async function showTrust(ctx: Context, id: Id): Promise<object> {
  const [shown] = await showRows(ctx, [await getPair(ctx, id)]);
  if (shown === undefined) throw notFound();
  return shown;
}

async function showRows(ctx: Context, rows: readonly PairRow[]): Promise<object[]> {
  const viewer = ownId(ctx);
  const open: PairRow[] = [];
  for (const row of rows) if (await mayMeet(ctx, otherOf(row, viewer))) open.push(row);
  const others = open.map((row) => otherOf(row, viewer));
  const [people, cards] = await Promise.all([showAccounts(ctx, others), selectCards(ctx, others)]);
  return open.flatMap((row) => {
    const account = people.get(otherOf(row, viewer));
    if (account === undefined) return [];
    const card = cards.find(({ account_id: id }) => id === otherOf(row, viewer)) ?? EMPTY_CARD;
    return [presentTrust(row, { viewer, account, card: seenOfCard(card, row.step) })];
  });
}

/** What the viewer has filled in. */
export async function readOwnCard(ctx: Context): Promise<Card> {
  const [row] = await selectCards(ctx, [ownId(ctx)]);
  return { ...EMPTY_CARD, ...(row && { help: row.help, email: row.email, birthday: row.birthday, address: row.address, phone: row.phone }) };
}

const AT_ONCE = 500;

/** For the viewer's archive: their card, and with whom they share which step. Nothing of what the others filled in. */
export async function exportTrust(ctx: Context): Promise<object> {
  const viewer = ownId(ctx);
  const agreements: object[] = [];
  for (let below = Number.MAX_SAFE_INTEGER, full = true; full;) {
    const rows = await selectPairs(ctx, viewer, 'agreed', { below, limit: AT_ONCE });
    const people = await readAccounts(ctx, rows.map((row) => otherOf(row, viewer)));
    agreements.push(...rows.map((row) => ({ account: people.get(otherOf(row, viewer))?.username ?? null, step: nameOfStep(row.step), changed_at: row.changed_at.toISOString() })));
    full = rows.length === AT_ONCE;
    below = rows.at(-1)?.id ?? below;
  }
  return { card: await readOwnCard(ctx), agreements };
}
