/** Searches that somebody wants to make again: kept with the account. */

import { useState } from 'react';
import { Link, NavLink } from 'react-router';
import { useSearches } from '../client/searches.ts';
import type { SavedSearches as Kept } from '../client/searches.ts';
import type { SavedSearch } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { Icon } from './icon.tsx';
import css from './search-save.module.css';

const LONGEST_TITLE = 100;
/** Beside every page stand so many. */
const BESIDE = 8;

const wayTo = ({ query }: SavedSearch): string => `/search?q=${encodeURIComponent(query)}`;

/** Keeps the search that a page shows, or lets go of it. */
export function SaveSearch({ query, account }: { query: string; account: string }) {
  const { searches, keep, drop } = useSearches(account);
  const text = query.trim();
  if (text === '' || searches === undefined) return null;
  const kept = searches.find((one) => one.query === text);
  return (
    <p className={css['save']}>
      <button type="button" className="button" aria-pressed={kept !== undefined} onClick={() => void (kept === undefined ? keep(text) : drop(kept.id))}>
        <Icon name="star" filled={kept !== undefined} />{m.search_save()}
      </button>
      <small className="hint">{m.search_save_hint()}</small>
    </p>
  );
}

/** For the side of every page, below the way to the search. */
export function SavedSearches({ account }: { account: string }) {
  const { searches = [] } = useSearches(account);
  if (searches.length === 0) return null;
  return <ul className={css['searches']} aria-label={m.search_saved()}>{searches.slice(0, BESIDE).map((one) => <li key={one.id}><NavLink to={wayTo(one)} dir="auto">{one.title}</NavLink></li>)}</ul>;
}

/** For a page that leads to much: all of them in one paragraph. */
export function SavedWays({ account }: { account: string }) {
  const { searches = [] } = useSearches(account);
  if (searches.length === 0) return null;
  return (
    <section className={css['part']} aria-labelledby="saved-ways">
      <h2 id="saved-ways">{m.search_saved()}</h2>
      <ul className={css['ways']}>{searches.map((one) => <li key={one.id}><Link to={wayTo(one)}><bdi>{one.title}</bdi></Link></li>)}</ul>
    </section>
  );
}

function Naming({ search, onName, onClose }: { search: SavedSearch; onName: (title: string) => void; onClose: () => void }) {
  return (
    <form className={css['naming']} onSubmit={(event) => { event.preventDefault(); onName(String(new FormData(event.currentTarget).get('title') ?? '')); }}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- It was asked for by the press before. */}
      <input className="input" name="title" defaultValue={search.title} maxLength={LONGEST_TITLE} placeholder={search.query} aria-label={m.search_name({ title: search.title })} autoFocus autoComplete="off"
        onKeyDown={({ key }) => { if (key === 'Escape') onClose(); }} />
      <button className="button">{m.save()}</button>
    </form>
  );
}

function Line({ search, place, count, saved, onDrop }: { search: SavedSearch; place: number; count: number; saved: Kept; onDrop: () => void }) {
  const [naming, setNaming] = useState(false);
  const { id, title, query } = search;
  const act = (icon: string, words: string, onClick: () => void, disabled = false) => (
    <button type="button" className="button plain" title={words} disabled={disabled} onClick={onClick}><Icon name={icon} /><span className="unseen">{words}</span></button>
  );
  if (naming) return <li className={css['line']}><Naming search={search} onClose={() => setNaming(false)} onName={(next) => { setNaming(false); void saved.rename(id, next); }} /></li>;
  return (
    <li className={css['line']}>
      <Link className={css['way']} to={wayTo(search)}><Icon name="star" /><span><bdi>{title}</bdi>{title !== query && <small> <bdi>{query}</bdi></small>}</span></Link>
      {act('arrow-up', m.search_up({ title }), () => void saved.move(id, place - 1), place === 0)}
      {act('arrow-down', m.search_down({ title }), () => void saved.move(id, place + 1), place === count - 1)}
      {act('pencil', m.search_name({ title }), () => setNaming(true))}
      {act('trash', m.search_drop({ title }), onDrop)}
    </li>
  );
}

/** All of them, to be put in order, named and let go of. */
export function SavedList({ account }: { account: string }) {
  const saved = useSearches(account);
  const [dropped, setDropped] = useState<{ title: string; bringBack: () => Promise<void> }>();
  const { searches = [] } = saved;
  const drop = async ({ id, title }: SavedSearch): Promise<void> => {
    const bringBack = await saved.drop(id);
    if (bringBack !== undefined) setDropped({ title, bringBack });
  };
  if (searches.length === 0 && dropped === undefined) return null;
  return (
    <section className={css['part']} aria-labelledby="saved-searches">
      <h2 id="saved-searches">{m.search_saved()}</h2>
      <output className={css['said']}>
        {dropped !== undefined && <>{m.search_dropped({ title: dropped.title })} <button type="button" className={css['undo']} onClick={() => { setDropped(undefined); void dropped.bringBack(); }}>{m.undo()}</button></>}
      </output>
      <ol className={css['lines']}>
        {searches.map((search, place) => <Line key={search.id} search={search} place={place} count={searches.length} saved={saved} onDrop={() => void drop(search)} />)}
      </ol>
    </section>
  );
}
