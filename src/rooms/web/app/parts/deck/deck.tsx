/** Columns side by side, each a rail of its own, all of them live through one stream. */

import { useRef, useState } from 'react';
import { useKept } from '../../client/kept.ts';
import { useKeys } from '../../client/keys.ts';
import { useWriting } from '../../client/writing.ts';
import type { PeopleList } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Adder } from './adder.tsx';
import type { Said } from './adder.tsx';
import { DeckColumn } from './column.tsx';
import { MOST_COLUMNS, columnFrom, keptColumns, moved, signOf, titleOf } from './columns.ts';
import type { Column } from './columns.ts';
import css from './deck.module.css';
import { WritingColumn, keptWriting } from './writing-column.tsx';

const NO_COLUMNS: readonly Column[] = [];

interface Removed {
  readonly column: Column;
  readonly place: number;
}

function focusColumn(id: string): boolean {
  const column = document.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`);
  column?.focus({ preventScroll: true });
  column?.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  return column !== null;
}

/** Once the page has been made anew. */
const soonFocus = (id: string): void => void requestAnimationFrame(() => requestAnimationFrame(() => focusColumn(id)));

const focusedId = (): string | undefined => document.activeElement?.closest<HTMLElement>('[data-column]')?.dataset['column'];

function useDeck(account: string) {
  const [columns, keep] = useKept(keptColumns, account);
  const [removed, setRemoved] = useState<Removed>();
  const all = columns ?? NO_COLUMNS;
  return {
    columns, removed,
    forget: () => setRemoved(undefined),
    change: (column: Column) => keep(all.map((one) => (one.id === column.id ? column : one))),
    move: (id: string, to: number) => {
      keep(moved(all, id, to));
      soonFocus(id);
    },
    add: (said: Said) => {
      const column = columnFrom(said);
      if (column === undefined || all.length >= MOST_COLUMNS) return;
      keep([...all, column]);
      soonFocus(column.id);
    },
    remove: (column: Column) => {
      setRemoved({ column, place: all.indexOf(column) });
      keep(all.filter((one) => one.id !== column.id));
    },
    bringBack: () => {
      if (removed === undefined) return;
      keep([...all.slice(0, removed.place), removed.column, ...all.slice(removed.place)]);
      setRemoved(undefined);
      soonFocus(removed.column.id);
    },
  };
}

/** Digits jump to a column, arrows go to the one beside, and < > take it along. */
function useDeckKeys(columns: readonly Column[], move: (id: string, to: number) => void): void {
  useKeys((key) => {
    const target = /^[1-9]$/.test(key) ? columns[Number(key) - 1] : undefined;
    if (target !== undefined) return focusColumn(target.id);
    const here = columns.findIndex(({ id }) => id === focusedId());
    const by = { ArrowLeft: -1, '<': -1, ArrowRight: 1, '>': 1 }[key];
    if (by === undefined) return false;
    const beside = columns[here + by];
    if (beside === undefined || here < 0) return false;
    if (key.startsWith('Arrow')) return focusColumn(beside.id);
    move(columns[here]?.id ?? '', here + by);
    return true;
  });
}

/** On a phone one column fills the screen: its neighbours are a swipe, or a touch on their sign, away. */
function Strip({ columns }: { columns: readonly Column[] }) {
  return (
    <nav className={css['strip']} aria-label={m.deck_columns()}>
      {columns.map((column) => <button key={column.id} type="button" onClick={() => focusColumn(column.id)}><Icon name={signOf(column)} /><span className={css['word']}>{titleOf(column)}</span></button>)}
    </nav>
  );
}

function Gone({ removed, onBack, onForget }: { removed: Removed; onBack: () => void; onForget: () => void }) {
  return (
    <div className={css['gone']}>
      <output>{m.deck_removed({ title: titleOf(removed.column) })}</output>
      <button type="button" className="button" onClick={onBack}>{m.undo()}</button>
      <button type="button" className="button plain" onClick={onForget}><Icon name="x" /><span className="unseen">{m.deck_close()}</span></button>
    </div>
  );
}

/** The column to write in: opened by `n` or the button at the side, on desks alone. */
function useWritingColumn(account: string) {
  const [open = false, keep] = useKept(keptWriting, account);
  const [called, setCalled] = useState(false);
  useWriting(() => {
    if (matchMedia('(width < 60rem)').matches) return false;
    setCalled(true);
    keep(true);
    document.querySelector<HTMLTextAreaElement>('[data-writing] textarea')?.focus();
    return true;
  });
  return { open, called, close: () => keep(false) };
}

export function Deck({ account, lists }: { account: string; lists: readonly PeopleList[] }) {
  const { columns, removed, ...deck } = useDeck(account);
  const [adding, setAdding] = useState(false);
  const adder = useRef<HTMLButtonElement>(null);
  const writing = useWritingColumn(account);
  const all = columns ?? NO_COLUMNS;
  useDeckKeys(all, deck.move);
  const gone = removed !== undefined && <Gone key="gone" removed={removed} onBack={deck.bringBack} onForget={deck.forget} />;
  return (
    <main id="content" tabIndex={-1} className={css['deck']} data-wide="">
      <h1 className="unseen">{m.nav_deck()}</h1>
      <Strip columns={all} />
      <div className={css['columns']}>
        {writing.open && <WritingColumn focused={writing.called} onClose={() => { writing.close(); soonFocus(all[0]?.id ?? ''); }} />}
        {all.map((column, place) => (
          <div key={column.id} className={css['seat']}>
            {removed?.place === place && gone}
            <DeckColumn column={column} place={place} count={all.length} onChange={deck.change} onMove={(to) => deck.move(column.id, to)} onRemove={() => deck.remove(column)} onDrop={(id) => deck.move(id, place)} />
          </div>
        ))}
        {removed !== undefined && removed.place >= all.length && gone}
        {columns !== undefined && all.length < MOST_COLUMNS && <p className={css['adder']}><button ref={adder} type="button" className="button" aria-haspopup="dialog" onClick={() => setAdding(true)}><Icon name="plus" />{m.deck_add()}</button><small className="hint">{m.deck_kept()}</small></p>}
      </div>
      {adding && <Adder lists={lists} account={account} back={adder} onClose={() => setAdding(false)} onAdd={(said) => { setAdding(false); deck.add(said); }} />}
    </main>
  );
}
