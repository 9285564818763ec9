/** Forms of the owner's pages: done by the page itself, with what came of it said in place. */

import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useFetcher } from 'react-router';
import * as m from '../../paraglide/messages.js';
import type { Outcome } from '../../owner.server.ts';
import { useHere } from '../../here.tsx';
import { ProblemsOf, Said, problemWords } from './form.tsx';
import css from './form.module.css';

const problemsIn = (details: Outcome['details'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(details).map(([name, [first]]) => [name, problemWords(first?.error ?? '', first?.description ?? '')]));

/**
 * @param act what is to be done, told to the page's action
 * @param made shows what was made by it
 */
export function ActForm({ act, children, button = m.form_save(), fresh = false, made }: { act: string; children: ReactNode; button?: string; fresh?: boolean; made?: (text: string) => ReactNode }) {
  const fetcher = useFetcher<Outcome>();
  const { formToken } = useHere();
  const form = useRef<HTMLFormElement>(null);
  const { data, state } = fetcher;
  useEffect(() => {
    if (state === 'idle' && data?.saved === true && fresh) form.current?.reset();
  }, [state, data, fresh]);
  const stage = state !== 'idle' ? 'busy' : data === undefined ? 'still' : data.saved ? 'saved' : 'failed';
  return (
    <ProblemsOf value={problemsIn(data?.details)}>
      <fetcher.Form method="post" ref={form} className={css['form']}>
        <input type="hidden" name="form_token" value={formToken} /><input type="hidden" name="act" value={act} />
        {children}
        <div className={css['foot']}><button className="button next" disabled={stage === 'busy'}>{button}</button><Said stage={stage} words={m.act_refused({ reason: (data?.error ?? '').replace(/^Validation failed: /, '') })} /></div>
        {data?.made !== undefined && made?.(data.made)}
      </fetcher.Form>
    </ProblemsOf>
  );
}

/** One button beside a thing. @param fields what it is told */
export function ActButton({ act, fields, children, ask }: { act: string; fields: Readonly<Record<string, string>>; children: ReactNode; /** What is asked before it is done. */ ask?: string }) {
  const fetcher = useFetcher<Outcome>();
  const { formToken } = useHere();
  return (
    <fetcher.Form method="post" onSubmit={(event) => {
      if (ask !== undefined && !window.confirm(ask)) event.preventDefault();
    }}>
      <input type="hidden" name="form_token" value={formToken} /><input type="hidden" name="act" value={act} />
      {Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <button className="button" disabled={fetcher.state !== 'idle'}>{children}</button>
      {fetcher.data?.error !== undefined && <span className="mistake" aria-live="polite">{fetcher.data.error}</span>}
    </fetcher.Form>
  );
}
