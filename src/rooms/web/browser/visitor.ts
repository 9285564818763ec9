/** The one script of visitors' pages: local times, and a list that lives. Without it everything can be read. It keeps nothing. */

import { keepFresh } from './again.ts';
import { Arrivals, putPieces } from './arrivals.ts';
import { keepTicking } from './clocks.ts';
import { listen } from './connection.ts';
import type { State } from './connection.ts';
import { localise } from '../app/parts/local-times.ts';

function enliven(list: HTMLElement): void {
  const head = list.closest('section')?.querySelector<HTMLElement>('[data-live-head]');
  if (head === null || head === undefined) return;
  head.hidden = false;
  const arrivals = new Arrivals(list, head);
  const pulse = head.querySelector<HTMLElement>('[data-pulse]');
  const words = head.querySelector('[data-pulse-words]');
  listen(list.dataset['live'] ?? '', {
    turn: (state: State) => {
      if (pulse !== null) pulse.dataset['pulse'] = state;
      if (words !== null) words.textContent = head.getAttribute(`data-is-${state}`);
    },
    tell: (kind, text) => {
      if (kind === 'gone') arrivals.gone(text);
      else if (kind === 'piece') putPieces(JSON.parse(text));
      else if (kind === 'resync') arrivals.resync();
      else arrivals[kind](JSON.parse(text));
    },
  });
}

localise(document);
for (const list of document.querySelectorAll<HTMLElement>('[data-live]')) enliven(list);
keepTicking();

const again = document.querySelector<HTMLElement>('[data-again]');
if (again !== null) keepFresh(again);
