/** How far a proposal has come, drawn as the way it goes. */

import type { Proposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import css from './decisions.module.css';
import { STAGES, isOpen, stateWord } from './words.ts';

export function Stages({ proposal }: { proposal: Proposal }) {
  const open = isOpen(proposal);
  const at = open ? STAGES.indexOf(proposal.state as 'questions') : STAGES.length;
  return (
    <ol className={css['stages']} aria-label={m.decide_stages()}>
      {STAGES.map((stage, place) => <li key={stage} className={css['stage']} data-was={place < at} {...(place === at && { 'aria-current': 'step' as const })}>{stateWord(stage)}</li>)}
      <li className={`${css['stage']} ${css['end']}`} {...(!open && { 'aria-current': 'step' as const })}>{open ? m.decide_adopted() : stateWord(proposal.state)}</li>
    </ol>
  );
}
