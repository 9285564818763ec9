/** A screen that nobody sits at: its page is read anew when something happens, and now and then in any case; while the server cannot be reached it stays as it is. */

import { localise } from '../app/parts/local-times.ts';
import { elementOf } from './arrivals.ts';
import { listen } from './connection.ts';

/** However much happens. */
const CALM_MS = 1000;

/** What the page is made with; where that has changed it is opened anew. */
const madeWith = (root: ParentNode): string => [...root.querySelectorAll('link[rel=stylesheet], script[src]')].map((one) => one.getAttribute('href') ?? one.getAttribute('src')).join(' ');

async function readAgain(): Promise<void> {
  let text: string;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    // No connection: what was shown last is still true of its moment.
    return;
  }
  const made = elementOf(`<div>${text}</div>`);
  const [now, before] = [made?.querySelector('[data-again]'), document.querySelector('[data-again]')];
  if (made === undefined || now == null || before === null) return;
  if (madeWith(made) !== madeWith(document)) return location.reload();
  localise(now);
  before.replaceWith(now);
}

/** When it is known that there will be something new. */
function lookIn(): void {
  const wait = document.querySelector<HTMLElement>('[data-again-in]')?.dataset['againIn'];
  if (wait !== undefined) setTimeout(() => void readAgain().finally(lookIn), Math.max(CALM_MS / 2, Number(wait)));
}

/** @param place says how often at least, in seconds, and where or when there is something new */
export function keepFresh({ dataset }: HTMLElement): void {
  if (dataset['againIn'] !== undefined) return lookIn();
  let timer: number | undefined;
  const soon = (): void => {
    timer ??= window.setTimeout(() => {
      void readAgain().finally(() => (timer = undefined));
    }, CALM_MS);
  };
  setInterval(soon, Number(dataset['again']) * 1000);
  if (dataset['againLive'] !== undefined) listen(dataset['againLive'], { turn: (state) => void (state === 'live' && soon()), tell: soon });
}
