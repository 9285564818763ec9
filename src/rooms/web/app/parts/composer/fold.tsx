/** One calm line above a list, which unfolds into the composer and folds again without losing a word. */

import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useWriting } from '../../client/writing.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { onDrafts, readDrafts } from './draft.ts';
import type { Draft } from './draft.ts';
import css from './fold.module.css';
import type { Start } from './start.ts';

const Opened = lazy(() => import('./opened.tsx').then(({ Opened: component }) => ({ default: component })));

const NEW: Start = { kind: 'new' };

/** The beginning of what is kept to be written on. */
function useBegun(account: string): string {
  const [text, setText] = useState('');
  useEffect(() => {
    const look = (): void => void readDrafts(account).then((drafts) => setText((drafts.find(({ key }) => key === 'new')?.content as Draft | undefined)?.pieces[0]?.text.trim().slice(0, 200) ?? ''), () => undefined);
    look();
    return onDrafts(look);
  }, [account]);
  return text;
}

export function Fold() {
  const { me } = useHere();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const text = useBegun(me?.id ?? '');
  useWriting(() => {
    // Phones have a page for it.
    if (place.current === null || place.current.offsetParent === null) return false;
    setOpen(true);
    place.current.querySelector('textarea')?.focus();
    place.current.scrollIntoView({ block: 'nearest' });
    return true;
  });
  useEffect(() => {
    if (!open && wasOpen.current) line.current?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open]);
  if (me === undefined) return null;
  const fold = (): void => setOpen(false);
  return (
    <div ref={place} className={css['fold']}>
      {open
        ? <Suspense fallback={<output className={css['opening']}>{m.composer_opening()}</output>}><Opened start={NEW} onClose={fold} onDone={fold} /></Suspense>
        : (
          <button ref={line} type="button" className={css['line']} aria-expanded={false} data-fold="" onClick={() => setOpen(true)}>
            <Avatar account={{ avatar: me.avatar, avatar_static: me.avatar }} size="small" />
            <span className={css['words']}>{text === '' ? m.fold_line() : <><span className={css['draft']}>{m.fold_draft()}</span> <span dir="auto">{text}</span></>}</span>
          </button>
        )}
    </div>
  );
}
