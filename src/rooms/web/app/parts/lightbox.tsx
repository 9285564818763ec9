/**
 * Pictures and films over the whole screen, with what they show in words. Hears of any `[data-lightbox]` on the page, so that posts
 * need not know of it; without script the same links open the picture.
 */

import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, TouchEvent } from 'react';
import * as m from '../paraglide/messages.js';
import { Icon } from './icon.tsx';
import css from './lightbox.module.css';

interface Shown {
  readonly url: string;
  readonly words: string;
  readonly film: boolean;
}

interface Showing {
  readonly all: readonly Shown[];
  readonly at: number;
}

const SWIPE = 50;

function shownOf(element: HTMLElement): Shown {
  if (element instanceof HTMLVideoElement) return { url: element.currentSrc || element.src, words: element.getAttribute('aria-label') ?? '', film: true };
  return { url: element.getAttribute('href') ?? '', words: element.querySelector('img')?.alt ?? '', film: false };
}

/** What the post shows whose picture was pressed, in its order. */
function showingOf(pressed: HTMLElement): Showing {
  const elements = [...(pressed.closest('article')?.querySelectorAll<HTMLElement>('a[data-lightbox], video') ?? [pressed])];
  return { all: elements.map(shownOf), at: Math.max(0, elements.indexOf(pressed)) };
}

export function Lightbox() {
  const [showing, setShowing] = useState<Showing>();
  const dialog = useRef<HTMLDialogElement>(null);
  const touched = useRef<number>(undefined);
  useEffect(() => {
    const press = (event: MouseEvent): void => {
      if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const pressed = (event.target as Element).closest<HTMLElement>('a[data-lightbox]');
      if (pressed === null) return;
      event.preventDefault();
      setShowing(showingOf(pressed));
    };
    document.addEventListener('click', press);
    return () => document.removeEventListener('click', press);
  }, []);
  useEffect(() => {
    if (showing !== undefined && dialog.current?.open === false) dialog.current.showModal();
  }, [showing]);
  if (showing === undefined) return null;
  const { all, at } = showing;
  const now = all[at];
  const go = (by: number): void => setShowing({ all, at: (at + by + all.length) % all.length });
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight' && all.length > 1) go(1);
    else if (event.key === 'ArrowLeft' && all.length > 1) go(-1);
    else return;
    event.preventDefault();
  };
  const lift = ({ changedTouches }: TouchEvent): void => {
    const by = (changedTouches[0]?.clientX ?? 0) - (touched.current ?? 0);
    if (touched.current !== undefined && Math.abs(by) > SWIPE && all.length > 1) go(by < 0 ? 1 : -1);
    touched.current = undefined;
  };
  const place = { place: at + 1, all: all.length };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Keys do the same by its buttons, and Esc closes it.
    <dialog ref={dialog} className={css['box']} aria-label={m.lightbox_label(place)} onClose={() => setShowing(undefined)} onKeyDown={press}
      onTouchStart={({ touches }) => { touched.current = touches.length === 1 ? touches[0]?.clientX : undefined; }} onTouchEnd={lift}
      onClick={(event) => { if (event.target === event.currentTarget || (event.target as Element).hasAttribute('data-ground')) dialog.current?.close(); }}>
      <div className={css['ground']} data-ground="">
        {now?.film === true
          ? <video key={now.url} className={css['shown']} src={now.url} controls autoPlay playsInline aria-label={now.words} />
          : <img key={now?.url} className={css['shown']} src={now?.url} alt={now?.words ?? ''} />}
      </div>
      {all.length > 1 && (
        <>
          <button type="button" className={`${css['way']} ${css['back']}`} onClick={() => go(-1)}><Icon name="chevron-left" /><span className="unseen">{m.lightbox_before()}</span></button>
          <button type="button" className={`${css['way']} ${css['on']}`} onClick={() => go(1)}><Icon name="chevron-right" /><span className="unseen">{m.lightbox_next()}</span></button>
        </>
      )}
      <button type="button" className={`${css['way']} ${css['close']}`} onClick={() => dialog.current?.close()}><Icon name="x" /><span className="unseen">{m.act_close()}</span></button>
      <output className={css['foot']}>{all.length > 1 && <span className={css['place']}>{at + 1} / {all.length}</span>}{now !== undefined && now.words !== '' && <p className={css['words']}>{now.words}</p>}</output>
    </dialog>
  );
}
