/** Lists of one's own that are read by the API: people, servers, tags; each with the way to undo what put it there. */

import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import type { Page } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Account } from '../../entities.ts';
import { Avatar } from '../avatar.tsx';
import { Name } from '../name.tsx';
import css from './form.module.css';

interface Held<T> {
  readonly items: readonly T[];
  readonly older: Page<T>['older'];
}

export interface Listing<T> {
  /** Undefined while it is on its way. */
  readonly items: readonly T[] | undefined;
  readonly more: (() => void) | undefined;
  /** Shows a list as changed. */
  change(next: (items: readonly T[]) => readonly T[]): void;
  again(): void;
}

export function useListing<T>(path: string): Listing<T> {
  const [held, setHeld] = useState<Held<T>>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    api.page<T>(path).then(({ items, older }) => !left && setHeld({ items, older }), (error: unknown) => notice(wordsOf(error)));
    return () => {
      left = true;
    };
  }, [path, round]);
  const more = held?.older && (() => {
    held.older?.().then(({ items, older }) => setHeld((now) => ({ items: [...(now?.items ?? []), ...items], older })), (error: unknown) => notice(wordsOf(error)));
  });
  return {
    items: held?.items, more,
    change: (next) => setHeld((now) => now && { ...now, items: next(now.items) }),
    again: () => setRound((count) => count + 1),
  };
}

/** @param show one of them; @param undo what its button does; it goes from the list when that is done */
export function Listed<T>({ listing, keyOf, show, undo, empty }: {
  listing: Listing<T>; keyOf: (item: T) => string; show: (item: T) => ReactNode; undo: { word: (item: T) => string; act: (item: T) => Promise<unknown> }; empty: string;
}) {
  const { items, more, change } = listing;
  if (items === undefined) return <p className="hint" aria-live="polite">{m.list_loading()}</p>;
  if (items.length === 0) return <p className="hint">{empty}</p>;
  const take = async (item: T): Promise<void> => {
    try {
      await undo.act(item);
      change((now) => now.filter((one) => keyOf(one) !== keyOf(item)));
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  return (
    <>
      <ul className={css['rows']}>{items.map((item) => (
        <li key={keyOf(item)}><div>{show(item)}</div><button type="button" className="button" onClick={() => void take(item)}>{undo.word(item)}</button></li>
      ))}</ul>
      {more !== undefined && <p><button type="button" className="button" onClick={more}>{m.list_more()}</button></p>}
    </>
  );
}

/** Somebody in a list. */
export const Someone = ({ account, line }: { account: Account; line?: ReactNode }) => (
  <span className={css['who']}><Avatar account={account} /><span><Name account={account} />{line !== undefined && <span className={css['line2']}>{line}</span>}</span></span>
);
