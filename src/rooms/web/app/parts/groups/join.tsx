/** Coming into a group: joining, asking, saying yes to an introduction; and its house rules before the first word. */

import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useGroupAct } from '../../client/groups.ts';
import type { Group } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Name } from '../name.tsx';
import { Paragraphs } from '../paragraphs.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';

/** Somebody in it has said why: both see the same words. */
function Introduction({ group }: { group: Group }) {
  const act = useGroupAct(group.id);
  const navigate = useNavigate();
  const { introduced_by: by, introduction, introduction_id: id } = group.me ?? {};
  if (id == null) return null;
  const answer = async (verb: 'accept' | 'decline'): Promise<void> => {
    if ((await act('post', `/introductions/${id}/${verb}`)) && verb === 'decline') await navigate('/groups');
  };
  return (
    <section className={css['next']} aria-label={m.group_introduction()}>
      <p>{by == null ? m.group_introduced() : <><Name account={by} /> {m.group_introduces()}</>}</p>
      {introduction !== undefined && introduction !== '' && <blockquote className={css['quote']} dir="auto">{introduction}</blockquote>}
      <p className={css['acts']}><button type="button" className="button next" onClick={() => void answer('accept')}>{m.group_accept()}</button><button type="button" className="button" onClick={() => void answer('decline')}>{m.group_decline()}</button></p>
    </section>
  );
}

/** The one next act of whoever is not in it. */
export function Join({ group }: { group: Group }) {
  const { me } = useHere();
  const act = useGroupAct(group.id);
  if (group.state !== 'open') return null;
  if (me === undefined) return <p className={css['next']}><a className="button next" href={`/auth/sign_in?return_to=${encodeURIComponent(groupPath(group))}`}>{m.group_join_sign_in()}</a></p>;
  const state = group.me?.state;
  if (state === 'in') return null;
  if (state === 'invited') return <Introduction group={group} />;
  if (state === 'barred') return <p className={css['next']}>{m.group_barred()}</p>;
  if (state === 'asked') return <p className={css['next']}><output>{m.group_asked()}</output> <button type="button" className="button" onClick={() => void act('post', '/leave')}>{m.group_unask()}</button></p>;
  return (
    <p className={css['next']}>
      <button type="button" className="button next" onClick={() => void act('post', '/join')}><Icon name="user-plus" />{group.access === 'public' ? m.group_join() : m.group_ask()}</button>
      <span className="hint">{group.access === 'public' ? m.group_join_line() : m.group_ask_line()}</span>
    </p>
  );
}

/** What holds in the house. Whoever is in it says once that they have read it, and again when it changed. */
export function Rules({ group, sayRead = true }: { group: Group; sayRead?: boolean }) {
  const act = useGroupAct(group.id);
  const [busy, setBusy] = useState(false);
  if (group.house_rules === '') return null;
  const unread = group.me?.state === 'in' && !group.me.rules_read && group.state === 'open';
  const read = (): void => {
    setBusy(true);
    void act('post', '/rules').finally(() => setBusy(false));
  };
  return (
    <details className={css['rules']} open={unread || group.me === null || undefined} data-rules={unread ? 'unread' : 'read'}>
      <summary><h2>{m.group_rules()}</h2></summary>
      <Paragraphs text={group.house_rules} />
      {unread && sayRead && <p className={css['acts']}><button type="button" className="button next" disabled={busy} onClick={read}><Icon name="check" />{m.group_rules_read()}</button><span className="hint">{m.group_rules_line()}</span></p>}
    </details>
  );
}
