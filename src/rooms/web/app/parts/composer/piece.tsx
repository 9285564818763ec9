/** One post of what is written: its warning, its text, what it shows, and what is left of the limit. */

import { useId, useRef, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import css from './composer.module.css';
import type { Change, ChangePiece, Draft, Piece as PieceDraft, Place } from './draft.ts';
import { leftOf } from './hindrance.ts';
import type { Problem } from './hindrance.ts';
import { MediaList } from './media.tsx';
import { Count, Notes } from './notes.tsx';
import { PollFields } from './poll.tsx';
import type { Settings } from './settings.ts';
import { TextBox } from './text-box.tsx';
import type { TextBoxHand } from './text-box.tsx';
import { Tools } from './tools.tsx';
import { useUploads } from './uploads.ts';

/** What is said of a field: its name, and what stands in it while it is empty. */
export interface FieldWords {
  readonly label: string;
  readonly hint: string;
}

export interface PieceProps {
  readonly piece: PieceDraft;
  readonly draft: Draft;
  readonly change: Change;
  readonly settings: Settings;
  readonly account: string;
  readonly place: Place;
  readonly words: FieldWords;
  readonly problem: Problem | undefined;
  /** From where on to select when it opens; undefined leaves the focus where it is. */
  readonly select: number | undefined;
  readonly onSend: () => void;
  /** Undefined where there is only one post. */
  readonly onRemove: (() => void) | undefined;
  readonly onSplit: (() => void) | undefined;
  readonly hand: (hand: TextBoxHand | null) => void;
  /** What stands below the text: what is quoted. */
  readonly children?: ReactNode;
  /** More tools, at the end of their row. */
  readonly tools?: ReactNode;
}

/** Files may be dropped anywhere on it. */
function Sheet({ children, label, onFiles }: { children: ReactNode; label: string | undefined; onFiles: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') onFiles([...event.dataTransfer.files]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- What can be dropped can be chosen by its button.
    <div className={`${css['piece']} ${over ? css['dropping'] : ''}`} data-piece="" {...(label !== undefined && { role: 'group', 'aria-label': label })} onDragOver={drag} onDragLeave={drag} onDrop={drag}>
      {children}
    </div>
  );
}

function Shown({ piece, change, settings, uploads, problem }: { piece: PieceDraft; change: ChangePiece; settings: Settings; uploads: ReturnType<typeof useUploads>; problem: string | undefined }) {
  return (
    <>
      <MediaList media={piece.media} limit={settings.description} uploads={uploads} />
      {piece.media.length > 0 && (
        <label className={`${css['inline']} ${css['row']}`}><input type="checkbox" checked={piece.sensitive} onChange={(event) => change({ sensitive: event.currentTarget.checked })} /><span>{m.media_mark_sensitive()}</span></label>
      )}
      {piece.poll !== undefined && <PollFields poll={piece.poll} most={settings.options} characters={settings.optionCharacters} onChange={(poll) => change({ poll })} problem={problem} />}
    </>
  );
}

export function Piece(props: PieceProps) {
  const { piece, draft, change, settings, account, place, words: { label, hint }, problem, select, onSend, onRemove, onSplit, hand, children, tools } = props;
  const [flaw, setFlaw] = useState<string>();
  const text = useRef<TextBoxHand>(null);
  const id = useId();
  const changePiece: ChangePiece = (part) =>
    change(({ pieces }) => ({ pieces: pieces.map((one) => (one.key === piece.key ? { ...one, ...(typeof part === 'function' ? part(one) : part) } : one)) }));
  const uploads = useUploads(piece, changePiece, settings, { account, place });
  const add = (files: readonly File[]): void => setFlaw(piece.poll === undefined ? uploads.add(files) : m.media_or_poll());
  const left = leftOf(piece, settings);
  const number = draft.pieces.indexOf(piece) + 1;
  const said = problem?.field === 'text' || problem?.field === 'media' ? problem.words : flaw;
  const setHand = (found: TextBoxHand | null): void => {
    text.current = found;
    hand(found);
  };
  return (
    <Sheet label={draft.pieces.length > 1 ? m.series_piece({ place: number, all: draft.pieces.length }) : undefined} onFiles={add}>
      {piece.warning !== undefined && (
        <input className={css['warning']} aria-label={m.warning_label()} placeholder={m.warning_label()} value={piece.warning} dir="auto" onChange={(event) => changePiece({ warning: event.currentTarget.value })} />
      )}
      <TextBox value={piece.text} onChange={(value) => changePiece({ text: value })} label={label} hint={hint} language={draft.language} describedBy={`${id}-count ${id}-problem`}
        invalid={problem?.field === 'text' || left < 0} onSend={onSend} onFiles={add} select={select} hand={setHand} />
      {children}
      <p className={css['problem']} id={`${id}-problem`} role="alert">{said}</p>
      <Shown piece={piece} change={changePiece} settings={settings} uploads={uploads} problem={problem?.field === 'poll' ? problem.words : undefined} />
      <Notes piece={piece} visibility={draft.visibility} />
      <Tools piece={piece} change={changePiece} settings={settings} onFiles={add} onEmoji={(emoji) => text.current?.insert(emoji)}>
        {tools}
        <span className={css['ends']}>
          {left < 0 && onSplit !== undefined && <button type="button" className={`${css['tool']} ${css['wide']}`} onClick={onSplit}>{m.series_split()}</button>}
          <Count left={left} id={`${id}-count`} />
          {onRemove !== undefined && <button type="button" className={css['tool']} title={m.series_remove({ place: number })} onClick={onRemove}><Icon name="x" /><span className="unseen">{m.series_remove({ place: number })}</span></button>}
        </span>
      </Tools>
    </Sheet>
  );
}
