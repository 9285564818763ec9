/** What everybody in a group is asked: to last longer, or to end. Who does not object consents; one objection stops it. */

import { useState } from 'react';
import { useGroupAct } from '../../client/groups.ts';
import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { nameOf } from '../name.tsx';
import { Moment } from '../time.tsx';
import { EndField, endIn } from './end-field.tsx';
import css from './groups.module.css';

type Question = NonNullable<NonNullable<Group['next']>['extension']>;

function Standing({ group, ask, kind }: { group: Group; ask: Question; kind: 'extension' | 'dissolution' }) {
  const act = useGroupAct(group.id);
  const name = ask.asked_by === null ? m.log_nobody() : nameOf(ask.asked_by);
  return (
    <section className={css['next']} aria-label={kind === 'extension' ? m.group_extension() : m.group_dissolution()} data-ask={kind}>
      <p>{kind === 'extension' ? <>{m.group_extension_asked({ name })} <Moment at={ask.ends_at ?? ask.decides_at} />.</> : m.group_dissolution_asked({ name })}</p>
      <p className="hint">{m.group_ask_counts({ count: ask.yes_count, all: ask.members_count })} <Moment at={ask.decides_at} />.</p>
      <p className={css['acts']}>
        <button type="button" className="button" aria-pressed={ask.me === 'yes'} disabled={ask.me === 'yes'} onClick={() => void act('post', `/${kind}/yes`)}>{ask.me === 'yes' ? m.group_said_yes() : m.group_say_yes()}</button>
        <button type="button" className="button" onClick={() => void act('post', `/${kind}/no`)}>{m.group_say_no()}</button>
      </p>
    </section>
  );
}

/** What is asked now. */
export function Asks({ group }: { group: Group }) {
  const { extension, dissolution } = group.next ?? {};
  return <>{extension != null && <Standing group={group} ask={extension} kind="extension" />}{dissolution != null && <Standing group={group} ask={dissolution} kind="dissolution" />}</>;
}

/** Asking for more time, or for an end. */
export function Lasting({ group }: { group: Group }) {
  const act = useGroupAct(group.id);
  const [asks, setAsks] = useState(false);
  if (group.next === null || group.next.extension !== null || group.next.dissolution !== null) return null;
  const extend = (form: FormData): void => void act('post', '/extension', { ends_at: endIn(form) });
  return (
    <>
      {group.ends_at !== null && (
        <form className={css['inline']} onSubmit={(event) => { event.preventDefault(); extend(new FormData(event.currentTarget)); }}>
          <EndField label={m.group_extend_until()} from={group.ends_at} />
          <button className="button">{m.group_extend()}</button>
        </form>
      )}
      <p className={css['acts']}><button type="button" className="button" onClick={() => setAsks(true)}>{m.group_dissolve()}</button><span className="hint">{m.group_dissolve_line()}</span></p>
      {asks && <Ask title={m.group_dissolve()} text={<p>{m.group_dissolve_text()}</p>} verb={m.group_dissolve()} onYes={() => void act('post', '/dissolution')} onClose={() => setAsks(false)} />}
    </>
  );
}
