/** Single keys for the whole application, and the sheet that lists them. */

import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useNavigate } from 'react-router';
import { useKeys, useSingleKeys } from '../client/keys.ts';
import { openWriting } from '../client/writing.ts';
import * as m from '../paraglide/messages.js';
import { Panel, prepareDialogs } from './ask.tsx';
import floats from './floats.module.css';
import css from './help.module.css';
import { Icon } from './icon.tsx';
import { actOnFocused, focusSearch, focusedArticle, leaveFocused, openFocused, openMediaOfFocused, showNew, step, unveilFocused } from './steer.ts';

/** A second key has to come within this time. */
const SECOND_MS = 1500;

interface Line {
  /** Ways to do it, each a key or several in a row. */
  readonly keys: readonly (readonly string[])[];
  readonly word: string;
}

const groups = (): readonly (readonly [title: string, lines: readonly Line[]])[] => [
  [m.keys_go(), [
    { keys: [['g', 'h']], word: m.nav_home() }, { keys: [['g', 'n']], word: m.nav_notifications() }, { keys: [['g', 'e']], word: m.nav_explore() },
    { keys: [['g', 's']], word: m.nav_search() }, { keys: [['g', 'm']], word: m.nav_messages() }, { keys: [['g', 'b']], word: m.nav_bookmarks() },
    { keys: [['g', 'l']], word: m.nav_lists() }, { keys: [['g', 'd']], word: m.nav_deck() }, { keys: [['g', 'p']], word: m.nav_profile() },
  ]],
  [m.keys_list(), [
    { keys: [['j'], ['↓']], word: m.keys_next() }, { keys: [['k'], ['↑']], word: m.keys_before() }, { keys: [['.']], word: m.keys_new() }, { keys: [['Esc']], word: m.keys_leave() },
  ]],
  [m.keys_post(), [
    { keys: [['o'], ['↵']], word: m.keys_open() }, { keys: [['r']], word: m.keys_reply() }, { keys: [['b']], word: m.keys_repost() }, { keys: [['f']], word: m.keys_like() },
    { keys: [['d']], word: m.keys_keep() }, { keys: [['x']], word: m.keys_unveil() }, { keys: [['m']], word: m.keys_media() },
  ]],
  [m.keys_everywhere(), [{ keys: [['n']], word: m.nav_write() }, { keys: [['/'], ['s']], word: m.keys_search() }, { keys: [['?']], word: m.keys_help() }]],
  [m.nav_deck(), [{ keys: [['1'], ['9']], word: m.keys_column() }, { keys: [['←'], ['→']], word: m.keys_columns() }, { keys: [['<'], ['>']], word: m.keys_move() }]],
];

/** The switch, also for settings. */
export function KeysChoice() {
  const [on, turn] = useSingleKeys();
  return (
    <label className={css['choice']}>
      <input type="checkbox" checked={on} onChange={({ target }) => turn(target.checked)} />
      <span>{m.keys_on()}<small>{m.keys_on_hint()}</small></span>
    </label>
  );
}

function Help({ onClose, back }: { onClose: () => void; back: RefObject<HTMLElement | null> }) {
  return (
    <Panel title={m.keys_title()} onClose={onClose} back={back}>
      <KeysChoice />
      <div className={css['groups']}>
        {groups().map(([title, lines]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map(({ keys, word }) => (
                <div key={word} className={css['line']}>
                  <dt>{keys.map((row, at) => <span key={row.join('')}>{at > 0 && <span className={css['or']}> {title === m.nav_deck() && row[0] === '9' ? '–' : m.keys_or()} </span>}{row.map((key) => <kbd key={key}>{key}</kbd>)}</span>)}</dt>
                  <dd>{word}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className={floats['ends']}><button type="button" className="button" onClick={onClose}>{m.done()}</button></div>
    </Panel>
  );
}

/** What a key does, once none of a page itself wanted it. */
const ACTS: Record<string, (repeated: boolean) => boolean> = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => isOnArticle() && step(1),
  ArrowUp: () => isOnArticle() && step(-1),
  o: openFocused,
  Enter: () => isOnArticle() && openFocused(),
  r: (repeated) => !repeated && actOnFocused('reply'),
  b: (repeated) => !repeated && actOnFocused('repost'),
  f: (repeated) => !repeated && actOnFocused('like'),
  d: (repeated) => !repeated && actOnFocused('keep'),
  x: unveilFocused,
  m: openMediaOfFocused,
  '.': showNew,
  Escape: leaveFocused,
};

const isOnArticle = (): boolean => document.activeElement !== null && document.activeElement === focusedArticle();

/** Hears keys on every page of a member; the button opens the sheet for those who do not know the key, or have switched it off. */
export function Keys({ username, className }: { username: string; className?: string | undefined }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const back = useRef<HTMLElement>(null);
  // Times of keys begin with the page: nought would be a first key that nobody pressed.
  const begun = useRef(-Infinity);
  useEffect(() => prepareDialogs(), []);
  const navigate = useNavigate();
  const ways: Record<string, string> = {
    h: '/home', n: '/notifications', e: '/explore', s: '/search', m: '/messages', b: '/bookmarks', l: '/lists', d: '/deck', p: `/@${username}`,
  };
  const go = (to: string): boolean => {
    void navigate(to);
    return true;
  };
  const show = (): boolean => {
    back.current = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : button.current;
    setOpen(true);
    return true;
  };
  useKeys((key, event) => {
    const isSecond = event.timeStamp - begun.current < SECOND_MS;
    begun.current = -Infinity;
    const way = isSecond ? ways[key] : undefined;
    if (way !== undefined) return go(way);
    if (key === 'g') {
      begun.current = event.timeStamp;
      return true;
    }
    if (key === '?') return show();
    if (key === '/' || key === 's') return focusSearch() || go('/search');
    if (key === 'n') return openWriting() || go('/write');
    return ACTS[key]?.(event.repeat) ?? false;
  });
  return (
    <>
      <button ref={button} type="button" className={className} aria-haspopup="dialog" onClick={show}><Icon name="keyboard" /><span>{m.keys_button()}</span></button>
      {open && <Help onClose={() => setOpen(false)} back={back} />}
    </>
  );
}
