/** Facts → the entities that docs/decisions-by-consent.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import type { GroupFacts } from '#groups';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { courseOf } from './rules/circle.ts';
import { asked, isOpen, mayAdopt, mayDecide, mayLead, standing } from './rules/course.ts';
import type { Circle, Kind, ObjectionRow, ProposalFacts, RemarkRow, RoleRow, RoleTerms, Terms, WordingRow } from './types.ts';

const Text = Type.String({ maxLength: 20_000 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const TextOrNull = orNull(Text);
const Whole = Type.Integer();
const Yes = Type.Boolean();
const Person = orNull(AccountReply);

const TermsReply = Type.Object({
  role: orNull(Type.Object({ title: Text, purpose: Text, domain: Text, holder: Person, holder_id: Text, term_ends_at: Text })),
  ends_role: orNull(Type.Object({ id: Text, title: Text, holder: Person })),
  house_rules: TextOrNull,
  ends_steward: orNull(Type.Object({ account: Person, account_id: Text })),
});

const ObjectionReply = Type.Object({
  id: Text, account: Person, harm: Text, harmed: Text, version: Whole, state: oneOf(['standing', 'withdrawn', 'met', 'left']), created_at: Text, settled_at: TextOrNull, mine: Yes,
});

const PROPOSAL = {
  id: Text, group_id: Text, subject: oneOf(['plain', 'role', 'end_role', 'rules', 'steward']), title: Text, text: Text, terms: TermsReply,
  state: oneOf(['questions', 'reactions', 'objections', 'adopted', 'withdrawn', 'lapsed']), version: Whole, account: Person,
  created_at: Text, stage_at: Text, stage_over_at: Text, decided_at: TextOrNull,
  asked_count: Whole, consents_count: Whole, waits_for: Type.Array(AccountReply), objections: Type.Array(ObjectionReply),
  me: Type.Object({ leads: Yes, decides: Yes, consented: Yes, objection_id: TextOrNull, may_go_on: Yes, concerned: Yes, nominee: Yes }),
};

const RemarkReply = Type.Object({ id: Text, kind: oneOf(['question', 'answer', 'reaction']), version: Whole, account: Person, text: Text, answers_id: TextOrNull, created_at: Text });
const WordingReply = Type.Object({ version: Whole, title: Text, text: Text, account: Person, created_at: Text });

export const ProposalReply = Type.Object(PROPOSAL);
export const WholeProposalReply = Type.Object({ ...PROPOSAL, remarks: Type.Array(RemarkReply), wordings: Type.Array(WordingReply) });

export const RoleReply = Type.Object({
  id: Text, group_id: Text, proposal_id: Text, title: Text, purpose: Text, domain: Text, holder: Person, mine: Yes, begins_at: Text, term_ends_at: Text,
  ended_at: TextOrNull, ended_by: orNull(oneOf(['term', 'holder', 'left', 'decision'])),
});

type People = ReadonlyMap<Id, AccountJson>;
const time = (at: Date | null): string | null => at?.toISOString() ?? null;
const personOf = (people: People, id: Id | null): AccountJson | null => (id === null ? null : (people.get(id) ?? null));

/** What a proposal is shown with besides its own facts. */
export interface ProposalExtras {
  readonly viewer: Id;
  readonly group: GroupFacts;
  readonly circle: Circle;
  readonly people: People;
  readonly overAt: Date;
  /** How many are named of those who are waited for. */
  readonly named: number;
}

function presentTerms(kind: Kind, terms: Terms, role: RoleRow | undefined, people: People): object {
  const none = { role: null, ends_role: null, house_rules: null, ends_steward: null };
  switch (kind) {
    case 'role': {
      const { title, purpose, domain, holderId, termEndsAt } = terms as RoleTerms;
      return { ...none, role: { title, purpose, domain, holder: personOf(people, holderId), holder_id: String(holderId), term_ends_at: termEndsAt } };
    }
    case 'end_role':
      return { ...none, ends_role: role === undefined ? null : { id: String(role.id), title: role.title, holder: personOf(people, role.holder_id) } };
    case 'rules':
      return { ...none, house_rules: (terms as { houseRules: string }).houseRules };
    case 'steward': {
      const { accountId } = terms as { accountId: Id };
      return { ...none, ends_steward: { account: personOf(people, accountId), account_id: String(accountId) } };
    }
    default:
      return none;
  }
}

const presentObjection = (row: ObjectionRow, viewer: Id, people: People): object => ({
  id: String(row.id), account: personOf(people, row.author_id), harm: row.harm, harmed: row.harmed, version: row.version, state: row.state,
  created_at: timeOfId(row.id).toISOString(), settled_at: time(row.settled_at), mine: row.author_id === viewer,
});

/** The Proposal entity, for somebody who is in its group. */
export function presentProposal(facts: ProposalFacts, { viewer, circle, people, overAt, named }: ProposalExtras): object {
  const { row, consents, objections } = facts;
  const course = courseOf(facts);
  const all = asked(course, circle);
  const waits = row.state === 'objections' ? all.filter((id) => !consents.includes(id)) : [];
  const own = standing(course).find(({ by }) => by === viewer);
  const leads = isOpen(course) && mayLead(course, circle, viewer);
  return {
    id: String(row.id), group_id: String(row.group_id), subject: row.kind, title: row.title, text: row.body, terms: presentTerms(row.kind, row.terms, facts.role, people),
    state: row.state, version: row.version, account: personOf(people, row.proposer_id), created_at: timeOfId(row.id).toISOString(),
    stage_at: row.stage_at.toISOString(), stage_over_at: overAt.toISOString(), decided_at: time(row.decided_at),
    asked_count: all.length, consents_count: consents.length, waits_for: waits.slice(0, named).flatMap((id) => people.get(id) ?? []),
    objections: objections.map((one) => presentObjection(one, viewer, people)),
    me: {
      leads, decides: mayDecide(course, circle, viewer), consented: consents.includes(viewer), objection_id: own === undefined ? null : String(own.id),
      may_go_on: leads && (row.state === 'objections' ? mayAdopt(course, circle) : circle.isOver), concerned: circle.concernedId === viewer, nominee: circle.nomineeId === viewer,
    },
  };
}

export const presentRemark = (row: RemarkRow, people: People): object => ({
  id: String(row.id), kind: row.kind, version: row.version, account: personOf(people, row.author_id), text: row.body,
  answers_id: row.answers_id === null ? null : String(row.answers_id), created_at: timeOfId(row.id).toISOString(),
});

export const presentWording = (row: WordingRow, people: People): object =>
  ({ version: row.version, title: row.title, text: row.body, account: personOf(people, row.author_id), created_at: timeOfId(row.id).toISOString() });

/** The Role entity. */
export const presentRole = (row: RoleRow, viewer: Id, people: People): object => ({
  id: String(row.id), group_id: String(row.group_id), proposal_id: String(row.proposal_id), title: row.title, purpose: row.purpose, domain: row.domain,
  holder: personOf(people, row.holder_id), mine: row.holder_id === viewer, begins_at: row.begins_at.toISOString(), term_ends_at: row.term_ends_at.toISOString(),
  ended_at: time(row.ended_at), ended_by: row.ended_by,
});
