/**
 * For members, before the application is there: a button that is pressed on a slow line is pressed again as soon as somebody hears it.
 * Links and forms work by themselves.
 */

/** A list that is taken over may be drawn anew; what was pressed is found by what it is then. */
const WAIT_MS = 3000;

let pressed: HTMLElement | undefined;

function note({ target }: Event): void {
  const button = (target as Element | null)?.closest<HTMLElement>('button[type="button"]');
  if (button !== null && button !== undefined) pressed = button;
}

/** The button itself, or the one that stands in its place. */
function standing(button: HTMLElement): HTMLElement | null {
  if (button.isConnected) return button;
  const post = button.closest<HTMLElement>('[data-post]')?.dataset['post'];
  const { act } = button.dataset;
  return post === undefined || act === undefined ? null : document.querySelector(`[data-post="${CSS.escape(post)}"] [data-act="${CSS.escape(act)}"]`);
}

function pressAgain(button: HTMLElement, until: number): void {
  const found = standing(button);
  if (found !== null) found.click();
  else if (performance.now() < until) requestAnimationFrame(() => pressAgain(button, until));
}

addEventListener('click', note, true);
// From here on the application hears them.
addEventListener('perchoir:takes', () => removeEventListener('click', note, true), { once: true });
addEventListener('perchoir:stands', () => {
  const button = pressed;
  if (button === undefined) return;
  // Two frames later every list stands as it will.
  requestAnimationFrame(() => requestAnimationFrame(() => pressAgain(button, performance.now() + WAIT_MS)));
}, { once: true });
