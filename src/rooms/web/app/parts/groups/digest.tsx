/** What is to stay of a group when it ends: its members write it, approve it, and may say of anything that it must not stay. */

import { useState } from 'react';
import { useGroupAct } from '../../client/groups.ts';
import type { Group, GroupItem } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { namesOf } from '../chats/words.ts';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import css from './groups.module.css';

function Editing({ group, item, onDone }: { group: Group; item: GroupItem; onDone: () => void }) {
  const act = useGroupAct(group.id);
  const save = (text: string): void => void act('patch', `/digest/items/${item.id}`, { text }).then((done) => { if (done) onDone(); });
  return (
    <form onSubmit={(event) => { event.preventDefault(); save(String(new FormData(event.currentTarget).get('text') ?? '')); }}>
      <label className="field"><span className="label">{m.digest_text()}</span><textarea name="text" defaultValue={item.text} maxLength={1000} rows={3} required dir="auto" /></label>
      <p className={css['acts']}><button className="button next">{m.chat_save()}</button><button type="button" className="button" onClick={onDone}>{m.act_leave()}</button></p>
    </form>
  );
}

function Acts({ group, item, onEdit }: { group: Group; item: GroupItem; onEdit: () => void }) {
  const act = useGroupAct(group.id);
  const { me } = useHere();
  const path = `/digest/items/${item.id}`;
  const turn = (voice: 'approve' | 'veto'): void => void act('post', `${path}/${item.me === voice ? 'unvoice' : voice}`);
  const about = <span className="unseen">: {item.text.slice(0, 60)}</span>;
  return (
    <p className={css['acts']}>
      <button type="button" className="button" aria-pressed={item.me === 'approve'} onClick={() => turn('approve')}><Icon name="check" small />{item.me === 'approve' ? m.digest_approved() : m.digest_approve()}{about}</button>
      <button type="button" className="button" aria-pressed={item.me === 'veto'} onClick={() => turn('veto')}>{item.me === 'veto' ? m.digest_vetoed() : m.digest_veto()}{about}</button>
      {item.account?.id === me?.id && <><button type="button" className="button plain" onClick={onEdit}>{m.message_edit()}{about}</button><button type="button" className="button plain" onClick={() => void act('delete', path)}>{m.digest_remove()}{about}</button></>}
    </p>
  );
}

function Item({ group, item }: { group: Group; item: GroupItem }) {
  const [editing, setEditing] = useState(false);
  const live = group.state === 'open';
  if (editing) return <Editing group={group} item={item} onDone={() => setEditing(false)} />;
  return (
    <article className={css['item']} data-stays={item.stays} data-item={item.id}>
      <p className={css['itemText']} dir="auto">{item.text}</p>
      <p className={css['itemFacts']}>
        {live && <strong>{item.stays ? m.digest_stays() : m.digest_does_not_stay()}</strong>}
        {item.account !== null && <span>{m.digest_by({ name: nameOf(item.account) })}</span>}
        {item.approved_by.length > 0 && <span>{m.digest_approved_by({ names: namesOf(item.approved_by, 8) })}</span>}
        {item.vetoed_by.length > 0 && <span>{m.digest_vetoed_by({ names: namesOf(item.vetoed_by, 8) })}</span>}
      </p>
      {live && <Acts group={group} item={item} onEdit={() => setEditing(true)} />}
    </article>
  );
}

export const Digest = ({ group, items }: { group: Group; items: readonly GroupItem[] }) => <ul>{items.map((item) => <li key={item.id}><Item group={group} item={item} /></li>)}</ul>;

/** Adding to it, and approving all of it. */
export function DigestWriting({ group, items }: { group: Group; items: readonly GroupItem[] }) {
  const act = useGroupAct(group.id);
  const { me } = useHere();
  const waiting = items.filter((item) => item.me === null && item.vetoed_by.length === 0).length;
  const add = async (form: HTMLFormElement): Promise<void> => {
    if (await act('post', '/digest/items', { text: String(new FormData(form).get('text') ?? '') })) form.reset();
  };
  return (
    <>
      {waiting > 0 && me !== undefined && <p className={css['next']}><button type="button" className="button next" onClick={() => void act('post', '/digest/approve')}><Icon name="check" />{m.digest_approve_all({ count: waiting })}</button><span className="hint">{m.digest_approve_line()}</span></p>}
      <form className={css['section']} onSubmit={(event) => { event.preventDefault(); void add(event.currentTarget); }}>
        <label className="field"><span className="label">{m.digest_add_label()}</span><textarea name="text" maxLength={1000} rows={3} required dir="auto" /></label>
        <button className="button">{m.digest_add()}</button>
      </form>
    </>
  );
}
