/** What somebody asks for: who is on it, what was answered, and what whoever looks can do about it. */

import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { useGroupAct } from '../../client/groups.ts';
import type { Account, Group, Help } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import { Avatar } from '../avatar.tsx';
import css from '../decisions/decisions.module.css';
import { helpWord } from '../decisions/words.ts';
import floats from '../floats.module.css';
import { groupPath } from '../groups/frame.tsx';
import { Name, nameAmongWords } from '../name.tsx';
import { TextField } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import own from './request.module.css';

interface Shown {
  readonly group: Group;
  readonly help: Help;
}

function Acts({ group, help }: Shown) {
  const act = useGroupAct(group.id);
  const { may } = help.me;
  const path = `/help/${help.id}`;
  const button = (what: Help['me']['may'][number], word: string, next = false) =>
    may.includes(what) && <button type="button" className={`button ${next ? 'next' : ''}`} onClick={() => void act('post', `${path}/${what}`)}>{word}</button>;
  return (
    <>
      <p className={css['acts']}>
        {button('take', m.helping_take())}{button('confirm', m.helping_confirm(), true)}{button('reopen', m.helping_reopen())}{button('let_go', m.helping_let_go())}{button('withdraw', m.helping_withdraw())}
      </p>
      {may.includes('answer') && (
        <details className={css['fold']}>
          <summary>{m.helping_answer()}</summary>
          <form className={css['form']} onSubmit={(event) => { event.preventDefault(); void act('post', `${path}/answer`, { text: String(new FormData(event.currentTarget).get('text') ?? '') }); }}>
            <TextField name="text" label={m.helping_answer_how()} rows={2} most={2000} />
            <p className={css['acts']}><button className="button">{m.helping_answer()}</button></p>
          </form>
        </details>
      )}
    </>
  );
}

/** A word for somebody who helped; nobody else sees it. */
function Thanking({ group, help, account }: Shown & { account: Account }) {
  const act = useGroupAct(group.id);
  const [open, setOpen] = useState(false);
  const back = useRef<HTMLButtonElement>(null);
  const name = nameAmongWords(account);
  const send = (text: string): void => {
    setOpen(false);
    void act('post', `/help/${help.id}/thanks`, { account_id: account.id, text });
  };
  return (
    <>
      <button ref={back} type="button" className="button" onClick={() => setOpen(true)}>{m.helping_thank({ name })}</button>
      {open && (
        <Panel title={m.helping_thank({ name })} onClose={() => setOpen(false)} back={back}>
          <form onSubmit={(event) => { event.preventDefault(); send(String(new FormData(event.currentTarget).get('text') ?? '')); }}>
            <label className="field"><span className="label">{m.helping_thank_text({ name })}</span><textarea name="text" rows={3} maxLength={1000} required dir="auto" /></label>
            <div className={floats['ends']}><button type="button" className="button" onClick={() => setOpen(false)}>{m.act_leave()}</button><button className="button next">{m.helping_thank_send()}</button></div>
          </form>
        </Panel>
      )}
    </>
  );
}

/** @param alone on a page of its own */
export function HelpRequest({ group, help, alone = false }: Shown & { alone?: boolean }) {
  const { id, account, text, state, takers, answer, answered_by: by, created_at: at, thanks, me } = help;
  const helpers = [...takers, ...(by === null || takers.some((one) => one.id === by.id) ? [] : [by])];
  const thanked = new Set(thanks.filter(({ mine }) => mine).map((one) => one.account?.id));
  return (
    <article className={own['request']} data-help={id} data-state={state} aria-label={text.slice(0, 80)}>
      {account !== null && <Avatar account={account} />}
      <div>
        <p className={css['facts']}>{account !== null && <Name account={account} short />}<strong>{helpWord(state)}</strong>{alone ? <Moment at={at} /> : <Link to={`${groupPath(group)}/help/${id}`}><Moment at={at} /></Link>}</p>
        <p className={own['text']} dir="auto">{text}</p>
        {takers.length > 0 && state !== 'confirmed' && <p className="hint">{m.helping_on_it({ names: takers.map(nameAmongWords).join(', ') })}</p>}
        {by !== null && <p className="hint">{m.helping_answered_by({ name: nameAmongWords(by) })}</p>}
        {answer !== '' && <p className={css['does']} dir="auto">{answer}</p>}
        {thanks.map((one) => one.account !== null && (
          <p key={one.account.id} className={own['thanks']}>{one.mine ? m.helping_thanked({ name: nameAmongWords(one.account) }) : m.helping_thanks_you({ name: nameAmongWords(one.account) })} <bdi>{one.text}</bdi></p>
        ))}
        <Acts group={group} help={help} />
        {me.may_thank.length > 0 && <p className={css['acts']}>{helpers.filter((one) => me.may_thank.includes(one.id) && !thanked.has(one.id)).map((one) => <Thanking key={one.id} group={group} help={help} account={one} />)}</p>}
      </div>
    </article>
  );
}
