/**
 * Where posts are written. It opens where one is and covers nothing: inline above a list, below the post that is answered, as a page.
 * Every key is kept in this browser until it is published.
 */

import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import { useDraft } from '../../client/drafts.ts';
import { notice } from '../../client/notices.ts';
import { PartlySent } from '../../client/outbox.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { Icon } from '../icon.tsx';
import { Audience } from './audience.tsx';
import css from './composer.module.css';
import { isBlank, isBlankPiece, newPiece } from './draft.ts';
import type { Change, Draft, Piece as PieceDraft } from './draft.ts';
import { hindrance, leftOf } from './hindrance.ts';
import type { Problem } from './hindrance.ts';
import { silentIn } from './media.tsx';
import { lengthOf } from './notes.tsx';
import { Piece } from './piece.tsx';
import { problemOf, publish, restOf } from './publish.ts';
import type { Made, RoomTarget } from './publish.ts';
import { Quoting } from './quoting.tsx';
import { ScheduleField, nextHour } from './schedule.tsx';
import type { Settings } from './settings.ts';
import { splitText } from './split.ts';
import { begin, isChange, opening, placeOf } from './start.ts';
import type { Start } from './start.ts';
import type { TextBoxHand } from './text-box.tsx';
import { Tool } from './tools.tsx';
import { languagesInWords } from './words.ts';

export interface ComposerProps {
  readonly start: Start;
  readonly settings: Settings;
  readonly onDone: (made: Made) => void;
  readonly onClose?: (() => void) | undefined;
  /** Takes the focus when it opens. */
  readonly focused?: boolean;
  /** Bound to an event room: everybody reads it, and it is written now. */
  readonly room?: RoomTarget | undefined;
  /** Stands above the text. */
  readonly above?: ReactNode;
  /** Puts something where the caret is. */
  readonly hand?: Ref<Pick<TextBoxHand, 'insert'>>;
}

/** So many posts can be written in a row. */
const MOST_PIECES = 20;

interface PartsProps {
  readonly draft: Draft;
  readonly change: Change;
  readonly start: Start;
  readonly inRoom: boolean;
}

function Choices({ draft, change, start, inRoom }: PartsProps) {
  return (
    <div className={css['choices']}>
      {!inRoom && <Audience draft={draft} change={change} fixed={start.kind === 'edit'} />}
      <label className={css['choice']}>
        <Icon name="languages" small /><span className="unseen">{m.language_label()}</span>
        <select value={draft.language} onChange={(event) => change({ language: event.currentTarget.value })}>
          <option value="">{m.language_none()}</option>
          {languagesInWords(draft.language).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
    </div>
  );
}

const wordsFor = (start: Start, inRoom: boolean): { label: string; hint: string; verb: string } => {
  if (start.kind === 'reply') return { label: m.composer_reply({ name: `@${start.post.account.acct}` }), hint: m.composer_reply_hint(), verb: m.composer_answer() };
  if (start.kind === 'quote') return { label: m.composer_quote({ name: `@${start.post.account.acct}` }), hint: m.composer_quote_hint(), verb: m.composer_publish() };
  if (start.kind === 'edit') return { label: m.composer_edit(), hint: '', verb: m.composer_save() };
  if (start.kind === 'scheduled') return { label: m.composer_edit(), hint: '', verb: m.composer_save() };
  if (inRoom) return { label: m.room_write(), hint: m.room_write_hint(), verb: m.composer_publish() };
  return { label: m.composer_new(), hint: m.composer_hint(), verb: m.composer_publish() };
};

/** What is written in several posts, from one that is too long. */
function splitIn(pieces: readonly PieceDraft[], piece: PieceDraft, { characters }: Settings): readonly PieceDraft[] {
  const [first = '', ...rest] = splitText(piece.text, characters, characters - lengthOf({ ...piece, text: '' }));
  const made = [{ ...piece, text: first }, ...rest.map((text) => newPiece(piece.sensitive, text))];
  return pieces.flatMap((one) => (one.key === piece.key ? made : one));
}

/** Sends, after what has to be asked; what cannot be sent is said beside its field. */
function usePublishing({ start, settings, onDone, room }: ComposerProps, drafting: ReturnType<typeof useDraft<Draft>>, desk: { account: string; place: string }) {
  const { draft, ready, change, clear } = drafting;
  const { look } = useHere();
  const [tries, setTries] = useState(0);
  const [refusal, setRefusal] = useState<string>();
  const [sending, setSending] = useState(false);
  const [asking, setAsking] = useState(false);
  const waits = !isChange(start) && draft.at === undefined;
  const problem: Problem | undefined = tries === 0 ? undefined : hindrance(draft, settings, waits);
  const go = async (): Promise<void> => {
    setSending(true);
    try {
      const made = await publish(draft, start, desk, room);
      clear();
      if (made.kind === 'kept') notice(m.composer_kept());
      onDone(made);
    } catch (error) {
      if (error instanceof PartlySent) change((now) => restOf(now, error.posts));
      setRefusal(problemOf(error));
    } finally {
      setSending(false);
    }
  };
  const send = (): void => {
    if (sending || !ready) return;
    setRefusal(undefined);
    const stopped = hindrance(draft, settings, waits) !== undefined;
    setTries(stopped ? tries + 1 : 0);
    if (stopped) return;
    if (look.descriptions !== 'unasked' && draft.pieces.some((piece) => silentIn(piece) > 0)) setAsking(true);
    else void go();
  };
  return { send, go: () => void go(), problem, refusal, tries, sending, asking, leave: () => setAsking(false) };
}

/** The posts of a draft, one below the other. */
function Pieces({ draft, change, settings, props, desk, problem, onSend, tools }: {
  draft: Draft; change: Change; settings: Settings; props: ComposerProps; desk: { account: string; place: string }; problem: Problem | undefined; onSend: () => void; tools: ReactNode;
}) {
  const { start, focused = false } = props;
  const { me } = useHere();
  const boxes = useRef(new Map<string, TextBoxHand>());
  const [added, setAdded] = useState<string>();
  const { pieces, at } = draft;
  const { label, hint } = props.room?.words ?? wordsFor(start, props.room !== undefined);
  const alone = isChange(start) || at !== undefined;
  const last = pieces.at(-1);
  const add = (): void => {
    const piece = newPiece(settings.sensitive);
    setAdded(piece.key);
    change((now) => ({ pieces: [...now.pieces, piece] }));
  };
  const remove = (key: string, place: number): void => {
    change((now) => ({ pieces: now.pieces.filter((one) => one.key !== key) }));
    boxes.current.get(pieces[place === 0 ? 1 : place - 1]?.key ?? '')?.focus();
  };
  const lastKey = last?.key ?? '';
  useImperativeHandle(props.hand, () => ({ insert: (text) => boxes.current.get(lastKey)?.insert(text) }), [lastKey]);
  return <>{props.above}{pieces.map((piece, place) => (
    <Piece key={piece.key} piece={piece} draft={draft} change={change} settings={settings} {...desk} onSend={onSend}
      words={place === 0 ? { label, hint } : { label: m.series_label({ place: place + 1 }), hint: m.series_hint() }} problem={problem?.piece === piece.key ? problem : undefined}
      select={added === piece.key || (place === 0 && focused && added === undefined) ? (place === 0 ? opening(start, me?.username ?? '').select : 0) : undefined}
      onRemove={pieces.length === 1 ? undefined : () => remove(piece.key, place)} onSplit={alone ? undefined : () => change((now) => ({ pieces: splitIn(now.pieces, piece, settings) }))}
      hand={(hand) => { if (hand === null) boxes.current.delete(piece.key); else boxes.current.set(piece.key, hand); }}
      tools={piece === last && <>{tools}{!alone && <Tool icon="plus" word={m.series_add()} off={isBlankPiece(piece) || pieces.length >= MOST_PIECES || leftOf(piece, settings) < 0} onPress={add} />}</>}>
      {place === 0 && start.kind === 'quote' && <Quoting post={start.post} />}
    </Piece>
  ))}</>;
}

function WentOut({ after }: { after: NonNullable<Draft['after']> }) {
  return <output className={css['wentOut']}><Icon name="check" small /> <Link to={after.path}>{m.series_went({ count: after.count })}</Link> {m.series_rest()}</output>;
}

export function Composer(props: ComposerProps) {
  const { start, settings, onClose } = props;
  const { me } = useHere();
  const desk = { account: me?.id ?? '', place: placeOf(start) };
  const drafting = useDraft<Draft>({ account: desk.account, key: desk.place, begin: () => begin(start, settings, me?.username ?? ''), isBlank });
  const { draft, change, kept, clear } = drafting;
  const { send, go, problem, refusal, tries, sending, asking, leave } = usePublishing(props, drafting, desk);
  const [leaving, setLeaving] = useState(false);
  const sheet = useRef<HTMLFormElement>(null);
  const { label, verb } = { ...wordsFor(start, props.room !== undefined), ...props.room?.words };
  const several = draft.pieces.length > 1;
  useEffect(() => {
    if (tries > 0) (sheet.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? sheet.current?.querySelector('textarea'))?.focus();
  }, [tries]);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || onClose === undefined || !(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    onClose();
  };
  const describe = (): void => {
    leave();
    requestAnimationFrame(() => [...(sheet.current?.querySelectorAll<HTMLTextAreaElement>('[data-say]') ?? [])].find(({ value }) => value.trim() === '')?.focus());
  };
  const tools = !isChange(start) && props.room === undefined && <Tool icon="calendar-clock" word={m.tool_schedule()} on={draft.at !== undefined} off={several} onPress={() => change({ at: draft.at === undefined ? nextHour() : undefined })} />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc folds it, as its button does.
    <form ref={sheet} className={`${css['sheet']} ${several ? css['several'] : ''}`} aria-label={label} data-composer="" noValidate onKeyDown={press} onSubmit={(event) => { event.preventDefault(); send(); }}>
      {draft.after !== undefined && <WentOut after={draft.after} />}
      <Pieces draft={draft} change={change} settings={settings} props={props} desk={desk} problem={problem} onSend={send} tools={tools} />
      <p className={css['problem']} role="alert">{refusal}</p>
      {draft.at !== undefined && <ScheduleField at={draft.at} onChange={(at) => change({ at })} fixed={start.kind === 'scheduled'} />}
      <div className={css['foot']}>
        <Choices draft={draft} change={change} start={start} inRoom={props.room !== undefined} />
        <output className={css['keeping']}>{kept && m.draft_kept()}</output>
        <div className={css['ends']}>
          {onClose !== undefined && <button type="button" className="button plain" onClick={() => (kept ? setLeaving(true) : onClose())}>{m.composer_close()}</button>}
          <button className="button next" disabled={sending} aria-busy={sending}>{draft.at === undefined || start.kind === 'scheduled' ? several ? m.series_publish({ count: draft.pieces.length }) : verb : m.composer_schedule()}</button>
        </div>
      </div>
      {asking && <Ask title={m.ask_describe()} text={<p>{m.ask_describe_text()}</p>} verb={m.ask_describe_anyway()} gentle onYes={go} onClose={leave} instead={{ verb: m.ask_describe_now(), onPress: describe }} />}
      {leaving && <Ask title={m.ask_discard()} text={<p>{m.ask_discard_text()}</p>} verb={m.ask_discard_verb()} onYes={() => { clear(); onClose?.(); }} onClose={() => setLeaving(false)} instead={{ verb: m.ask_discard_keep(), onPress: () => onClose?.() }} />}
    </form>
  );
}
