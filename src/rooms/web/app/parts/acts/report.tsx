/** Telling those who run this server about a post: what it is about, which rules, in one's own words. */

import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import css from './dialogs.module.css';

interface Rule {
  readonly id: string;
  readonly text: string;
}

type Category = 'spam' | 'legal' | 'violation' | 'other';

const CATEGORIES: readonly (readonly [Category, () => string])[] = [
  ['spam', () => m.report_spam()], ['violation', () => m.report_violation()], ['legal', () => m.report_legal()], ['other', () => m.report_other()],
];

function useRules(): readonly Rule[] {
  const [rules, setRules] = useState<readonly Rule[]>([]);
  useEffect(() => {
    api.get<Rule[]>('/api/v1/instance/rules').then(setRules, () => undefined);
  }, []);
  return rules;
}

export function Report({ post, onClose, back }: { post: Post; onClose: () => void; back: RefObject<HTMLElement | null> }) {
  const rules = useRules();
  const [category, setCategory] = useState<Category>('spam');
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const send = async (form: FormData): Promise<void> => {
    setSending(true);
    try {
      await api.post('/api/v1/reports', {
        account_id: post.account.id, status_ids: [post.id], category, comment: String(form.get('comment') ?? ''),
        ...(category === 'violation' && { rule_ids: form.getAll('rule') }),
      });
      notice(m.report_sent());
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
      setSending(false);
    }
  };
  return (
    <Panel title={m.report_title({ name: `@${post.account.acct}` })} onClose={onClose} back={back}>
      <form onSubmit={(event) => { event.preventDefault(); void send(new FormData(event.currentTarget)); }}>
        <p>{m.report_line({ name: `@${post.account.acct}` })}</p>
        <fieldset className={css['choices']}>
          <legend className="label">{m.report_why()}</legend>
          {CATEGORIES.map(([value, word]) => (
            <label key={value} className={css['choice']}><input type="radio" name="category" value={value} checked={category === value} onChange={() => setCategory(value)} /><span>{word()}</span></label>
          ))}
        </fieldset>
        {category === 'violation' && rules.length > 0 && (
          <fieldset className={css['choices']}>
            <legend className="label">{m.report_rules()}</legend>
            {rules.map(({ id, text }) => <label key={id} className={css['choice']}><input type="checkbox" name="rule" value={id} /><span>{text}</span></label>)}
          </fieldset>
        )}
        <label className="field"><span className="label">{m.report_comment()}</span><textarea name="comment" maxLength={1000} rows={3} /></label>
        {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
        <div className={floats['ends']}>
          <button type="button" className="button" onClick={onClose}>{m.act_close()}</button>
          <button className="button next" disabled={sending}>{m.report_send()}</button>
        </div>
      </form>
    </Panel>
  );
}
