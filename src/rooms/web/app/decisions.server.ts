/** Decisions, roles and help as their doors give them, as pages show them. */

import { readProposals, readRoles, showProposal } from '#decisions';
import { readPeople } from '#groups';
import { readHelp, showHelp } from '#help';
import { notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Group, GroupMember, GroupRole, Help, Proposal, WholeProposal } from './entities.ts';
import { waysFrom } from './posts.server.ts';
import type { Ways } from './posts.server.ts';
import type { Visit } from './visit.ts';

const PAGE = 30;
/** So many can be chosen from in a field. */
const CHOSEN_FROM = 200;
const pageIn = (url: URL) => ({ maxId: parseCursor(url.searchParams.get('max_id') ?? ''), limit: PAGE });

/** @throws Refusal 404 */
function idIn(text: string | undefined): Id {
  const id = parseId(text ?? '');
  if (id === undefined) throw notFound();
  return id;
}

export async function presentProposals({ ctx }: Visit, { id }: Group, url: URL): Promise<Ways & { proposals: Proposal[]; shelf: 'open' | 'decided' }> {
  const shelf = url.searchParams.get('only') === 'decided' ? 'decided' : 'open';
  const { shown, cursors } = await readProposals(ctx, id, shelf, pageIn(url));
  return { proposals: shown as Proposal[], shelf, ...waysFrom(url, cursors) };
}

/** @throws Refusal 404 */
export const presentProposal = async ({ ctx }: Visit, { id }: Group, of: string | undefined): Promise<WholeProposal> => (await showProposal(ctx, id, idIn(of))) as WholeProposal;

export async function presentRoles({ ctx }: Visit, { id }: Group): Promise<{ held: GroupRole[]; ended: GroupRole[] }> {
  const [held, ended] = await Promise.all([readRoles(ctx, id, 'held', { limit: CHOSEN_FROM }), readRoles(ctx, id, 'ended', { limit: PAGE })]);
  return { held: held.shown as GroupRole[], ended: ended.shown as GroupRole[] };
}

/** Whom a proposal can be about. */
export async function presentChoices(visit: Visit, group: Group): Promise<{ people: GroupMember[]; roles: GroupRole[] }> {
  const [{ shown }, { held }] = await Promise.all([readPeople(visit.ctx, Number(group.id), { limit: CHOSEN_FROM }), presentRoles(visit, group)]);
  return { people: shown as GroupMember[], roles: held };
}

export async function presentHelps({ ctx }: Visit, { id }: Group, url: URL): Promise<Ways & { helps: Help[]; shelf: 'open' | 'closed' }> {
  const shelf = url.searchParams.get('only') === 'closed' ? 'closed' : 'open';
  const { shown, cursors } = await readHelp(ctx, id, shelf, pageIn(url));
  return { helps: shown as Help[], shelf, ...waysFrom(url, cursors) };
}

/** @throws Refusal 404 */
export const presentHelpOne = async ({ ctx }: Visit, { id }: Group, of: string | undefined): Promise<Help> => (await showHelp(ctx, id, idIn(of))) as Help;
