/** What takes more than one press: the lists somebody is in, the languages one reads of them, for how long they are muted. */

import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { Link } from 'react-router';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import { followPerson, mutePerson } from '../../client/people.ts';
import type { Account, PeopleList, Relation } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import css from './panels.module.css';

interface Asked {
  readonly account: Account;
  readonly onClose: () => void;
  readonly back: RefObject<HTMLElement | null>;
}

function Ends({ onClose, verb }: { onClose: () => void; verb: string }) {
  return <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.act_leave()}</button><button className="button next">{verb}</button></div>;
}

/** Each box is kept as it is ticked: there is nothing to send. */
export function InLists({ account, onClose, back }: Asked) {
  const [lists, setLists] = useState<readonly PeopleList[]>();
  const [within, setWithin] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    Promise.all([api.get<PeopleList[]>('/api/v1/lists'), api.get<PeopleList[]>(`/api/v1/accounts/${account.id}/lists`)]).then(([all, these]) => {
      setLists(all);
      setWithin(new Set(these.map(({ id }) => id)));
    }, (error: unknown) => setProblem(wordsOf(error)));
  }, [account.id]);
  const put = async (id: string, inside: boolean): Promise<void> => {
    const change = (is: boolean): void => setWithin((now) => new Set(is ? [...now, id] : [...now].filter((one) => one !== id)));
    setProblem(undefined);
    change(inside);
    try {
      const body = { account_ids: [account.id] };
      await (inside ? api.post(`/api/v1/lists/${id}/accounts`, body) : api.delete(`/api/v1/lists/${id}/accounts`, body));
    } catch (error) {
      change(!inside);
      setProblem(wordsOf(error));
    }
  };
  return (
    <Panel title={m.person_lists_title({ name: `@${account.acct}` })} onClose={onClose} back={back}>
      {lists?.length === 0 && <p>{m.person_lists_none()} <Link to="/lists">{m.person_lists_make()}</Link></p>}
      <ul className={css['choices']} aria-busy={lists === undefined}>
        {lists?.map(({ id, title }) => <li key={id}><label className={css['choice']}><input type="checkbox" checked={within.has(id)} onChange={({ target }) => void put(id, target.checked)} /><bdi>{title}</bdi></label></li>)}
      </ul>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.done()}</button></div>
    </Panel>
  );
}

const LANGUAGES = ['fr', 'en', 'es', 'de', 'it', 'pt', 'nl', 'ca', 'pl', 'ro', 'sv', 'da', 'fi', 'el', 'tr', 'ru', 'uk', 'ar', 'he', 'fa', 'zh', 'ja', 'ko'];

export function Languages({ account, relation, onClose, back }: Asked & { relation: Relation }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(relation.languages ?? []));
  const names = new Intl.DisplayNames([getLocale()], { type: 'language' });
  const all = [...new Set([...chosen, ...LANGUAGES])];
  const turn = (code: string, on: boolean): void => setChosen(new Set(on ? [...chosen, code] : [...chosen].filter((one) => one !== code)));
  const save = (): void => {
    void followPerson(account, { languages: [...chosen] });
    onClose();
  };
  return (
    <Panel title={m.person_languages_title({ name: `@${account.acct}` })} onClose={onClose} back={back}>
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <p className="hint">{m.person_languages_line()}</p>
        <ul className={`${css['choices']} ${css['pairs']}`}>
          {all.map((code) => <li key={code}><label className={css['choice']}><input type="checkbox" checked={chosen.has(code)} onChange={({ target }) => turn(code, target.checked)} /><span>{names.of(code)}</span></label></li>)}
        </ul>
        <Ends onClose={onClose} verb={m.save()} />
      </form>
    </Panel>
  );
}

const HOUR_S = 3600;
const spans = (): readonly (readonly [number, string])[] => [
  [0, m.person_mute_good()], [HOUR_S, m.person_mute_hour()], [24 * HOUR_S, m.person_mute_day()], [7 * 24 * HOUR_S, m.person_mute_week()], [30 * 24 * HOUR_S, m.person_mute_month()],
];

export function Mute({ account, onClose, back }: Asked) {
  const name = `@${account.acct}`;
  const send = (form: FormData): void => {
    void mutePerson(account.id, { seconds: Number(form.get('seconds')), notifications: form.get('notifications') !== null });
    onClose();
  };
  return (
    <Panel title={m.person_mute({ name })} onClose={onClose} back={back}>
      <form onSubmit={(event) => { event.preventDefault(); send(new FormData(event.currentTarget)); }}>
        <p>{m.person_mute_text()}</p>
        <fieldset className={css['choices']}>
          <legend className="label">{m.person_mute_how_long()}</legend>
          {spans().map(([seconds, word]) => <label key={seconds} className={css['choice']}><input type="radio" name="seconds" value={seconds} defaultChecked={seconds === 0} /><span>{word}</span></label>)}
        </fieldset>
        <label className={css['choice']}><input type="checkbox" name="notifications" defaultChecked /><span>{m.person_mute_notifications()}</span></label>
        <Ends onClose={onClose} verb={m.person_mute_verb()} />
      </form>
    </Panel>
  );
}
