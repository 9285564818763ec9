/** The question of a draft: its options, and how long it stays open. */

import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import type { PollDraft } from './draft.ts';
import css from './composer.module.css';
import { DURATIONS, durationInWords } from './words.ts';

interface PollFieldsProps {
  readonly poll: PollDraft;
  readonly most: number;
  readonly characters: number;
  readonly onChange: (poll: PollDraft | undefined) => void;
  /** What is wrong with it. */
  readonly problem: string | undefined;
}

export const newPoll: PollDraft = { options: ['', ''], seconds: 86_400, multiple: false, hidesTotals: false };

export function PollFields({ poll, most, characters, onChange, problem }: PollFieldsProps) {
  const { options, seconds, multiple, hidesTotals } = poll;
  const say = (at: number, title: string): void => onChange({ ...poll, options: options.map((option, index) => (index === at ? title : option)) });
  return (
    <fieldset className={css['poll']}>
      <legend className="label">{m.poll_title()}</legend>
      {options.map((option, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- An option is its place.
        <div key={at} className={css['pollOption']}>
          <input className="input" aria-label={m.poll_option({ place: at + 1 })} placeholder={m.poll_option({ place: at + 1 })} maxLength={characters} value={option} dir="auto" aria-invalid={problem !== undefined && (option.trim() === '' || options.indexOf(option) !== at)} onChange={(event) => say(at, event.currentTarget.value)} />
          {options.length > 2 && (
            <button type="button" className={css['tool']} onClick={() => onChange({ ...poll, options: options.filter((_option, index) => index !== at) })}><Icon name="x" /><span className="unseen">{m.poll_option_remove({ place: at + 1 })}</span></button>
          )}
        </div>
      ))}
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <div className={css['pollFoot']}>
        {options.length < most && <button type="button" className="button" onClick={() => onChange({ ...poll, options: [...options, ''] })}><Icon name="plus" small />{m.poll_add()}</button>}
        <label className={css['inline']}><span>{m.poll_open_for()}</span>
          <select className="input" value={seconds} onChange={(event) => onChange({ ...poll, seconds: Number(event.currentTarget.value) })}>
            {DURATIONS.map((one) => <option key={one} value={one}>{durationInWords(one)}</option>)}
          </select>
        </label>
        <label className={css['inline']}><input type="checkbox" checked={multiple} onChange={(event) => onChange({ ...poll, multiple: event.currentTarget.checked })} /><span>{m.poll_several()}</span></label>
        <label className={css['inline']}><input type="checkbox" checked={hidesTotals} onChange={(event) => onChange({ ...poll, hidesTotals: event.currentTarget.checked })} /><span>{m.poll_hide()}</span></label>
        <button type="button" className={`${css['tool']} ${css['wide']}`} onClick={() => onChange(undefined)}>{m.poll_remove()}</button>
      </div>
    </fieldset>
  );
}
