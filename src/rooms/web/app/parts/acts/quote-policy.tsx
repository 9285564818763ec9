/** Who may quote a post of one's own, changed afterwards. */

import { useState } from 'react';
import type { RefObject } from 'react';
import { api } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import { seedPosts } from '../../client/posts.ts';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import { policiesInWords } from '../composer/words.ts';
import type { Policy } from '../composer/words.ts';
import floats from '../floats.module.css';
import css from './dialogs.module.css';

const policyOf = ({ quote_approval: { automatic } }: Post): Policy => (automatic.includes('public') ? 'public' : automatic.includes('followers') ? 'followers' : 'nobody');

export function QuotePolicy({ post, onClose, back }: { post: Post; onClose: () => void; back: RefObject<HTMLElement | null> }) {
  const [policy, setPolicy] = useState(policyOf(post));
  const [problem, setProblem] = useState<string>();
  const save = async (): Promise<void> => {
    try {
      seedPosts([await api.put<Post>(`/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: policy })]);
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <Panel title={m.act_policy()} onClose={onClose} back={back}>
      <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <fieldset className={css['choices']}>
          <legend className="unseen">{m.act_policy()}</legend>
          {policiesInWords().map(([value, word]) => (
            <label key={value} className={css['choice']}><input type="radio" name="policy" value={value} checked={policy === value} onChange={() => setPolicy(value)} /><span>{word}</span></label>
          ))}
        </fieldset>
        {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
        <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.act_leave()}</button><button className="button next">{m.act_save()}</button></div>
      </form>
    </Panel>
  );
}
