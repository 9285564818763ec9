/** Rows → what a decision depends on. */

import type { GroupFacts } from '#groups';
import type { Circle, Course, ProposalFacts, RoleTerms, Stage } from '../types.ts';

const NOBODY = 0;

export function courseOf({ row, consents, objections }: ProposalFacts): Course {
  return {
    state: row.state, version: row.version, proposerId: row.proposer_id ?? NOBODY, consents,
    objections: objections.map(({ id, author_id: by, version, state }) => ({ id, by, version, state })),
  };
}

/** Whom a proposal is about: who would get something by it says yes themselves, who would lose something does not decide. */
function aboutWhom({ row, role }: ProposalFacts): Pick<Circle, 'concernedId' | 'nomineeId'> {
  switch (row.kind) {
    case 'role':
      return { nomineeId: (row.terms as RoleTerms).holderId };
    case 'end_role':
      return { concernedId: role?.holder_id ?? undefined };
    case 'steward':
      return { concernedId: (row.terms as { accountId: number }).accountId };
    default:
      return {};
  }
}

/** Who decides, in a group as it is now. */
export function circleOf(facts: ProposalFacts, group: GroupFacts, isOver: boolean): Circle {
  const members = [...group.inside];
  return { members, stewards: members.filter((id) => group.members.get(id)?.steward === true), isOver, ...aboutWhom(facts) };
}

/** How long each stage lasts at least. */
export interface Spans {
  readonly stepMs: number;
  readonly objectionMs: number;
}

/** When the least time of the stage is over that a proposal is in. */
export function overAt({ state, stage_at: from }: { state: Stage | string; stage_at: Date }, { stepMs, objectionMs }: Spans): Date {
  return new Date(from.getTime() + (state === 'objections' ? objectionMs : stepMs));
}
