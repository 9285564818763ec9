// Every state a proposal can come to, by whatever its group does: none is adopted over an objection that stands.
import { describe, expect, test } from 'vitest';
import type { Act, Circle, Course } from '../types.ts';
import { afterAct, asked, isOpen, mayLead, standing } from './course.ts';

const [PROPOSER, STEWARD, THIRD] = [1, 2, 3];
const HARM = { harm: 'The dog cannot sleep.', harmed: 'the dog' };

interface World {
  readonly course: Course;
  readonly members: readonly number[];
}

interface Setting {
  readonly concernedId?: number;
  readonly nomineeId?: number;
}

/** Versions begin at two here, so that there is one before. */
const NOW = 2;
const START: World = { course: { state: 'questions', version: NOW, proposerId: PROPOSER, consents: [], objections: [] }, members: [PROPOSER, STEWARD, THIRD] };
const circleOf = (world: World, setting: Setting, isOver: boolean): Circle => ({ members: world.members, stewards: [STEWARD], isOver, ...setting });

function actsIn({ course, members }: World): Act[] {
  const by = [PROPOSER, STEWARD, THIRD];
  const known = course.objections.map(({ id }) => id);
  return [
    ...by.flatMap((id): Act[] => [
      { kind: 'next', by: id }, { kind: 'consent', by: id }, { kind: 'amend', by: id }, { kind: 'withdraw', by: id },
      { kind: 'object', by: id, id, ...HARM }, { kind: 'object', by: id, id: 99, harm: 'I mind', harmed: 'me' }, { kind: 'object', by: id, id: 99, harm: HARM.harm, harmed: ' ' },
      ...known.flatMap((objectionId): Act[] => [{ kind: 'takeBack', by: id, objectionId }, { kind: 'met', by: id, objectionId }]),
    ]),
    ...members.map((id): Act => ({ kind: 'leave', by: id })),
    { kind: 'settle' }, { kind: 'lapse' },
  ];
}

/** What an act makes of a world; undefined where it is refused. */
function after(world: World, act: Act, setting: Setting, isOver: boolean): World | undefined {
  const members = act.kind === 'leave' ? world.members.filter((id) => id !== act.by) : world.members;
  try {
    return { course: afterAct(world.course, act, circleOf({ ...world, members }, setting, isOver)), members };
  } catch (error) {
    expect((error as { status?: number }).status, `${JSON.stringify([world, act])} ${String(error)}`).toBeGreaterThanOrEqual(400);
    return undefined;
  }
}

/** Somebody is put out of the group: what they said goes on standing. */
const removals = (world: World): World[] => world.members.map((id) => ({ ...world, members: world.members.filter((one) => one !== id) }));

type Looker = (step: { before: World; after: World; act: Act; isOver: boolean }) => void;

/**
 * What all that comes after depends on: objections that stand, each by its author, made to this version or to one before. So there are
 * as many states as these, however often a proposal is amended and objected to.
 */
function essence({ course, members }: World): World {
  const objections = standing(course).map((one) => ({ ...one, id: one.by, version: one.version === course.version ? NOW : NOW - 1 })).toSorted((one, other) => one.by - other.by);
  return { course: { ...course, version: NOW, consents: course.consents.toSorted(), objections }, members };
}

/** Walks through every state there is. @returns how many, and every ending that was reached */
function explore(setting: Setting, look: Looker): { states: number; steps: number; endings: Set<string> } {
  const seen = new Set([JSON.stringify(START)]);
  const queue = [START];
  const endings = new Set<string>();
  let steps = 0;
  for (let world = queue.pop(); world !== undefined; world = queue.pop()) {
    const found: World[] = isOpen(world.course) ? removals(world) : [];
    if (!isOpen(world.course)) endings.add(world.course.state);
    for (const isOver of [false, true]) {
      for (const act of actsIn(world)) {
        const next = after(world, act, setting, isOver);
        if (next === undefined) continue;
        steps++;
        look({ before: world, after: next, act, isOver });
        found.push(next);
      }
    }
    for (const next of found.map(essence)) {
      const key = JSON.stringify(next);
      if (!seen.has(key)) {
        seen.add(key);
        queue.push(next);
      }
    }
  }
  return { states: seen.size, steps, endings };
}

describe.each<[string, Setting]>([
  ['a proposal', {}],
  ['the end of a stewardship', { concernedId: STEWARD }],
  ['a role for somebody', { nomineeId: THIRD }],
])('%s, through every state it can come to', (_name, setting) => {
  test('is adopted over nobody’s objection, never before everybody answered or could have, and what is decided stays', () => {
    const { states, steps, endings } = explore(setting, ({ before, after: { course, members }, act, isOver }) => {
      const was = before.course;
      const said = (): string => JSON.stringify([before, act, course]);
      if (!isOpen(was)) expect(course, said()).toEqual(was);
      if (course.state === 'adopted' && was.state !== 'adopted') {
        expect(standing(course), said()).toEqual([]);
        expect(was.state === 'objections' || asked(was, circleOf({ ...before, members }, setting, isOver)).length === 0, said()).toBe(true);
        const waitedFor = asked(course, circleOf({ course, members }, setting, isOver)).filter((id) => !course.consents.includes(id));
        expect(waitedFor.length === 0 || isOver, said()).toBe(true);
        if (setting.nomineeId !== undefined) expect(course.consents, said()).toContain(setting.nomineeId);
      }
      // An objection goes by the word of who made it, or with them, and comes with a harm alone.
      for (const one of was.objections) {
        const now = course.objections.find(({ id }) => id === one.id);
        if (now?.state === one.state) continue;
        expect([one.state, 'by' in act && act.by], said()).toEqual(['standing', one.by]);
        expect(now?.state, said()).toBe({ takeBack: 'withdrawn', met: 'met', leave: 'left' }[act.kind as 'met']);
        if (act.kind === 'met') expect(course.version, said()).toBeGreaterThan(one.version);
      }
      for (const one of course.objections.slice(was.objections.length)) expect([act.kind, 'harm' in act && act.harm, one.by], said()).toEqual(['object', HARM.harm, 'by' in act && act.by]);
      if (course.version !== was.version) expect([act.kind, course.state, course.version, course.consents], said()).toEqual(['amend', 'questions', was.version + 1, []]);
      for (const word of [...course.consents, ...course.objections.map(({ by }) => by)]) expect([PROPOSER, setting.concernedId], said()).not.toContain(word);
      if (['next', 'amend', 'withdraw'].includes(act.kind)) expect(mayLead(was, circleOf(before, setting, isOver), (act as { by: number }).by), said()).toBe(true);
    });
    expect([...endings].toSorted()).toEqual(['adopted', 'lapsed', 'withdrawn']);
    expect(states).toBeGreaterThan(100);
    expect(steps).toBeGreaterThan(states);
  });
});

test('from every open state whoever objects can be heard, and whoever proposed can take it back', () => {
  explore({}, ({ before }) => {
    if (!isOpen(before.course)) return;
    for (const one of standing(before.course)) {
      if (!before.members.includes(one.by)) continue;
      expect(after(before, { kind: 'takeBack', by: one.by, objectionId: one.id }, {}, false)?.course.objections.find(({ id }) => id === one.id)?.state).toBe('withdrawn');
    }
    for (const id of before.members) {
      if (mayLead(before.course, circleOf(before, {}, false), id)) expect(after(before, { kind: 'withdraw', by: id }, {}, false)?.course.state).toBe('withdrawn');
    }
    if (before.members.length > 0) expect(before.members.some((id) => mayLead(before.course, circleOf(before, {}, false), id))).toBe(true);
  });
});
