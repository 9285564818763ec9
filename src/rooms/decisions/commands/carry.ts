/** One act on one proposal: decided by the rules, kept, told. Inside the caller's transaction, which holds the group. */

import { adoptRules, dismissSteward, log } from '#groups';
import type { GroupFacts, LogEntry } from '#groups';
import type { Id } from '#kit/ids.ts';
import { newId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { proposalChanged, roleChanged } from '../events.ts';
import type { Happening } from '../events.ts';
import { insertObjection, updateConsents, updateObjection, updateProposal } from '../queries/proposals.ts';
import { insertRole, updateEnded } from '../queries/roles.ts';
import { circleNow } from '../reads/proposals.ts';
import { courseOf } from '../rules/circle.ts';
import { afterAct, isOpen } from '../rules/course.ts';
import type { Act, Course, ProposalFacts, RoleTerms } from '../types.ts';

/** @returns what stands now @throws Refusal 403, 404, 409 or 422 for what may not be done */
export async function carry(tx: Context, group: GroupFacts, facts: ProposalFacts, act: Act): Promise<Course> {
  const before = courseOf(facts);
  const after = afterAct(before, act, circleNow(tx, facts, group));
  if (JSON.stringify(after) === JSON.stringify(before)) return after;
  await keep(tx, facts, { before, after, act });
  const byId = 'by' in act ? act.by : null;
  const what = happeningOf(before, after, act);
  await write(tx, facts, { act, what, byId });
  if (what === 'adopted') await adopt(tx, group, facts, byId);
  tx.emit(proposalChanged, { id: facts.row.id, groupId: group.id, byId, what });
  return after;
}

function happeningOf(before: Course, after: Course, act: Act): Happening {
  if (after.state === 'adopted' || after.state === 'withdrawn' || after.state === 'lapsed') return after.state;
  if (act.kind === 'amend') return 'amended';
  if (after.state !== before.state) return after.state === 'objections' ? 'asked' : 'moved';
  if (act.kind === 'object') return 'objected';
  return act.kind === 'consent' ? 'consented' : 'answered';
}

async function keep(tx: Context, { row }: ProposalFacts, { before, after, act }: { before: Course; after: Course; act: Act }): Promise<void> {
  const now = tx.now();
  const isMoved = after.state !== before.state || after.version !== before.version;
  await updateProposal(tx, {
    id: row.id, state: after.state, version: after.version, moved_at: now, stage_at: isMoved ? now : row.stage_at, decided_at: isOpen(after) ? null : now,
  });
  await updateConsents(tx, row.id, after.consents);
  for (const one of after.objections) {
    const was = before.objections.find(({ id }) => id === one.id);
    if (was === undefined && act.kind === 'object') {
      await insertObjection(tx, { id: one.id, proposal_id: row.id, author_id: one.by, version: one.version, harm: act.harm, harmed: act.harmed, state: one.state, settled_at: null });
    } else if (was !== undefined && was.state !== one.state) await updateObjection(tx, one.id, one.state, now);
  }
}

/** What the log of the group keeps: what is decided, and what stands against it. */
async function write(tx: Context, { row }: ProposalFacts, { act, what, byId }: { act: Act; what: Happening; byId: Id | null }): Promise<void> {
  const line = (kind: LogEntry['kind'], note: string, actorId = byId): Promise<void> => log(tx, { groupId: row.group_id, kind, actorId, subjectId: row.id, note });
  if (act.kind === 'object') await line('objection', act.harm);
  if (what === 'adopted') await line('adopted', row.title);
  // What the group has not made its own goes with its author.
  else if (what === 'withdrawn' || what === 'lapsed') await line(what, row.title, row.proposer_id);
  else if (what === 'amended') await line('amendment', row.title);
}

/** What adoption does, in the same moment. */
async function adopt(tx: Context, group: GroupFacts, { row, role }: ProposalFacts, byId: Id | null): Promise<void> {
  const actorId = row.proposer_id ?? byId;
  switch (row.kind) {
    case 'role':
      return takeUp(tx, row.id, group.id, row.terms as RoleTerms);
    case 'end_role':
      if (role !== undefined) await endRole(tx, role, 'decision');
      return;
    case 'rules':
      if (actorId !== null) await adoptRules(tx, { groupId: group.id, text: (row.terms as { houseRules: string }).houseRules, actorId });
      return;
    case 'steward':
      if (actorId !== null) await dismissSteward(tx, { groupId: group.id, accountId: (row.terms as { accountId: Id }).accountId, actorId });
      return;
    default:
  }
}

async function takeUp(tx: Context, proposalId: Id, groupId: Id, { title, purpose, domain, holderId, termEndsAt }: RoleTerms): Promise<void> {
  const id = newId(tx);
  await insertRole(tx, {
    id, group_id: groupId, proposal_id: proposalId, title, purpose, domain, holder_id: holderId, begins_at: tx.now(), term_ends_at: new Date(termEndsAt), ended_at: null, ended_by: null,
  });
  await log(tx, { groupId, kind: 'role', actorId: holderId, subjectId: id, note: title });
  tx.emit(roleChanged, { id, groupId, holderId, ended: false });
}

/** Ends a role, if it is still held. */
export async function endRole(tx: Context, role: { id: Id; group_id: Id; holder_id: Id | null; title: string }, by: 'term' | 'holder' | 'left' | 'decision'): Promise<void> {
  if (!(await updateEnded(tx, role.id, by, tx.now()))) return;
  await log(tx, { groupId: role.group_id, kind: 'role_ended', actorId: by === 'holder' ? role.holder_id : null, subjectId: role.id, note: role.title });
  tx.emit(roleChanged, { id: role.id, groupId: role.group_id, holderId: role.holder_id, ended: true });
}
