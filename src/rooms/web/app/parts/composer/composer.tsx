/**
 * Where posts are written. It opens where one is and covers nothing: inline above a list, below the post that is answered, as a page.
 * Every key is kept in this browser until the post is published.
 */

import { useEffect, useId, useRef, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Ask } from '../ask.tsx';
import { Icon } from '../icon.tsx';
import { Audience } from './audience.tsx';
import css from './composer.module.css';
import { dropDraft, isBlank, keepDraft, readDraft } from './draft.ts';
import type { Change, Draft } from './draft.ts';
import { EmojiButton } from './emoji-button.tsx';
import { MediaList } from './media.tsx';
import { Count, Notes, lengthOf } from './notes.tsx';
import { PollFields, newPoll } from './poll.tsx';
import { problemOf, publish } from './publish.ts';
import type { Made } from './publish.ts';
import { Quoting } from './quoting.tsx';
import { ScheduleField, isTooSoon, nextHour } from './schedule.tsx';
import type { Settings } from './settings.ts';
import { begin, opening, placeOf } from './start.ts';
import type { Start } from './start.ts';
import { TextBox } from './text-box.tsx';
import type { TextBoxHand } from './text-box.tsx';
import { useUploads } from './uploads.ts';
import type { Uploads } from './uploads.ts';
import { languagesInWords } from './words.ts';

export interface ComposerProps {
  readonly start: Start;
  readonly settings: Settings;
  readonly onDone: (made: Made) => void;
  readonly onClose?: (() => void) | undefined;
  /** Takes the focus when it opens. */
  readonly focused?: boolean;
}

/** The draft of one place: what was kept there, else a fresh one; kept on every change. */
function useDraft({ start, settings }: ComposerProps, me: string): { draft: Draft; change: Change; renew: () => void; begun: Draft } {
  const account = me;
  const place = placeOf(start);
  const [begun, setBegun] = useState(() => begin(start, settings, me));
  const [draft, setDraft] = useState(begun);
  const [read, setRead] = useState(false);
  useEffect(() => {
    const kept = readDraft(account, place);
    // What this browser kept is known once the page lives, not where it was made.
    // oxlint-disable-next-line react/set-state-in-effect
    if (kept !== undefined) setDraft(kept);
    setRead(true);
  }, [account, place]);
  useEffect(() => {
    if (!read) return;
    if (draft === begun || isBlank(draft, begun.text)) dropDraft(account, place);
    else keepDraft(account, place, draft);
  }, [read, draft, begun, account, place]);
  const change: Change = (part) => setDraft((now) => ({ ...now, ...(typeof part === 'function' ? part(now) : part) }));
  const renew = (): void => {
    dropDraft(account, place);
    const fresh = begin(start, settings, me);
    setBegun(fresh);
    setDraft(fresh);
  };
  return { draft, change, renew, begun };
}

/** Why it cannot be published yet; undefined when it can. */
function hindrance(draft: Draft, left: number): string | undefined {
  if (left < 0) return m.count_over({ count: -left });
  if (draft.media.some(({ problem }) => problem !== undefined)) return m.wait_problem();
  if (draft.media.some(({ id }) => id === undefined)) return m.wait_uploads();
  const options = draft.poll?.options.map((option) => option.trim()).filter((option) => option !== '');
  if (options !== undefined && options.length < 2) return m.poll_too_few();
  if (options !== undefined && new Set(options).size < options.length) return m.poll_twice();
  if (draft.at !== undefined && isTooSoon(draft.at)) return m.schedule_soon();
  return draft.text.trim() === '' && (draft.warning ?? '').trim() === '' && draft.media.length === 0 && options === undefined ? m.composer_blank() : undefined;
}

function Tool({ icon, word, on, onPress, off = false }: { icon: string; word: string; on?: boolean; onPress: () => void; off?: boolean }) {
  return (
    <button type="button" className={`${css['tool']} ${on === true ? css['on'] : ''}`} title={word} onClick={onPress} disabled={off} {...(on !== undefined && { 'aria-pressed': on })}>
      <Icon name={icon} /><span className="unseen">{word}</span>
    </button>
  );
}

interface PartsProps {
  readonly draft: Draft;
  readonly change: Change;
  readonly settings: Settings;
  readonly start: Start;
}

function Tools({ draft, change, settings, start, uploads, onProblem, onEmoji }: PartsProps & { uploads: Uploads; onProblem: (problem: string | undefined) => void; onEmoji: (text: string) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={css['tools']}>
      <input ref={chooser} type="file" hidden multiple accept={settings.types.join(',')} onChange={({ currentTarget }) => { onProblem(uploads.add([...(currentTarget.files ?? [])])); currentTarget.value = ''; }} />
      <Tool icon="image" word={m.tool_media()} off={draft.poll !== undefined || draft.media.length >= settings.attachments} onPress={() => chooser.current?.click()} />
      <Tool icon="list-checks" word={m.tool_poll()} on={draft.poll !== undefined} off={draft.media.length > 0} onPress={() => change({ poll: draft.poll === undefined ? newPoll : undefined })} />
      <Tool icon="triangle-exclamation-point" word={m.tool_warning()} on={draft.warning !== undefined} onPress={() => change({ warning: draft.warning === undefined ? '' : undefined })} />
      <EmojiButton onTake={onEmoji} />
      {start.kind !== 'edit' && <Tool icon="calendar-clock" word={m.tool_schedule()} on={draft.at !== undefined} onPress={() => change({ at: draft.at === undefined ? nextHour() : undefined })} />}
    </div>
  );
}

function Fields({ draft, change, settings, uploads }: PartsProps & { uploads: Uploads }) {
  return (
    <>
      <MediaList media={draft.media} limit={settings.description} uploads={uploads} />
      {draft.media.length > 0 && (
        <label className={`${css['inline']} ${css['row']}`}><input type="checkbox" checked={draft.sensitive} onChange={(event) => change({ sensitive: event.currentTarget.checked })} /><span>{m.media_mark_sensitive()}</span></label>
      )}
      {draft.poll !== undefined && <PollFields poll={draft.poll} most={settings.options} characters={settings.optionCharacters} onChange={(poll) => change({ poll })} />}
      {draft.at !== undefined && <ScheduleField at={draft.at} onChange={(at) => change({ at })} />}
    </>
  );
}

function Choices({ draft, change, start, children }: PartsProps & { children: ReactNode }) {
  return (
    <div className={css['choices']}>
      <Audience draft={draft} change={change} fixed={start.kind === 'edit'} />
      <label className={css['choice']}>
        <Icon name="languages" small /><span className="unseen">{m.language_label()}</span>
        <select value={draft.language} onChange={(event) => change({ language: event.currentTarget.value })}>
          <option value="">{m.language_none()}</option>
          {languagesInWords(draft.language).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
      {children}
    </div>
  );
}

const wordsFor = (start: Start): { label: string; hint: string; verb: string } => {
  if (start.kind === 'reply') return { label: m.composer_reply({ name: `@${start.post.account.acct}` }), hint: m.composer_reply_hint(), verb: m.composer_answer() };
  if (start.kind === 'quote') return { label: m.composer_quote({ name: `@${start.post.account.acct}` }), hint: m.composer_quote_hint(), verb: m.composer_publish() };
  if (start.kind === 'edit') return { label: m.composer_edit(), hint: '', verb: m.composer_save() };
  return { label: m.composer_new(), hint: m.composer_hint(), verb: m.composer_publish() };
};

/** Files may be dropped anywhere on it. */
function Sheet({ children, label, onFiles, onSubmit }: { children: ReactNode; label: string; onFiles: (files: readonly File[]) => void; onSubmit: () => void }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') onFiles([...event.dataTransfer.files]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- What can be dropped can be chosen by its button.
    <form className={`${css['sheet']} ${over ? css['dropping'] : ''}`} aria-label={label} data-composer="" onDragOver={drag} onDragLeave={drag} onDrop={drag}
      onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>
      {children}
    </form>
  );
}

export function Composer(props: ComposerProps) {
  const { start, settings, onDone, onClose, focused = false } = props;
  const { me } = useHere();
  const { draft, change, renew, begun } = useDraft(props, me?.username ?? '');
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const [asking, setAsking] = useState(false);
  const [kept, setKept] = useState(false);
  const box = useRef<TextBoxHand>(null);
  const id = useId();
  const uploads = useUploads(draft, change, settings.attachments);
  const { label, hint, verb } = wordsFor(start);
  const left = settings.characters - lengthOf(draft);
  const add = (files: readonly File[]): void => setProblem(draft.poll === undefined ? uploads.add(files) : m.media_or_poll());
  const send = async (): Promise<void> => {
    const stop = hindrance(draft, left);
    setProblem(stop);
    if (stop !== undefined || sending) return stop === undefined ? undefined : box.current?.focus();
    setSending(true);
    setKept(false);
    try {
      const made = await publish(draft, start, me?.id ?? '');
      renew();
      if (made.kind === 'kept') setKept(true);
      onDone(made);
    } catch (error) {
      setProblem(problemOf(error));
      box.current?.focus();
    } finally {
      setSending(false);
    }
  };
  const close = (): void => (draft === begun || isBlank(draft, begun.text) ? onClose?.() : setAsking(true));
  const parts = { draft, change, settings, start };
  return (
    <Sheet label={label} onFiles={add} onSubmit={() => void send()}>
      {draft.warning !== undefined && (
        <input className={css['warning']} aria-label={m.warning_label()} placeholder={m.warning_label()} value={draft.warning} dir="auto" onChange={(event) => change({ warning: event.currentTarget.value })} />
      )}
      <TextBox value={draft.text} onChange={(text) => change({ text })} label={label} hint={hint} language={draft.language} describedBy={`${id}-count ${id}-problem`} invalid={problem !== undefined || left < 0}
        onSend={() => void send()} onFiles={add} select={focused ? opening(start, me?.username ?? '').select : undefined} hand={box} />
      {start.kind === 'quote' && <Quoting post={start.post} />}
      <Fields {...parts} uploads={uploads} />
      <p className={css['problem']} id={`${id}-problem`} role="alert">{problem}</p>
      <output className={css['kept']}>{kept && m.composer_kept()}</output>
      <Notes draft={draft} />
      <Choices {...parts}><Count left={left} id={`${id}-count`} /></Choices>
      <div className={css['foot']}>
        <Tools {...parts} uploads={uploads} onProblem={setProblem} onEmoji={(text) => box.current?.insert(text)} />
        <div className={css['ends']}>
          {onClose !== undefined && <button type="button" className="button plain" onClick={close}>{m.composer_close()}</button>}
          <button className="button next" disabled={sending} aria-busy={sending}>{draft.at === undefined ? verb : m.composer_schedule()}</button>
        </div>
      </div>
      {asking && <Ask title={m.ask_discard()} text={<p>{m.ask_discard_text()}</p>} verb={m.ask_discard_verb()} onYes={() => { renew(); onClose?.(); }} onClose={() => setAsking(false)} instead={{ verb: m.ask_discard_keep(), onPress: () => onClose?.() }} />}
    </Sheet>
  );
}
