/** The pictures, films and sounds of a draft: how far each has gone, what it shows, in which order. */

import { useRef, useState } from 'react';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import type { FileProblem, Kind, Medium, Piece } from './draft.ts';
import { FocusPoint } from './focus-point.tsx';
import css from './media.module.css';
import type { Uploads } from './uploads.ts';

const ICONS: Partial<Record<Kind, string>> = { video: 'video', gifv: 'video', audio: 'volume-2', image: 'image' };

/** How many files say nothing to those who do not see or hear them. */
export const silentIn = ({ media }: Pick<Piece, 'media'>): number => media.filter(({ description }) => description.trim() === '').length;

const wordsOf = ({ code, reason }: FileProblem): string => ({
  offline: m.upload_offline, empty: m.upload_empty, large: reason === '' ? m.upload_too_large : () => m.upload_too_large_for({ most: reason }), kind: m.upload_kind,
  refused: () => reason, failed: m.upload_failed,
})[code]();

function Standing({ medium, uploads }: { medium: Medium; uploads: Uploads }) {
  const { key, sent, problem, name } = medium;
  if (problem !== undefined) {
    return <p className={css['standing']} role="alert"><span className="mistake">{wordsOf(problem)}</span>{(problem.code === 'failed' || problem.code === 'offline') && <> <button type="button" className="button" onClick={() => uploads.retry(key)}>{m.try_again()}</button></>}</p>;
  }
  if (sent === undefined) return null;
  const words = sent < 1 ? m.upload_sent({ percent: Math.round(sent * 100) }) : m.upload_preparing();
  return <p className={css['standing']}><progress max={1} {...(sent < 1 && { value: sent })} aria-label={m.upload_progress({ name })} /> <span>{words}</span></p>;
}

function One({ medium, at, all, limit, uploads }: { medium: Medium; at: number; all: number; limit: number; uploads: Uploads }) {
  const { key, type, preview, description, id } = medium;
  const [focusing, setFocusing] = useState(false);
  const focusButton = useRef<HTMLButtonElement>(null);
  const place = { place: at + 1, all };
  return (
    <li className={css['medium']}>
      <div className={css['preview']}>
        {preview === undefined ? <Icon name={ICONS[type] ?? 'paperclip'} /> : <img src={preview} alt="" />}
      </div>
      <div className={css['about']}>
        <label className={css['say']}>
          <span className={css['sayLabel']}>{m.media_say(place)}</span>
          <textarea className="input" rows={2} maxLength={limit} value={description} placeholder={m.media_say_hint()} data-say="" onChange={(event) => uploads.change(key, { description: event.currentTarget.value })} />
        </label>
        <Standing medium={medium} uploads={uploads} />
        <div className={css['tools']}>
          {all > 1 && <button type="button" className={css['tool']} disabled={at === 0} onClick={() => uploads.move(key, -1)}><Icon name="arrow-up" small /><span className="unseen">{m.media_earlier(place)}</span></button>}
          {all > 1 && <button type="button" className={css['tool']} disabled={at === all - 1} onClick={() => uploads.move(key, 1)}><Icon name="arrow-down" small /><span className="unseen">{m.media_later(place)}</span></button>}
          {type === 'image' && preview !== undefined && <button type="button" ref={focusButton} className={css['tool']} onClick={() => setFocusing(true)}>{m.media_focus()}<span className="unseen"> {m.media_which(place)}</span></button>}
          <button type="button" className={css['tool']} onClick={() => uploads.remove(key)}>{id === undefined ? m.media_cancel() : m.media_remove()}<span className="unseen"> {m.media_which(place)}</span></button>
        </div>
      </div>
      {focusing && preview !== undefined && <FocusPoint picture={preview} focus={medium.focus} onChange={(focus) => uploads.change(key, { focus })} onClose={() => setFocusing(false)} back={focusButton} />}
    </li>
  );
}

export function MediaList({ media, limit, uploads }: { media: readonly Medium[]; limit: number; uploads: Uploads }) {
  if (media.length === 0) return null;
  return <ol className={css['list']} aria-label={m.media_list()}>{media.map((medium, at) => <One key={medium.key} medium={medium} at={at} all={media.length} limit={limit} uploads={uploads} />)}</ol>;
}
