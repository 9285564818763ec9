/**
 * For members, before the application is there: a button or a single key that is pressed on a slow line is pressed again as soon as
 * somebody hears it. Links and forms work by themselves. It stands in the page itself, above all that can be pressed.
 */

/** A list that is taken over may be drawn anew; what was pressed is found by what it is then. */
const WAIT_MS = 3000;

/** How long after a finger is lifted a click may come. */
const CLICK_MS = 60;

let pressed: HTMLElement | undefined;
let held: HTMLElement | undefined;
let key: KeyboardEvent | undefined;

const buttonOf = ({ target }: Event): HTMLElement | undefined => (target as Element | null)?.closest<HTMLElement>('button[type="button"]') ?? undefined;

function note(event: Event): void {
  pressed = buttonOf(event) ?? pressed;
}

function noteDown(event: PointerEvent): void {
  held = event.isPrimary && event.button === 0 ? buttonOf(event) : undefined;
}

/** Where a list is drawn anew between down and up, browsers know of no click. */
function noteUp(event: PointerEvent): void {
  const down = held;
  held = undefined;
  if (down === undefined || event.type === 'pointercancel') return;
  let heard = false;
  const hear = (click: Event): void => {
    heard = (click.target as Element | null)?.closest('button, a') != null;
  };
  addEventListener('click', hear, true);
  setTimeout(() => {
    removeEventListener('click', hear, true);
    if (!heard && !down.isConnected) pressAgain(down, performance.now() + WAIT_MS);
  }, CLICK_MS);
}

/** The first key: those after it were meant for what it opens. */
function noteKey(event: KeyboardEvent): void {
  const types = (event.target as Element | null)?.closest('input, textarea, select, [contenteditable]') != null;
  if (event.key.length === 1 && !types && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) key ??= event;
}

/** Unless it was heard. */
function pressKeyAgain(early: KeyboardEvent): void {
  if (!early.defaultPrevented) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: early.key, shiftKey: early.shiftKey, bubbles: true, cancelable: true }));
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

const pointers: readonly (readonly [string, (event: PointerEvent) => void])[] = [['pointerdown', noteDown], ['pointerup', noteUp], ['pointercancel', noteUp]];

addEventListener('click', note, true);
addEventListener('keydown', noteKey, true);
for (const [name, hear] of pointers) addEventListener(name, hear as EventListener, true);
// From here on the application hears them.
addEventListener('perchoir:takes', () => removeEventListener('click', note, true), { once: true });
addEventListener('perchoir:stands', () => {
  removeEventListener('keydown', noteKey, true);
  setTimeout(() => {
    for (const [name, hear] of pointers) removeEventListener(name, hear as EventListener, true);
  }, WAIT_MS);
  const [button, early] = [pressed, key];
  if (button === undefined && early === undefined) return;
  // Two frames later every list stands as it will.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (button !== undefined) pressAgain(button, performance.now() + WAIT_MS);
    else if (early !== undefined) pressKeyAgain(early);
  }));
}, { once: true });
