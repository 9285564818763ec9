/** Captions as they are typed: what is said, a line at a time, while people watch. */

import { useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { api } from '../../../client/api.ts';
import { BROADCASTS } from '../../../client/broadcasts.ts';
import { wordsOf } from '../../../client/notices.ts';
import type { Account, Broadcast } from '../../../entities.ts';
import { getLocale } from '../../../paraglide/runtime.js';
import * as m from '../../../paraglide/messages.js';
import { languagesInWords } from '../../composer/words.ts';
import { nameOf } from '../../name.tsx';
import css from './studio.module.css';

type Caption = Broadcast['captions'][number];
const LONGEST = 300;
const SHOWN = 3;

/** The tracks that the viewer may type into while it runs. */
export const typed = ({ captions }: Broadcast): readonly Caption[] => captions.filter(({ live, may_write: mine }) => live && mine === true);

/** Where lines are typed. Enter sends one. */
export function Typist({ broadcastId, caption }: { broadcastId: string; caption: Caption }) {
  const [lines, setLines] = useState<readonly { id: string; text: string }[]>([]);
  const [problem, setProblem] = useState<string>();
  const began = useRef<number>(undefined);
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('line') as HTMLInputElement;
    const text = input.value.trim();
    if (text === '') return;
    const took = Math.round(performance.now() - (began.current ?? performance.now()));
    input.value = '';
    began.current = undefined;
    try {
      const cue = await api.post<{ id: string; text: string }>(`${BROADCASTS}/${broadcastId}/captions/${caption.id}/cues`, { text, took_ms: Math.min(60_000, took) });
      setLines((now) => [...now, cue].slice(-SHOWN));
      setProblem(undefined);
    } catch (error) {
      // What could not be sent is not lost, unless the next line was begun meanwhile.
      if (input.value === '') input.value = text;
      setProblem(wordsOf(error));
    }
  };
  return (
    <div className={css['typist']}>
      <ol className={css['lines']} aria-label={m.captions_sent()}>{lines.map(({ id, text }) => <li key={id} lang={caption.language}>{text}</li>)}</ol>
      <form className={css['line']} onSubmit={(event) => void send(event)}>
        <label>{m.captions_line({ label: caption.label })}
          <input className="input" name="line" lang={caption.language} maxLength={LONGEST} autoComplete="off" onInput={() => (began.current ??= performance.now())} />
        </label>
        <button className="button">{m.captions_send()}</button>
      </form>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <p className={css['quiet']}>{m.captions_how()}</p>
    </div>
  );
}

/** Begins a track: oneself, or somebody else, types it. */
export function Captions({ broadcast, people, onChange }: { broadcast: Broadcast; people: readonly Account[]; onChange: (broadcast: Broadcast) => void }) {
  const [problem, setProblem] = useState<string>();
  const begin = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [language, writer] = [String(fields.get('language')), String(fields.get('writer'))];
    const label = languagesInWords(language).find(([code]) => code === language)?.[1] ?? language;
    try {
      onChange(await api.post<Broadcast>(`${BROADCASTS}/${broadcast.id}/captions`, { language, label, ...(writer !== '' && { writer_id: writer }) }));
      setProblem(undefined);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  const [caption] = typed(broadcast);
  if (caption !== undefined) {
    const address = `/broadcasts/${broadcast.id}/captions`;
    return (
      <section className={css['captions']} aria-label={m.captions()}>
        <Typist broadcastId={broadcast.id} caption={caption} />
        <p className={css['quiet']}>{m.captions_elsewhere()} <a href={address} target="_blank" rel="noreferrer">{new URL(address, location.origin).href.replace(/^https?:\/\//, '')}</a></p>
      </section>
    );
  }
  return (
    <details className={css['fold']}>
      <summary>{m.captions()}</summary>
      <form className={css['line']} onSubmit={(event) => void begin(event)}>
        <label>{m.captions_language()}
          <select className="input" name="language" defaultValue={getLocale()}>{languagesInWords(getLocale()).map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select>
        </label>
        <label>{m.captions_writer()}
          <select className="input" name="writer" defaultValue=""><option value="">{m.captions_me()}</option>{people.map((person) => <option key={person.id} value={person.id}>{nameOf(person)}</option>)}</select>
        </label>
        <button className="button">{m.captions_begin()}</button>
      </form>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
    </details>
  );
}
