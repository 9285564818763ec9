import { showAccounts } from '#accounts';
import { getInside } from '#groups';
import type { GroupFacts } from '#groups';
import { notFound, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentProposal, presentRemark, presentWording } from '../presenter.ts';
import { selectConsents, selectObjections, selectProposal, selectProposals, selectRemarks, selectWordings } from '../queries/proposals.ts';
import type { ProposalShelf } from '../queries/proposals.ts';
import { selectRolesByIds } from '../queries/roles.ts';
import { circleOf, overAt } from '../rules/circle.ts';
import type { Spans } from '../rules/circle.ts';
import { asked } from '../rules/course.ts';
import { objectionSetting, stepSetting } from '../settings.ts';
import type { Circle, ProposalFacts, ProposalRow, RoleTerms } from '../types.ts';

const HOUR_MS = 3_600_000;
/** So many things are said to one proposal at most. */
export const MOST_REMARKS = 500;

/** The one who looks. @throws Refusal 401 */
export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

export const spansOf = ({ settings }: Context): Spans => ({ stepMs: settings.get(stepSetting) * HOUR_MS, objectionMs: settings.get(objectionSetting) * HOUR_MS });

/** Rows with what was said for and against them. */
async function factsOf(ctx: Context, rows: readonly ProposalRow[]): Promise<ProposalFacts[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const roleIds = rows.flatMap(({ kind, terms }) => (kind === 'end_role' ? [(terms as { roleId: Id }).roleId] : []));
  const [consents, objections, roles] = await Promise.all([selectConsents(ctx, ids), selectObjections(ctx, ids), roleIds.length === 0 ? [] : selectRolesByIds(ctx, roleIds)]);
  return rows.map((row) => ({
    row,
    consents: consents.filter(({ proposal_id: id }) => id === row.id).map(({ account_id: id }) => id),
    objections: objections.filter(({ proposal_id: id }) => id === row.id),
    role: row.kind === 'end_role' ? roles.find(({ id }) => id === (row.terms as { roleId: Id }).roleId) : undefined,
  }));
}

/** A proposal of a group, as it stands. @throws Refusal 404 */
export async function getFacts(ctx: Context, groupId: Id, id: Id, hold = false): Promise<ProposalFacts> {
  const row = await selectProposal(ctx, id, hold);
  const [facts] = row?.group_id === groupId ? await factsOf(ctx, [row]) : [];
  if (facts === undefined) throw notFound();
  return facts;
}

/** Who decides at this moment. */
export const circleNow = (ctx: Context, facts: ProposalFacts, group: GroupFacts): Circle => circleOf(facts, group, overAt(facts.row, spansOf(ctx)) <= ctx.now());

export interface Page {
  readonly maxId?: Id | undefined;
  readonly limit: number;
}

export interface Shown {
  readonly shown: object[];
  readonly cursors: { first?: Id; last?: Id; full: boolean };
}

/** Of a group that the viewer is in, the newest first. @throws Refusal 404 */
export async function readProposals(ctx: Context, of: string, shelf: ProposalShelf, page: Page): Promise<Shown> {
  const { group } = await getInside(ctx, of);
  const rows = await selectProposals(ctx, group.id, shelf, { below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit });
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: await showFacts(ctx, group, await factsOf(ctx, rows)), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}

/** Names that a proposal is shown with: of those who are waited for, so many. */
const NAMED = 40;

const namedBy = ({ row, objections, role }: ProposalFacts, circle: Circle): Id[] => [
  ...(row.proposer_id === null ? [] : [row.proposer_id]),
  ...objections.map(({ author_id: id }) => id),
  ...(row.kind === 'role' ? [(row.terms as RoleTerms).holderId] : []),
  ...(row.kind === 'steward' ? [(row.terms as { accountId: Id }).accountId] : []),
  ...(role?.holder_id == null ? [] : [role.holder_id]),
  ...asked({ proposerId: row.proposer_id ?? 0 }, circle).slice(0, NAMED * 2),
];

async function showFacts(ctx: Context, group: GroupFacts, all: readonly ProposalFacts[]): Promise<object[]> {
  const viewer = ownId(ctx);
  const circles = all.map((facts) => circleNow(ctx, facts, group));
  const people = await showAccounts(ctx, all.flatMap((facts, at) => namedBy(facts, circles[at] as Circle)));
  return all.map((facts, at) => presentProposal(facts, { viewer, group, circle: circles[at] as Circle, people, overAt: overAt(facts.row, spansOf(ctx)), named: NAMED }));
}

/** One proposal with everything said to it, and how it read before. @throws Refusal 404 */
export async function showProposal(ctx: Context, of: string, id: Id): Promise<object> {
  const { group } = await getInside(ctx, of);
  const facts = await getFacts(ctx, group.id, id);
  const [[shown], remarks, wordings] = await Promise.all([showFacts(ctx, group, [facts]), selectRemarks(ctx, id, MOST_REMARKS), selectWordings(ctx, id)]);
  const people = await showAccounts(ctx, [...remarks.map((one) => one.author_id), ...wordings.flatMap((one) => one.author_id ?? [])]);
  return { ...shown, remarks: remarks.map((one) => presentRemark(one, people)), wordings: wordings.map((one) => presentWording(one, people)) };
}
