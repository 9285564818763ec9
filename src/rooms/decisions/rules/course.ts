/**
 * How a decision by consent comes about. Pure: one function from what stands and what happens to what stands then. Every state
 * it can reach is explored in `course.test.ts`.
 */

import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Act, Circle, Course, Objection, ObjectionState } from '../types.ts';

/** So many characters at least say what harm would come, and to whom. */
const FEWEST = { harm: 10, harmed: 2 } as const;

export const isOpen = ({ state }: Pick<Course, 'state'>): boolean => state === 'questions' || state === 'reactions' || state === 'objections';
export const standing = ({ objections }: Pick<Course, 'objections'>): Objection[] => objections.filter(({ state }) => state === 'standing');

/** Who leads a proposal through its stages: who made it; once they are gone a steward, and where there is none anybody in the group. */
export function mayLead({ proposerId }: Pick<Course, 'proposerId'>, { members, stewards }: Circle, by: Id): boolean {
  if (!members.includes(by)) return false;
  if (members.includes(proposerId)) return by === proposerId;
  const present = stewards.filter((id) => members.includes(id));
  return present.length === 0 || present.includes(by);
}

/** Whose word is waited for: everybody in the group but who made it, and but whom it would put out. */
export const asked = ({ proposerId }: Pick<Course, 'proposerId'>, { members, concernedId }: Circle): Id[] =>
  members.filter((id) => id !== proposerId && id !== concernedId);

/** Whether somebody decides at all: who made it has said so by making it. */
export const mayDecide = (course: Pick<Course, 'proposerId'>, circle: Circle, by: Id): boolean => asked(course, circle).includes(by);

/** The one way to adoption: nobody's objection stands, and everybody has said so or had their time to. */
export function mayAdopt(course: Course, circle: Circle): boolean {
  if (course.state !== 'objections' || standing(course).length > 0) return false;
  const { nomineeId, members } = circle;
  if (nomineeId !== undefined && (!members.includes(nomineeId) || (nomineeId !== course.proposerId && !course.consents.includes(nomineeId)))) return false;
  return circle.isOver || hasEverybody(course, circle);
}

const hasEverybody = (course: Course, circle: Circle): boolean => asked(course, circle).every((id) => course.consents.includes(id));

/** With everybody's word there is nothing to wait for. */
const settled = (course: Course, circle: Circle): Course =>
  (mayAdopt(course, circle) && hasEverybody(course, circle) ? { ...course, state: 'adopted' } : course);

/**
 * What stands after an act. One that changes nothing gives the same course.
 * @throws Refusal 403, 404, 409 or 422 for what may not be done
 */
export function afterAct(course: Course, act: Act, circle: Circle): Course {
  if (!isOpen(course)) {
    if (act.kind === 'settle' || act.kind === 'lapse' || act.kind === 'leave') return course;
    throw conflict('This is decided');
  }
  switch (act.kind) {
    case 'settle':
      return mayAdopt(course, circle) ? { ...course, state: 'adopted' } : course;
    case 'lapse':
      return { ...course, state: 'lapsed' };
    case 'leave':
      return settled(withoutWordOf(course, act.by), circle);
    case 'next':
    case 'amend':
    case 'withdraw':
      return afterLead(course, act.kind, act.by, circle);
    default:
      if (!circle.members.includes(act.by)) throw notFound();
      return settled(afterWord(course, act, circle), circle);
  }
}

function withoutWordOf(course: Course, by: Id): Course {
  return {
    ...course,
    consents: course.consents.filter((id) => id !== by),
    objections: course.objections.map((one) => (one.by === by && one.state === 'standing' ? { ...one, state: 'left' } : one)),
  };
}

function afterLead(course: Course, kind: 'next' | 'amend' | 'withdraw', by: Id, circle: Circle): Course {
  if (!mayLead(course, circle, by)) throw forbidden('Only who made the proposal may do this');
  if (kind === 'withdraw') return { ...course, state: 'withdrawn' };
  if (kind === 'amend') return { ...course, state: 'questions', version: course.version + 1, consents: [] };
  if (course.state === 'objections') {
    if (standing(course).length > 0) throw conflict('An objection stands');
    if (!mayAdopt(course, circle)) throw conflict('Not everybody has answered yet, and there is still time to');
    return { ...course, state: 'adopted' };
  }
  if (!circle.isOver) throw conflict('There is still time for this step');
  return settled({ ...course, state: course.state === 'questions' ? 'reactions' : 'objections' }, circle);
}

type Word = Extract<Act, { kind: 'consent' | 'object' | 'takeBack' | 'met' }>;

function afterWord(course: Course, act: Word | Act, circle: Circle): Course {
  switch (act.kind) {
    case 'consent':
      return afterConsent(course, act.by, circle);
    case 'object':
      return afterObjection(course, act, circle);
    case 'takeBack':
      return afterAnswer(course, act, 'withdrawn');
    case 'met':
      return afterAnswer(course, act, 'met');
    default:
      return course;
  }
}

function refuseUndeciding(course: Course, circle: Circle, by: Id): void {
  if (course.state !== 'objections') throw conflict('It is not the time for this yet');
  if (!mayDecide(course, circle, by)) throw forbidden(by === course.proposerId ? 'It is your own proposal' : 'You do not decide what is about yourself');
}

function afterConsent(course: Course, by: Id, circle: Circle): Course {
  refuseUndeciding(course, circle, by);
  if (standing(course).some((one) => one.by === by)) throw conflict('Your objection stands');
  return course.consents.includes(by) ? course : { ...course, consents: [...course.consents, by] };
}

function afterObjection(course: Course, { by, id, harm, harmed }: Extract<Act, { kind: 'object' }>, circle: Circle): Course {
  refuseUndeciding(course, circle, by);
  if ([...harm.trim()].length < FEWEST.harm) throw invalid(`Validation failed: harm says in ${FEWEST.harm} characters at least what would come of it`);
  if ([...harmed.trim()].length < FEWEST.harmed) throw invalid('Validation failed: harmed says whom it would harm');
  if (standing(course).some((one) => one.by === by)) throw conflict('Your objection stands already');
  return {
    ...course,
    consents: course.consents.filter((one) => one !== by),
    objections: [...course.objections, { id, by, version: course.version, state: 'standing' }],
  };
}

/** Who made an objection, and nobody else, says that it is none any more: that is their consent, too. */
function afterAnswer(course: Course, { by, objectionId }: { by: Id; objectionId: Id }, state: ObjectionState): Course {
  const objection = course.objections.find(({ id }) => id === objectionId);
  if (objection === undefined) throw notFound();
  if (objection.by !== by) throw forbidden('Only who objected may do this');
  if (objection.state !== 'standing') throw conflict('It does not stand any more');
  if (state === 'met' && objection.version === course.version) throw conflict('Nothing was amended since');
  return {
    ...course,
    consents: course.state === 'objections' && !course.consents.includes(by) ? [...course.consents, by] : course.consents,
    objections: course.objections.map((one) => (one === objection ? { ...one, state } : one)),
  };
}
