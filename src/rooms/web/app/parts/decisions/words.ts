/** Decisions and help, in words. */

import type { Help, Proposal, WholeProposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';

const STATES: Record<Proposal['state'], () => string> = {
  questions: m.decide_questions, reactions: m.decide_reactions, objections: m.decide_objections, adopted: m.decide_adopted, withdrawn: m.decide_withdrawn, lapsed: m.decide_lapsed,
};
export const stateWord = (state: Proposal['state']): string => STATES[state]();

export const STAGES = ['questions', 'reactions', 'objections'] as const;
export const isOpen = ({ state }: Pick<Proposal, 'state'>): boolean => (STAGES as readonly string[]).includes(state);

type ObjectionState = WholeProposal['objections'][number]['state'];
const OBJECTIONS: Record<ObjectionState, () => string> = { standing: m.decide_stands, withdrawn: m.decide_taken_back, met: m.decide_met, left: m.decide_left };
export const objectionWord = (state: ObjectionState): string => OBJECTIONS[state]();

const HELP: Record<Help['state'], () => string> = {
  open: m.helping_state_open, taken: m.helping_state_taken, answered: m.helping_state_answered, confirmed: m.helping_state_confirmed, withdrawn: m.helping_state_withdrawn,
};
export const helpWord = (state: Help['state']): string => HELP[state]();

const SUBJECTS: Record<Proposal['subject'], () => string> = { plain: m.decide_plain, role: m.decide_role, end_role: m.decide_end_role, rules: m.decide_rules, steward: m.decide_steward };
export const subjectWord = (subject: Proposal['subject']): string => SUBJECTS[subject]();
