/** What the adoption of a proposal does by itself. */

import type { ReactNode } from 'react';
import type { Proposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameAmongWords } from '../name.tsx';
import { Moment } from '../time.tsx';
import css from './decisions.module.css';

type Somebody = Parameters<typeof nameAmongWords>[0] | null;
const named = (account: Somebody): string => (account === null ? m.log_nobody() : nameAmongWords(account));

function wordsOf({ role, ends_role: ended, house_rules: rules, ends_steward: steward }: Proposal['terms']): ReactNode {
  if (role !== null) {
    return (
      <>
        <p>{m.decide_does_role({ name: named(role.holder), title: role.title })} <Moment at={role.term_ends_at} form="day" />.</p>
        <p>{role.purpose}</p>
        {role.domain !== '' && <p>{m.roles_domain({ what: role.domain })}</p>}
      </>
    );
  }
  if (ended !== null) return <p>{m.decide_does_end_role({ title: ended.title, name: named(ended.holder) })}</p>;
  if (rules !== null) return <><p>{m.decide_does_rules()}</p><p className={css['rules']} dir="auto">{rules}</p></>;
  return steward === null ? null : <p>{m.decide_does_steward({ name: named(steward.account) })}</p>;
}

export function Does({ proposal: { terms } }: { proposal: Proposal }) {
  const words = wordsOf(terms);
  return words === null ? null : <section className={css['does']} aria-label={m.decide_what()}>{words}</section>;
}
