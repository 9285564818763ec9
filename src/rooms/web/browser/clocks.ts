/** Clocks that count up from a moment or down to it, and times of a room for who is in another zone. */

import { clockBetween } from '../app/clock.ts';

const TICK_MS = 1000;
const DAY_MS = 86_400_000;

function tick(): void {
  const now = Date.now();
  for (const element of document.querySelectorAll<HTMLElement>('[data-count-from], [data-count-to]')) {
    const { countFrom, countTo } = element.dataset;
    const ms = countFrom !== undefined ? now - Date.parse(countFrom) : Date.parse(countTo ?? '') - now;
    if (ms < DAY_MS) element.textContent = clockBetween(ms);
  }
  // What a room's own clock says is enough where the reader's says the same.
  for (const element of document.querySelectorAll<HTMLElement>('[data-zone]')) {
    const at = new Date(element.dataset['at'] ?? '');
    const clock = (timeZone?: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'short', ...(timeZone !== undefined && { timeZone }) }).format(at);
    element.hidden = clock() === clock(element.dataset['zone']);
  }
}

/** Keeps every clock of the page right, also those that come later. */
export function keepTicking(): void {
  tick();
  setInterval(tick, TICK_MS);
}
