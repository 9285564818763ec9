/**
 * Forms that are saved by the API: what is wrong stands beside its field and what was typed stays; "saved" is said in place;
 * whoever leaves with changes unsaved is asked.
 */

import { createContext, useContext, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useBlocker } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { ApiError } from '../../client/api.ts';
import { wordsOf } from '../../client/notices.ts';
import css from './form.module.css';

/** What is wrong, by the name of the field. */
export type Problems = Readonly<Record<string, string>>;

const ProblemsContext = createContext<Problems>({});
export const useProblem = (name: string): string | undefined => useContext(ProblemsContext)[name];
export const ProblemsOf = ProblemsContext.Provider;

/** An error of a field, in words. */
export function problemWords(code: string, description: string): string {
  const known: Record<string, () => string> = {
    ERR_BLANK: m.problem_blank, ERR_TOO_LONG: m.problem_too_long, ERR_INVALID: m.problem_invalid, ERR_TAKEN: m.problem_taken, ERR_TOO_MANY: m.problem_too_many,
  };
  return known[code]?.() ?? description;
}

function problemsIn(error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(Object.entries(error.details).map(([name, [first]]) => [name, problemWords(first?.error ?? '', first?.description ?? '')]));
}

const never = (): (() => void) => () => undefined;
/** Whether the script of the page is at work: before that a form would go nowhere. */
const useReady = (): boolean => useSyncExternalStore(never, () => true, () => false);

/** Asks before a page is left on which something is not saved. */
function Unsaved({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname);
  const dialog = useRef<HTMLDialogElement>(null);
  const asks = blocker.state === 'blocked';
  const title = useId();
  useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  useEffect(() => {
    if (asks) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asks]);
  return (
    <dialog ref={dialog} className={css['ask']} aria-labelledby={title} onClose={() => blocker.state === 'blocked' && blocker.reset()}>
      <h2 id={title}>{m.unsaved_title()}</h2>
      <p>{m.unsaved_text()}</p>
      <div className={css['acts']}>
        <button type="button" className="button next" onClick={() => blocker.reset?.()}>{m.unsaved_stay()}</button>
        <button type="button" className="button" onClick={() => blocker.proceed?.()}>{m.unsaved_leave()}</button>
      </div>
    </dialog>
  );
}

type Stage = 'still' | 'changed' | 'busy' | 'saved' | 'failed';

/** What is said beside the button. */
export function Said({ stage, words }: { stage: Stage; words: string }) {
  const text = { still: '', changed: m.form_changed(), busy: m.form_busy(), saved: m.form_saved(), failed: words }[stage];
  return <p className={`${css['said']} ${stage === 'failed' ? css['failed'] : ''}`} aria-live="polite">{text}</p>;
}

/**
 * A form around fields that keep their own values.
 * @param save what is done with them; whatever it throws is told, and nothing that was typed is lost
 */
export function SavedForm({ save, children, button = m.form_save(), label, fresh = false, quiet = false }: {
  save: (data: FormData, form: HTMLFormElement) => Promise<unknown>; children: ReactNode; button?: string; label?: string;
  /** Empty again once it is saved, for the next one. */
  fresh?: boolean;
  /** Not the one next act of its page. */
  quiet?: boolean;
}) {
  const [stage, setStage] = useState<Stage>('still');
  const [words, setWords] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const ready = useReady();
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [problems]);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const target = event.currentTarget;
    setStage('busy');
    try {
      await save(new FormData(target), target);
      setProblems({});
      setStage('saved');
      if (fresh) target.reset();
    } catch (error) {
      const found = problemsIn(error);
      setProblems(found);
      setWords(Object.keys(found).length > 0 ? m.form_wrong() : wordsOf(error));
      setStage('failed');
    }
  };
  return (
    <ProblemsContext value={problems}>
      <form ref={form} method="post" className={css['form']} aria-label={label} noValidate onSubmit={(event) => void submit(event)} onInput={() => setStage('changed')}>
        {children}
        <div className={css['foot']}>
          <button className={`button ${quiet ? '' : 'next'}`} disabled={!ready || stage === 'busy'}>{button}</button>
          <Said stage={stage} words={words} />
        </div>
        <Unsaved dirty={!fresh && (stage === 'changed' || stage === 'failed')} />
      </form>
    </ProblemsContext>
  );
}
