/** How help comes about: one function from what stands and what somebody does to what stands then. Explored in `help.test.ts`. */

import { conflict, forbidden, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Act, ActKind, Course, RequestFacts } from './types.ts';

export const LONGEST = { text: 2000, answer: 2000, thanks: 1000 } as const;

export const courseOf = ({ row, takerIds }: Pick<RequestFacts, 'row' | 'takerIds'>): Course =>
  ({ state: row.state, askerId: row.author_id, takerIds, answeredBy: row.answered_by ?? undefined });

const refuseAll = (): never => {
  throw forbidden('Only who asked may do this');
};

/** An act that changes nothing gives the same course. @throws Refusal 403 or 409 for what may not be done */
export function afterAct(course: Course, { kind, by }: Act): Course {
  const { state, askerId } = course;
  if (kind === 'leave') return afterLeaving(course, by);
  if (kind === 'take' || kind === 'letGo' || kind === 'answer') return afterHelper(course, kind, by);
  if (by !== askerId) return refuseAll();
  switch (kind) {
    case 'confirm':
      if (state !== 'answered') throw conflict('Nobody has answered yet');
      return { ...course, state: 'confirmed' };
    case 'reopen':
      if (state !== 'answered' && state !== 'confirmed' && state !== 'withdrawn') throw conflict('It is open');
      return { ...course, state: course.takerIds.length > 0 ? 'taken' : 'open', answeredBy: undefined };
    default:
      if (state === 'confirmed') throw conflict('It was confirmed');
      return state === 'withdrawn' ? course : { ...course, state: 'withdrawn' };
  }
}

function afterHelper(course: Course, kind: 'take' | 'letGo' | 'answer', by: Id): Course {
  const { state, takerIds } = course;
  const takes = takerIds.includes(by);
  if (by === course.askerId) throw forbidden('It is your own question');
  if (state === 'confirmed' || state === 'withdrawn') throw conflict('It is not open any more');
  if (kind === 'take') {
    if (takes) return course;
    return { ...course, takerIds: [...takerIds, by], state: state === 'open' ? 'taken' : state };
  }
  if (!takes) throw forbidden('You are not on it');
  if (kind === 'answer') return { ...course, state: 'answered', answeredBy: by };
  if (state === 'answered') throw conflict('It is answered: who asked says whether it is done');
  return without(course, by);
}

function without(course: Course, by: Id): Course {
  const takerIds = course.takerIds.filter((id) => id !== by);
  return { ...course, takerIds, state: course.state === 'taken' && takerIds.length === 0 ? 'open' : course.state };
}

/** Who asked and is gone asks no more; who was on it is on it no more. */
function afterLeaving(course: Course, by: Id): Course {
  if (by !== course.askerId) return course.takerIds.includes(by) ? without(course, by) : course;
  return course.state === 'confirmed' || course.state === 'withdrawn' ? course : { ...course, state: 'withdrawn' };
}

const ACTS: readonly ActKind[] = ['take', 'letGo', 'answer', 'confirm', 'reopen', 'withdraw'];

/** What somebody may do now that would change something. */
export function mayDo(course: Course, by: Id): ActKind[] {
  return ACTS.filter((kind) => {
    try {
      return afterAct(course, { kind, by }) !== course;
    } catch {
      return false;
    }
  });
}

/** Whether there is somebody to thank: who is on it, or answered. */
export const mayThank = ({ row, takerIds }: Pick<RequestFacts, 'row' | 'takerIds'>, by: Id, accountId: Id): boolean =>
  by === row.author_id && (takerIds.includes(accountId) || row.answered_by === accountId) && (row.state === 'answered' || row.state === 'confirmed');

/** @throws Refusal 422 */
export function tidyText(name: string, typed: string, most: number): string {
  const tidy = typed.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\0', '').trim();
  if ([...tidy].length > most) throw invalid(`Validation failed: ${name} has ${most} characters at most`);
  return tidy;
}

/** The same where there has to be something. @throws Refusal 422 */
export function tidyWords(name: string, typed: string, most: number): string {
  const tidy = tidyText(name, typed, most);
  if (tidy === '') throw invalid(`Validation failed: ${name} can't be blank`);
  return tidy;
}
