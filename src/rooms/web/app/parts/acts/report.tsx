/** Telling those who run this server about a person or a post: what it is about, which rules and posts, in one's own words. */

import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import { blockPerson, mutePerson } from '../../client/people.ts';
import type { Account, Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import { plainText } from '../text.tsx';
import { Moment } from '../time.tsx';
import css from './dialogs.module.css';

interface Rule {
  readonly id: string;
  readonly text: string;
}

type Category = 'spam' | 'legal' | 'violation' | 'other';

const CATEGORIES: readonly (readonly [Category, () => string])[] = [
  ['spam', () => m.report_spam()], ['violation', () => m.report_violation()], ['legal', () => m.report_legal()], ['other', () => m.report_other()],
];

/** So many of the latest can be added. */
const LATEST = 10;

function useRules(): readonly Rule[] {
  const [rules, setRules] = useState<readonly Rule[]>([]);
  useEffect(() => {
    api.get<Rule[]>('/api/v1/instance/rules').then(setRules, () => undefined);
  }, []);
  return rules;
}

/** What they wrote of late, to be sent along; asked for when it is wanted. */
function Posts({ account, besides }: { account: Account; besides: string | undefined }) {
  const [posts, setPosts] = useState<readonly Post[]>();
  const [problem, setProblem] = useState<string>();
  const read = (): void => {
    if (posts !== undefined) return;
    api.get<Post[]>(`/api/v1/accounts/${account.id}/statuses`, { limit: LATEST, exclude_reblogs: true })
      .then((found) => { setPosts(found.filter(({ id }) => id !== besides)); setProblem(undefined); }, (error: unknown) => setProblem(wordsOf(error)));
  };
  return (
    <details className={css['more']} onToggle={({ currentTarget }) => { if (currentTarget.open) read(); }}>
      <summary>{m.report_posts()}</summary>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      {posts?.length === 0 && <p className="hint">{m.report_posts_none()}</p>}
      <ul className={css['choices']} aria-busy={posts === undefined && problem === undefined}>
        {posts?.map((post) => (
          <li key={post.id} className={css['choice']}>
            <input type="checkbox" name="post" value={post.id} id={`report-${post.id}`} />
            <label className={css['said']} htmlFor={`report-${post.id}`}><bdi>{post.spoiler_text || plainText(post.content) || m.notice_picture()}</bdi><small><Moment at={post.created_at} /></small></label>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What happens now, and what one can do oneself meanwhile. */
function Sent({ account, onClose }: { account: Account; onClose: () => void }) {
  const name = `@${account.acct}`;
  const [done, setDone] = useState<string>();
  const words = useRef<HTMLOutputElement>(null);
  useEffect(() => words.current?.focus(), []);
  const act = (doing: Promise<boolean>, said: string): void => void doing.then((was) => { if (was) setDone(said); });
  return (
    <>
      <p><output ref={words} tabIndex={-1}>{m.report_sent()}</output></p>
      <p>{m.report_after({ name })}</p>
      <p>{m.report_meanwhile({ name })}</p>
      <output>{done}</output>
      <div className={floats['ends']}>
        <button type="button" className="button" onClick={() => act(mutePerson(account.id), m.report_muted({ name }))}>{m.person_mute({ name })}</button>
        <button type="button" className="button" onClick={() => act(blockPerson(account.id), m.report_blocked({ name }))}>{m.person_block({ name })}</button>
        <button type="button" className="button next" onClick={onClose}>{m.act_close()}</button>
      </div>
    </>
  );
}

interface ReportProps {
  readonly account: Account;
  /** What it is about first of all; without one it is about the person. */
  readonly post?: Post;
  readonly onClose: () => void;
  readonly back: RefObject<HTMLElement | null>;
}

export function Report({ account, post, onClose, back }: ReportProps) {
  const rules = useRules();
  const [category, setCategory] = useState<Category>('spam');
  const [problem, setProblem] = useState<string>();
  const [state, setState] = useState<'open' | 'sending' | 'sent'>('open');
  const name = `@${account.acct}`;
  const send = async (form: FormData): Promise<void> => {
    setState('sending');
    try {
      await api.post('/api/v1/reports', {
        account_id: account.id, status_ids: [...(post === undefined ? [] : [post.id]), ...form.getAll('post')], category, comment: String(form.get('comment') ?? ''),
        ...(category === 'violation' && { rule_ids: form.getAll('rule') }),
      });
      setState('sent');
    } catch (error) {
      setProblem(wordsOf(error));
      setState('open');
    }
  };
  return (
    <Panel title={post === undefined ? m.report_person({ name }) : m.report_title({ name })} onClose={onClose} back={back}>
      {state === 'sent' ? <Sent account={account} onClose={onClose} /> : (
        <form onSubmit={(event) => { event.preventDefault(); void send(new FormData(event.currentTarget)); }}>
          <p>{m.report_line({ name })}</p>
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
          <Posts account={account} besides={post?.id} />
          <label className="field"><span className="label">{m.report_comment()}</span><textarea name="comment" maxLength={1000} rows={3} /></label>
          {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
          <div className={floats['ends']}>
            <button type="button" className="button" onClick={onClose}>{m.act_close()}</button>
            <button className="button next" disabled={state === 'sending'}>{m.report_send()}</button>
          </div>
        </form>
      )}
    </Panel>
  );
}
