/** A proposal among others: what it says, how far it is, and whether a word of one's own is waited for. */

import { Link } from 'react-router';
import type { Group, Proposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { groupPath } from '../groups/frame.tsx';
import { nameOf } from '../name.tsx';
import { Moment } from '../time.tsx';
import css from './decisions.module.css';
import { isOpen, stateWord } from './words.ts';

export function ProposalRow({ group, proposal }: { group: Group; proposal: Proposal }) {
  const { id, title, state, account, objections, me, decided_at: decidedAt, created_at: madeAt } = proposal;
  const standing = objections.filter((one) => one.state === 'standing').length;
  const waits = state === 'objections' && me.decides && !me.consented && me.objection_id === null;
  return (
    <li className={css['row']} data-proposal={id}>
      <p className={css['rowTitle']}><Link to={`${groupPath(group)}/decisions/${id}`}><bdi>{title}</bdi></Link></p>
      <p className={css['facts']}>
        <strong>{stateWord(state)}</strong>
        {isOpen(proposal) && standing > 0 && <span>{m.decide_standing({ count: standing })}</span>}
        {waits && <span className={css['mark']}>{m.decide_your_word()}</span>}
        <span>{account === null ? m.decide_by_nobody() : m.decide_by({ name: nameOf(account) })}</span>
        <Moment at={decidedAt ?? madeAt} form="day" />
      </p>
    </li>
  );
}
