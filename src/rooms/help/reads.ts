import { showAccounts } from '#accounts';
import { getInside } from '#groups';
import { notFound, unauthorised } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentHelp } from './presenter.ts';
import { selectRequest, selectRequests, selectTakers, selectThanks, selectWordsOf } from './queries.ts';
import type { RequestFacts, RequestRow } from './types.ts';

/** The one who looks. @throws Refusal 401 */
function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

async function factsOf(ctx: Context, rows: readonly RequestRow[]): Promise<RequestFacts[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const viewer = viewerId(ctx);
  const [takers, thanks] = await Promise.all([selectTakers(ctx, ids), viewer === undefined ? [] : selectThanks(ctx, ids, viewer)]);
  return rows.map((row) => ({
    row, takerIds: takers.filter(({ request_id: id }) => id === row.id).map(({ account_id: id }) => id), thanks: thanks.filter(({ request_id: id }) => id === row.id),
  }));
}

/** As it stands. @throws Refusal 404 */
export async function getFacts(ctx: Context, groupId: Id, id: Id, hold = false): Promise<RequestFacts> {
  const row = await selectRequest(ctx, id, hold);
  const [facts] = row?.group_id === groupId ? await factsOf(ctx, [row]) : [];
  if (facts === undefined) throw notFound();
  return facts;
}

export interface HelpPage {
  readonly shown: object[];
  readonly cursors: { first?: Id; last?: Id; full: boolean };
}

/** Of a group that the viewer is in, the newest first. @throws Refusal 404 */
export async function readHelp(ctx: Context, of: string, shelf: 'open' | 'closed', page: { maxId?: Id | undefined; limit: number }): Promise<HelpPage> {
  const { group } = await getInside(ctx, of);
  const rows = await selectRequests(ctx, group.id, shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showFacts(ctx, await factsOf(ctx, rows)), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** @throws Refusal 404 */
export async function showHelp(ctx: Context, of: string, id: Id): Promise<object> {
  const { group } = await getInside(ctx, of);
  return (await showFacts(ctx, [await getFacts(ctx, group.id, id)]))[0] as object;
}

async function showFacts(ctx: Context, all: readonly RequestFacts[]): Promise<object[]> {
  const named = all.flatMap(({ row, takerIds, thanks }) => [row.author_id, ...(row.answered_by === null ? [] : [row.answered_by]), ...takerIds, ...thanks.flatMap((one) => [one.author_id, one.account_id])]);
  const people = await showAccounts(ctx, named);
  return all.map((facts) => presentHelp(facts, ownId(ctx), people));
}

/** So much of one person's goes into an archive. */
const MOST = 20_000;

/** For the viewer's archive: what they asked for, how they answered, and whom they thanked with which words. */
export async function exportHelp(ctx: Context): Promise<object> {
  const words = await selectWordsOf(ctx, ownId(ctx), MOST);
  return { said: words.map(({ kind, id, group_id: groupId, body }) => ({ kind, group_id: String(groupId), text: body, created_at: timeOfId(id).toISOString() })) };
}
