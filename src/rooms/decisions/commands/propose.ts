/** Making a proposal, and amending it. */

import { checkMayWrite, getInside, holdInside, log } from '#groups';
import type { GroupFacts } from '#groups';
import { conflict, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { proposalChanged } from '../events.ts';
import { insertProposal, insertWording, selectOpenCount } from '../queries/proposals.ts';
import { selectRole } from '../queries/roles.ts';
import { getFacts } from '../reads/proposals.ts';
import { LONGEST, tidyLine, tidyTerm, tidyText, tidyWords } from '../rules/input.ts';
import { openSetting } from '../settings.ts';
import type { Kind, RoleTerms, Terms, Wording } from '../types.ts';
import { carry } from './carry.ts';

export interface ProposalWish {
  readonly kind: Kind;
  readonly title: string;
  readonly text: string;
  readonly role?: { readonly title: string; readonly purpose: string; readonly domain: string; readonly holderId: Id; readonly termEndsAt: string } | undefined;
  readonly roleId?: Id | undefined;
  readonly houseRules?: string | undefined;
  readonly stewardId?: Id | undefined;
}

/** @throws Refusal 422 for what would mean nothing in this group */
async function wordingOf(tx: Context, group: GroupFacts, wish: ProposalWish): Promise<Wording> {
  return { title: tidyLine('title', wish.title, LONGEST.title), body: tidyText('text', wish.text, LONGEST.text), terms: await termsOf(tx, group, wish) };
}

async function termsOf(tx: Context, group: GroupFacts, wish: ProposalWish): Promise<Terms> {
  const isIn = (id: Id): boolean => group.members.get(id)?.state === 'in';
  switch (wish.kind) {
    case 'role':
      return roleTermsOf(wish, isIn, tx.now());
    case 'end_role': {
      const role = wish.roleId === undefined ? undefined : await selectRole(tx, wish.roleId);
      if (role?.group_id !== group.id || role.ended_at !== null) throw invalid('Validation failed: role_id is no role that is held here');
      return { roleId: role.id };
    }
    case 'rules':
      if (wish.houseRules === undefined) throw invalid('Validation failed: house_rules is missing');
      return { houseRules: tidyText('house_rules', wish.houseRules, LONGEST.houseRules) };
    case 'steward':
      if (wish.stewardId === undefined || group.members.get(wish.stewardId)?.steward !== true) throw invalid('Validation failed: steward_id is no steward of the group');
      return { accountId: wish.stewardId };
    default:
      return {};
  }
}

function roleTermsOf({ role }: ProposalWish, isIn: (id: Id) => boolean, now: Date): RoleTerms {
  if (role === undefined) throw invalid('Validation failed: role is missing');
  if (!isIn(role.holderId)) throw invalid('Validation failed: role.holder_id is not in the group');
  return {
    title: tidyLine('role.title', role.title, LONGEST.title), purpose: tidyWords('role.purpose', role.purpose, LONGEST.purpose),
    domain: tidyText('role.domain', role.domain, LONGEST.purpose), holderId: role.holderId, termEndsAt: tidyTerm(role.termEndsAt, now),
  };
}

/** @returns the proposal's id @throws Refusal 404, 403 for who has not read the rules, 409 for too many open ones, 422 */
export async function propose(ctx: Context, of: string, wish: ProposalWish): Promise<Id> {
  const { group: { id: groupId }, member } = await getInside(ctx, of);
  await checkMayWrite(ctx, groupId, member.account_id);
  return transaction(ctx, async (tx) => {
    const { group } = await holdInside(tx, groupId);
    const wording = await wordingOf(tx, group, wish);
    const most = tx.settings.get(openSetting);
    if ((await selectOpenCount(tx, groupId)) >= most) throw conflict(`A group has ${most} open proposals at most`);
    const [id, now] = [newId(tx), tx.now()];
    const proposerId = member.account_id;
    await insertProposal(tx, { id, group_id: groupId, kind: wish.kind, proposer_id: proposerId, state: 'questions', version: 1, stage_at: now, moved_at: now, decided_at: null });
    await insertWording(tx, { ...wording, id: newId(tx), proposalId: id, version: 1, authorId: proposerId });
    await log(tx, { groupId, kind: 'proposal', actorId: proposerId, subjectId: id, note: wording.title });
    tx.emit(proposalChanged, { id, groupId, byId: proposerId, what: 'made' });
    return id;
  });
}

/** The next version: it is open for questions again, and what stands against it goes on standing until who objected says otherwise. @throws Refusal 404, 403, 409, 422 */
export async function amend(ctx: Context, of: string, id: Id, wish: Partial<Omit<ProposalWish, 'kind'>>): Promise<void> {
  const { group: { id: groupId }, member } = await getInside(ctx, of);
  await checkMayWrite(ctx, groupId, member.account_id);
  await transaction(ctx, async (tx) => {
    const { group } = await holdInside(tx, groupId);
    const facts = await getFacts(tx, groupId, id, true);
    const { row } = facts;
    const { version } = await carry(tx, group, facts, { kind: 'amend', by: member.account_id });
    const terms = wish.role === undefined && wish.houseRules === undefined ? row.terms : await termsOf(tx, group, { ...wish, kind: row.kind, title: '', text: '' });
    await insertWording(tx, {
      title: wish.title === undefined ? row.title : tidyLine('title', wish.title, LONGEST.title), body: wish.text === undefined ? row.body : tidyText('text', wish.text, LONGEST.text), terms,
      id: newId(tx), proposalId: id, version, authorId: member.account_id,
    });
  });
}
