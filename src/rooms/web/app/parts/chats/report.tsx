/** Telling those who run this server about what was said in private: they see the messages that the reporter chooses, and no others. */

import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import dialogs from '../acts/dialogs.module.css';
import floats from '../floats.module.css';
import { Moment } from '../time.tsx';

interface ReportProps {
  readonly message: Message;
  readonly onClose: () => void;
  readonly back: RefObject<HTMLElement | null>;
}

/** What else they said around it. */
const MOST = 20;

export function ReportMessage({ message, onClose, back }: ReportProps) {
  const [others, setOthers] = useState<readonly Message[]>([]);
  const [problem, setProblem] = useState<string>();
  const [sent, setSent] = useState(false);
  const { id, chat_id: chat, account } = message;
  useEffect(() => {
    api.get<Message[]>(`${CHATS}/${chat}/messages`, { limit: 100 }).then((all) => setOthers(all.filter((one) => one.id !== id && one.account?.id === account?.id && one.deleted_at === null).slice(0, MOST)), () => undefined);
  }, [id, chat, account?.id]);
  const send = async (form: FormData): Promise<void> => {
    try {
      await api.post(`${CHATS}/${chat}/report`, { account_id: account?.id, message_ids: [id, ...form.getAll('message')], comment: String(form.get('comment') ?? ''), category: 'other' });
      setSent(true);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  const name = `@${account?.acct ?? ''}`;
  const row = (one: Message, fixed: boolean) => (
    <li key={one.id} className={dialogs['choice']}>
      <input type="checkbox" name="message" value={one.id} id={`report-${one.id}`} {...(fixed && { checked: true, disabled: true, readOnly: true })} />
      <label className={dialogs['said']} htmlFor={`report-${one.id}`}><bdi>{one.text || m.message_files({ count: one.files.length })}</bdi><small><Moment at={one.created_at} /></small></label>
    </li>
  );
  return (
    <Panel title={m.report_title({ name })} onClose={onClose} back={back}>
      {sent ? <><p><output>{m.report_sent()}</output></p><div className={floats['ends']}><button type="button" className="button next" onClick={onClose}>{m.act_close()}</button></div></> : (
        <form onSubmit={(event) => { event.preventDefault(); void send(new FormData(event.currentTarget)); }}>
          <p>{m.report_messages_line()}</p>
          <ul className={dialogs['choices']}>{row(message, true)}{others.map((one) => row(one, false))}</ul>
          <label className="field"><span className="label">{m.report_comment()}</span><textarea name="comment" maxLength={1000} rows={3} /></label>
          {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
          <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.act_close()}</button><button className="button next">{m.report_send()}</button></div>
        </form>
      )}
    </Panel>
  );
}
