/** Searches that somebody wants to make again: kept on this device, for this account. */

import { NavLink } from 'react-router';
import { useKept } from '../client/kept.ts';
import type { Kept } from '../client/kept.ts';
import * as m from '../paraglide/messages.js';
import { Icon } from './icon.tsx';
import css from './search-save.module.css';

const MOST = 20;

const keptSearches: Kept<readonly string[]> = {
  name: 'searches',
  read: (kept) => (Array.isArray(kept) ? [...new Set(kept.filter((one) => typeof one === 'string' && one.trim() !== '' && one.length <= 500) as string[])].slice(0, MOST) : []),
};

/** The searches kept, the latest first, and what changes them. */
export function useSearches(account: string): readonly [readonly string[] | undefined, (searches: readonly string[]) => void] {
  return useKept(keptSearches, account);
}

/** Keeps the search that a page shows, or lets go of it. */
export function SaveSearch({ query, account }: { query: string; account: string }) {
  const [searches, keep] = useSearches(account);
  const text = query.trim();
  if (text === '' || searches === undefined) return null;
  const kept = searches.includes(text);
  return (
    <p className={css['save']}>
      <button type="button" className="button" aria-pressed={kept} onClick={() => keep(kept ? searches.filter((one) => one !== text) : [text, ...searches].slice(0, MOST))}>
        <Icon name="star" filled={kept} />{m.search_save()}
      </button>
      <small className="hint">{m.search_save_hint()}</small>
    </p>
  );
}

/** For the side of every page, below the way to the search. */
export function SavedSearches({ account }: { account: string }) {
  const [searches = []] = useSearches(account);
  if (searches.length === 0) return null;
  return <ul className={css['searches']} aria-label={m.search_saved()}>{searches.slice(0, 8).map((text) => <li key={text}><NavLink to={`/search?q=${encodeURIComponent(text)}`} dir="auto">{text}</NavLink></li>)}</ul>;
}
