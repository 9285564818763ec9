/** A line of a group's log where it stands between messages. */

import { Link } from 'react-router';
import type { Group, GroupLine } from '../../entities.ts';
import { Icon } from '../icon.tsx';
import { Moment } from '../time.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';
import { lineWords } from './words.ts';

const DECISIONS = ['proposal', 'question', 'objection', 'amendment', 'adopted', 'withdrawn', 'lapsed'];
const SIGNS: Readonly<Record<string, string>> = {
  proposal: 'pen-line', objection: 'circle-exclamation-point', amendment: 'pencil', adopted: 'check', withdrawn: 'x', lapsed: 'x', role: 'user-check', role_ended: 'user-minus', help: 'accessibility',
  joined: 'user-plus', left: 'user-minus', removed: 'user-minus', subgroup: 'users', warning: 'clock', extension: 'clock', extended: 'clock',
};

/** Where one reads on about what a line tells; undefined where there is nothing more. */
function pathOfLine(group: Pick<Group, 'handle' | 'id'>, { kind, subject_id: about }: GroupLine): string | undefined {
  const path = groupPath(group);
  if (kind === 'role' || kind === 'role_ended') return `${path}/roles`;
  if (about === null) return undefined;
  if (DECISIONS.includes(kind)) return `${path}/decisions/${about}`;
  if (kind === 'help') return `${path}/help/${about}`;
  return kind === 'subgroup' ? `/groups/${about}` : undefined;
}

export function LineWords({ group, line }: { group: Pick<Group, 'handle' | 'id'>; line: GroupLine }) {
  const to = pathOfLine(group, line);
  return to === undefined ? <span dir="auto">{lineWords(line)}</span> : <Link to={to} dir="auto">{lineWords(line)}</Link>;
}

export function Logged({ group, line }: { group: Pick<Group, 'handle' | 'id'>; line: GroupLine }) {
  return (
    <p className={css['logged']} data-line={line.kind}>
      <span className={css['loggedSign']}><Icon name={SIGNS[line.kind] ?? 'info'} small /></span>
      <span className={css['loggedWords']}><LineWords group={group} line={line} /> <Moment at={line.created_at} form="clock" /></span>
    </p>
  );
}
