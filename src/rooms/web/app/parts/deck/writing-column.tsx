/** The column at the beginning of the deck in which one writes. */

import { Suspense, lazy, useEffect, useRef } from 'react';
import type { Kept } from '../../client/kept.ts';
import * as m from '../../paraglide/messages.js';
import type { Start } from '../composer/start.ts';
import { Icon } from '../icon.tsx';
import css from './deck.module.css';

const Opened = lazy(() => import('../composer/opened.tsx').then(({ Opened: component }) => ({ default: component })));

const NEW: Start = { kind: 'new' };

/** Whether it is open, on this device. */
export const keptWriting: Kept<boolean> = { name: 'deck-writing', read: (kept) => kept === true };

export function WritingColumn({ focused, onClose }: { focused: boolean; onClose: () => void }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focused) section.current?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [focused]);
  return (
    <section ref={section} className={`${css['column']} ${css['writing']}`} data-writing="" aria-labelledby="deck-writing">
      <header className={css['head']}>
        <h2 id="deck-writing" className={css['title']}><Icon name="pen-line" /><bdi>{m.nav_write()}</bdi></h2>
        <button type="button" className={`button plain ${css['set']}`} title={m.deck_writing_close()} onClick={onClose}><Icon name="x" /><span className="unseen">{m.deck_writing_close()}</span></button>
      </header>
      <div className={css['desk']}>
        <Suspense fallback={<output>{m.composer_opening()}</output>}><Opened start={NEW} focused={focused} onClose={onClose} onDone={onClose} /></Suspense>
      </div>
    </section>
  );
}
