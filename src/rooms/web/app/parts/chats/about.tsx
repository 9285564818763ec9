/** Around a private conversation: who is in it, how it is kept, and the way out. */

import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { blockPerson } from '../../client/people.ts';
import type { Account, Chat, ChatMember } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { Report } from '../acts/report.tsx';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import { PersonRow } from '../people.tsx';
import { Part, SelectField, TextField } from '../settings/fields.tsx';
import { SavedForm } from '../settings/form.tsx';
import { Moment } from '../time.tsx';
import css from './about.module.css';
import { Picker } from './picker.tsx';
import { isPair, lastingWords, otherOf } from './words.ts';

export interface AboutProps {
  readonly chat: Chat;
  readonly members: readonly ChatMember[];
  readonly me: string;
  /** Reads the page anew. */
  readonly onChange: () => void;
}

async function attempt(act: () => Promise<unknown>, done: () => void): Promise<void> {
  try {
    await act();
    done();
  } catch (error) {
    notice(wordsOf(error));
  }
}

const pathOf = ({ id }: Chat): string => `${CHATS}/${id}`;

function MemberActs({ chat, member, me, onChange }: Pick<AboutProps, 'chat' | 'me' | 'onChange'> & { member: ChatMember }) {
  const [asks, setAsks] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { account, host, state } = member;
  const words: ReactNode[] = [];
  if (host) words.push(m.chat_host());
  if (state === 'asked') words.push(m.chat_member_asked());
  const name = nameOf(account);
  const other = account.id !== me && chat.me.host && !isPair(chat);
  const turnHost = (): void => void attempt(() => (host ? api.delete(`${pathOf(chat)}/hosts`, { account_id: account.id }) : api.post(`${pathOf(chat)}/hosts`, { account_id: account.id })), onChange);
  return (
    <div className={css['memberActs']}>
      {words.length > 0 && <span className="hint">{words.join(', ')}</span>}
      {chat.me.host && !isPair(chat) && state === 'in' && (host ? chat.me.host : true) && <button type="button" className="button" onClick={turnHost}>{host ? m.chat_unhost() : m.chat_make_host()}<span className="unseen"> {name}</span></button>}
      {other && <button ref={button} type="button" className="button plain" onClick={() => setAsks(true)}>{m.chat_put_out()}<span className="unseen"> {name}</span></button>}
      {asks && <Ask title={m.chat_put_out_title({ name })} text={<p>{m.chat_put_out_text()}</p>} verb={m.chat_put_out()} onYes={() => void attempt(() => api.delete(`${pathOf(chat)}/members`, { account_id: account.id }), onChange)} onClose={() => setAsks(false)} back={button} />}
    </div>
  );
}

export function People({ chat, members, me, onChange }: AboutProps) {
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<readonly Account[]>([]);
  const add = (): void => void attempt(() => api.post(`${pathOf(chat)}/members`, { account_ids: chosen.map(({ id }) => id) }), () => {
    setChosen([]);
    setAdding(false);
    onChange();
  });
  const mayAdd = !isPair(chat) && (!chat.locked || chat.me.host);
  return (
    <Part heading={m.chat_people({ count: members.length })} {...(!isPair(chat) && { line: m.chat_people_line() })}>
      <ul>{members.map((member) => <PersonRow key={member.account.id} account={member.account} act={<MemberActs chat={chat} member={member} me={me} onChange={onChange} />} />)}</ul>
      {mayAdd && !adding && <p className={css['row']}><button type="button" className="button" onClick={() => setAdding(true)}><Icon name="user-plus" />{m.chat_add()}</button></p>}
      {adding && (
        <div className={css['adding']}>
          <Picker me={me} chosen={chosen} onChange={setChosen} label={m.chat_add_who()} without={members.map(({ account }) => account.id)} />
          <p className={css['row']}><button type="button" className="button next" disabled={chosen.length === 0} onClick={add}>{m.chat_add()}</button><button type="button" className="button" onClick={() => setAdding(false)}>{m.act_leave()}</button></p>
        </div>
      )}
    </Part>
  );
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const TIMERS = [HOUR_S / 2, HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S, 90 * DAY_S];
const MUTES = [HOUR_S, 8 * HOUR_S, DAY_S, 7 * DAY_S];
/** Until somebody says so: beyond any clock. */
const FOR_EVER = '9999';

/** What holds for everybody in it. */
export function Common({ chat, onChange }: AboutProps) {
  const timer = chat.timer_seconds;
  const lasting = [...new Set([...TIMERS, ...(timer === null ? [] : [timer])])].sort((a, b) => a - b).map((seconds) => ({ value: String(seconds), label: lastingWords(seconds) }));
  const save = async (data: FormData): Promise<void> => {
    const seconds = String(data.get('timer') ?? '');
    await api.patch(pathOf(chat), {
      timer_seconds: seconds === '' ? null : Number(seconds), ...(!isPair(chat) && { title: data.get('title'), locked: data.get('locked') === 'yes' }),
    });
    onChange();
  };
  if (!isPair(chat) && !chat.me.host) return null;
  return (
    <Part heading={m.chat_common()} line={m.chat_common_line()}>
      <SavedForm save={save}>
        {!isPair(chat) && <TextField name="title" label={m.chat_title()} value={chat.title} most={100} required />}
        <SelectField name="timer" label={m.chat_timer()} hint={m.chat_timer_hint()} value={timer === null ? '' : String(timer)} options={[{ value: '', label: m.chat_timer_none() }, ...lasting]} />
        {!isPair(chat) && <SelectField name="locked" label={m.chat_lock()} hint={m.chat_lock_hint()} value={chat.locked ? 'yes' : 'no'} options={[{ value: 'no', label: m.chat_lock_no() }, { value: 'yes', label: m.chat_lock_yes() }]} />}
      </SavedForm>
    </Part>
  );
}

/** What concerns its reader alone. */
export function Own({ chat, onChange }: AboutProps) {
  const { archived, muted_until: until } = chat.me;
  const keep = (wish: object): void => void attempt(() => api.post(`${pathOf(chat)}/keep`, wish), onChange);
  return (
    <Part heading={m.chat_own()} line={m.chat_own_line()}>
      {until === null ? (
        <fieldset className={css['row']}>
          <legend>{m.chat_mute()}</legend>
          {MUTES.map((seconds) => <button key={seconds} type="button" className="button" onClick={() => keep({ mute_seconds: seconds })}>{lastingWords(seconds)}</button>)}
          <button type="button" className="button" onClick={() => keep({ mute_seconds: null })}>{m.chat_mute_for_ever()}</button>
        </fieldset>
      ) : <p className={css['row']}><Icon name="bell-off" small /><span>{until.startsWith(FOR_EVER) ? m.chat_muted_for_ever() : <>{m.chat_muted_until()} <Moment at={until} form="long" /></>}</span> <button type="button" className="button" onClick={() => keep({ mute_seconds: 0 })}>{m.chat_unmute()}</button></p>}
      <p className={css['row']}><button type="button" className="button" onClick={() => keep({ archived: !archived })}>{archived ? m.chat_unarchive() : m.chat_archive()}</button><span className="hint">{archived ? m.chat_archived_line() : m.chat_archive_line()}</span></p>
    </Part>
  );
}

type Asking = 'leave' | 'block' | 'report';

/** The ways out. */
export function Ways({ chat }: AboutProps) {
  const [asking, setAsking] = useState<Asking>();
  const back = useRef<HTMLButtonElement>(null);
  const navigate = useNavigate();
  const other = otherOf(chat);
  const close = (): void => setAsking(undefined);
  const leave = (): void => void attempt(() => api.post(`${pathOf(chat)}/leave`), () => void navigate('/messages'));
  return (
    <Part heading={m.chat_ways()}>
      <p className={css['row']}>
        <button ref={back} type="button" className="button" onClick={() => setAsking('leave')}><Icon name="log-out" />{m.chat_leave()}</button>
        {other !== undefined && <button type="button" className="button" onClick={() => setAsking('block')}><Icon name="ban" />{m.act_block({ name: `@${other.acct}` })}</button>}
        {other !== undefined && <button type="button" className="button" onClick={() => setAsking('report')}><Icon name="flag" />{m.act_report()}</button>}
      </p>
      {asking === 'leave' && <Ask title={m.chat_leave()} text={<p>{isPair(chat) ? m.chat_leave_pair_text() : m.chat_leave_text()}</p>} verb={m.chat_leave()} onYes={leave} onClose={close} back={back} />}
      {asking === 'block' && other !== undefined && <Ask title={m.act_block({ name: `@${other.acct}` })} text={<p>{m.ask_block_text()}</p>} verb={m.ask_block_verb()} onYes={() => void blockPerson(other.id)} onClose={close} back={back} />}
      {asking === 'report' && other !== undefined && <Report account={other} onClose={close} back={back} />}
    </Part>
  );
}
