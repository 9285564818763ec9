/** Somebody in a group: what they do, what they can help with, and who brought them and why. */

import { useRef, useState } from 'react';
import type { RefObject } from 'react';
import { Link } from 'react-router';
import { useGroupAct } from '../../client/groups.ts';
import type { Group, GroupMember } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import { Avatar } from '../avatar.tsx';
import floats from '../floats.module.css';
import { Name, nameOf } from '../name.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';

function Removing({ group, member, onClose, back }: { group: Group; member: GroupMember; onClose: () => void; back: RefObject<HTMLElement | null> }) {
  const act = useGroupAct(group.id);
  const name = nameOf(member.account);
  const send = (reason: string): void => {
    void act('post', `/members/${member.account.id}/remove`, { reason });
    onClose();
  };
  return (
    <Panel title={m.group_remove_title({ name })} onClose={onClose} back={back}>
      <form onSubmit={(event) => { event.preventDefault(); send(String(new FormData(event.currentTarget).get('reason') ?? '')); }}>
        <p>{m.group_remove_text()}</p>
        <label className="field"><span className="label">{m.group_remove_reason()}</span><textarea name="reason" rows={2} maxLength={500} required /></label>
        <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.act_leave()}</button><button className="button next">{m.group_remove()}</button></div>
      </form>
    </Panel>
  );
}

function Acts({ group, member }: { group: Group; member: GroupMember }) {
  const act = useGroupAct(group.id);
  const { me } = useHere();
  const [removing, setRemoving] = useState(false);
  const back = useRef<HTMLButtonElement>(null);
  const { account: { id }, state, steward } = member;
  const about = <span className="unseen"> {nameOf(member.account)}</span>;
  const own = me?.id === id;
  const steers = group.me?.may_steer === true;
  const path = `/members/${id}`;
  if (state === 'asked' && steers) return <p className={css['acts']}><button type="button" className="button next" onClick={() => void act('post', `${path}/accept`)}>{m.group_let_in()}{about}</button><button type="button" className="button" onClick={() => void act('post', `${path}/decline`)}>{m.group_decline()}{about}</button></p>;
  if (state === 'invited' && steers) return <p className={css['acts']}><button type="button" className="button plain" onClick={() => void act('post', `${path}/remove`, { reason: '' })}>{m.group_uninvite()}{about}</button></p>;
  if (state !== 'in') return null;
  const turn = (next: boolean): void => void act('post', `${path}/steward`, { steward: next });
  return (
    <p className={css['acts']}>
      {own && group.me?.steward === true && <button type="button" className="button" onClick={() => turn(false)}>{m.group_step_down()}</button>}
      {steers && !steward && <button type="button" className="button" onClick={() => turn(true)}>{own ? m.group_be_steward() : m.group_make_steward()}{!own && about}</button>}
      {steers && !own && !steward && <button ref={back} type="button" className="button plain" onClick={() => setRemoving(true)}>{m.group_remove()}{about}</button>}
      {removing && <Removing group={group} member={member} onClose={() => setRemoving(false)} back={back} />}
    </p>
  );
}

export function GroupPerson({ group, member }: { group: Group; member: GroupMember }) {
  const { account, steward, trade, helps_with: helps, introduced_by: by, introduction } = member;
  return (
    <li className={css['person']} data-person={account.acct}>
      <Avatar account={account} />
      <div>
        <p className={css['personName']}><Name account={account} />{steward && <span className="hint">{m.group_steward()}</span>}</p>
        {trade !== '' && <p dir="auto">{trade}</p>}
        {helps.length > 0 && <p className={css['words']}><span className="unseen">{m.group_helps()} </span>{helps.map((word) => <Link key={word} className={css['word']} to={`${groupPath(group)}/people?helps=${encodeURIComponent(word)}`}><bdi>{word}</bdi></Link>)}</p>}
        {by !== null && <p className={css['introduced']}>{m.group_introduced_by({ name: nameOf(by) })}{introduction !== '' && <> “<bdi>{introduction}</bdi>”</>}</p>}
        <Acts group={group} member={member} />
      </div>
    </li>
  );
}
