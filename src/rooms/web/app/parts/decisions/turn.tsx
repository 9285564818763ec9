/** What whoever looks can do about a proposal now: go on with it, say that they do not object, or object. */

import { useState } from 'react';
import { Link } from 'react-router';
import { useGroupAct } from '../../client/groups.ts';
import type { Group, WholeProposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { groupPath } from '../groups/frame.tsx';
import { nameAmongWords } from '../name.tsx';
import { TextField } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import css from './decisions.module.css';
import { isOpen } from './words.ts';

interface Shown {
  readonly group: Group;
  readonly proposal: WholeProposal;
}

const pathOf = ({ proposal }: Shown, below: string): string => `/proposals/${proposal.id}/${below}`;

function Objecting(shown: Shown) {
  const act = useGroupAct(shown.group.id);
  const send = (data: FormData): void => void act('post', pathOf(shown, 'objections'), { harm: String(data.get('harm') ?? ''), harmed: String(data.get('harmed') ?? '') });
  return (
    <details className={css['fold']}>
      <summary>{m.decide_object()}</summary>
      <form className={css['form']} onSubmit={(event) => { event.preventDefault(); send(new FormData(event.currentTarget)); }}>
        <p className="hint">{m.decide_object_text()}</p>
        <TextField name="harm" label={m.decide_harm()} hint={m.decide_harm_hint()} rows={3} most={500} required />
        <TextField name="harmed" label={m.decide_harmed()} most={200} required />
        <p className={css['acts']}><button className="button">{m.decide_object()}</button></p>
      </form>
    </details>
  );
}

/** What it waits for, and until when. */
function Waiting({ proposal }: Shown) {
  const { state, asked_count: all, consents_count: count, waits_for: waits, stage_over_at: until, objections, me } = proposal;
  if (state !== 'objections') return me.may_go_on || !me.leads ? null : <p className="hint">{m.decide_not_before()} <Moment at={until} form="long" />.</p>;
  return (
    <>
      <p>{m.decide_answers({ count, all })}{waits.length > 0 && <> {m.decide_waits_for({ names: waits.map(nameAmongWords).join(', ') })}</>}</p>
      {objections.some((one) => one.state === 'standing') ? <p className={css['mark']}>{m.decide_held()}</p> : <p className="hint">{m.decide_until()} <Moment at={until} form="long" />.</p>}
    </>
  );
}

function Deciding(shown: Shown) {
  const act = useGroupAct(shown.group.id);
  const { me } = shown.proposal;
  if (me.concerned) return <p className={css['mark']}>{m.decide_concerned()}</p>;
  if (!me.decides || me.objection_id !== null) return null;
  return (
    <>
      {me.nominee && <p className={css['mark']}>{m.decide_nominee()}</p>}
      <p className={css['acts']}>
        {me.consented ? <output>{m.decide_consented()}</output> : <button type="button" className="button next" onClick={() => void act('post', pathOf(shown, 'consent'))}>{m.decide_no_objection()}</button>}
      </p>
      <Objecting {...shown} />
    </>
  );
}

const ONWARD = { questions: m.decide_to_reactions, reactions: m.decide_to_objections, objections: m.decide_adopt };

function Leading(shown: Shown) {
  const act = useGroupAct(shown.group.id);
  const [asks, setAsks] = useState(false);
  const { group, proposal } = shown;
  const onward = ONWARD[proposal.state as keyof typeof ONWARD];
  return (
    <>
      <p className={css['acts']}>
        {proposal.me.may_go_on && <button type="button" className="button next" onClick={() => void act('post', pathOf(shown, 'next'))}>{onward()}</button>}
        <Link className="button" to={`${groupPath(group)}/decisions/${proposal.id}/amend`}>{m.decide_amend()}</Link>
        <button type="button" className="button" onClick={() => setAsks(true)}>{m.decide_withdraw()}</button>
      </p>
      {asks && <Ask title={m.decide_withdraw()} text={<p>{m.decide_withdraw_text()}</p>} verb={m.decide_withdraw()} onYes={() => void act('post', pathOf(shown, 'withdraw'))} onClose={() => setAsks(false)} />}
    </>
  );
}

export function Turn(shown: Shown) {
  const { proposal } = shown;
  if (!isOpen(proposal)) return null;
  const { leads } = proposal.me;
  if (proposal.state !== 'objections' && !leads) return null;
  return (
    <section className={css['turn']} aria-label={m.decide_your_word()}>
      <Waiting {...shown} />
      {proposal.state === 'objections' && <Deciding {...shown} />}
      {leads && <Leading {...shown} />}
    </section>
  );
}
