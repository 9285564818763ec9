/**
 * What comes into the list of an open page. New posts wait above until they are asked for, or enter by themselves where nobody is
 * in the middle of reading; whatever happens above, the place that is being read stays where it is.
 */

import { localise, markDays } from '../app/parts/local-times.ts';

/** So many wait in the page; whoever wants more reads the list afresh. */
const MOST_WAITING = 100;
/** So many stay in the page; the rest is where "older" leads. */
const MOST_SHOWN = 200;
/** More than this at once is too fast to read while it moves. */
const MOST_BY_ITSELF = 3;
const LOOK_MS = 1000;

interface Told {
  readonly id: string;
  /** The post that it answers. */
  readonly to?: string;
  readonly html: string;
  /** Newer than those in `html`. */
  readonly counts?: string;
}

interface Policy {
  createHTML(text: string): unknown;
}

/** Markup gets into the page here and nowhere else; the page allows this one policy. It comes from our server alone. */
const policy = (window as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }).trustedTypes
  ?.createPolicy('perchoir', { createHTML: (text: string) => text });

/** Puts parts of the page in place as they are now, by their names. */
export function putPieces(pieces: Readonly<Record<string, string>>): void {
  for (const [name, html] of Object.entries(pieces)) {
    const place = document.querySelector<HTMLElement>(`[data-live-piece="${CSS.escape(name)}"]`);
    if (place === null) continue;
    if (name === 'stage') putStage(place, html);
    else place.innerHTML = (policy === undefined ? html : policy.createHTML(html)) as string;
    localise(place);
  }
}

/** What stands around the picture changes; the picture itself goes on as long as it is the same. */
function putStage(place: HTMLElement, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = (policy === undefined ? html : policy.createHTML(html)) as string;
  const fresh = document.importNode(template.content, true);
  const [there, next] = [place, fresh].map((one) => one.querySelector<HTMLElement>('[data-player]'));
  const facts = (player: HTMLElement): { id: string } => JSON.parse(player.dataset['player'] ?? '{}') as { id: string };
  if (there && next && facts(there).id === facts(next).id) {
    document.dispatchEvent(new CustomEvent('playerfacts', { detail: facts(next) }));
    next.remove();
    for (const child of Array.from(place.children)) if (child !== there) child.remove();
    place.append(fresh);
  } else place.replaceChildren(fresh);
  document.dispatchEvent(new Event('stagechanged'));
}

/** The first element of some markup of our server's. */
export function elementOf(html: string): HTMLElement | undefined {
  const template = document.createElement('template');
  template.innerHTML = (policy === undefined ? html : policy.createHTML(html)) as string;
  const element = template.content.firstElementChild;
  return element instanceof HTMLElement ? document.importNode(element, true) : undefined;
}

/** Puts the present figures of a post in the place of those in the page, wherever it stands there. */
function recount(within: ParentNode, id: string, html: string): void {
  for (const there of within.querySelectorAll(`[data-counts="${CSS.escape(id)}"]`)) there.replaceWith(elementOf(html) ?? there);
}

const inViewport = (box: DOMRect): boolean => box.bottom > 0 && box.top < innerHeight;

export class Arrivals {
  readonly #list: HTMLElement;
  readonly #button: HTMLButtonElement | null;
  readonly #said: Element | null;
  /** By id, as they came. */
  readonly #waiting = new Map<string, Told>();
  readonly #isThread: boolean;
  readonly #plural = new Intl.PluralRules(document.documentElement.lang);
  #missed = false;

  constructor(list: HTMLElement, head: ParentNode) {
    this.#list = list;
    this.#isThread = list.dataset['order'] === 'thread';
    this.#button = head.querySelector<HTMLButtonElement>('button[data-live-more]');
    this.#said = head.querySelector('[data-live-said]');
    // The browser's own anchoring and ours would each correct the other.
    document.documentElement.style.setProperty('overflow-anchor', 'none');
    this.#button?.addEventListener('click', () => this.#ask());
    this.#days();
    setInterval(() => this.#enter(), LOOK_MS);
  }

  post(told: Told): void {
    if (this.#find(told.id) !== undefined) return this.edit(told);
    // Answers to what is not on this page are not either.
    if (this.#isThread && this.#placeFor(told) === undefined && !this.#waiting.has(told.to ?? '')) return;
    if (this.#waiting.size >= MOST_WAITING) this.#missed = true;
    else this.#waiting.set(told.id, told);
    this.#say();
  }

  edit(told: Told): void {
    if (this.#waiting.has(told.id)) return void this.#waiting.set(told.id, told);
    const there = this.#find(told.id);
    const element = there && elementOf(told.html);
    if (there === undefined || element === undefined) return;
    // What was opened stays open.
    const wasOpen = Array.from(there.querySelectorAll('details'), ({ open }) => open);
    element.querySelectorAll('details').forEach((details, index) => (details.open = wasOpen[index] === true));
    const { depth } = there.dataset;
    if (depth !== undefined) element.dataset['depth'] = depth;
    localise(element);
    this.#keepingPlace(() => there.replaceWith(element));
  }

  gone(id: string): void {
    this.#waiting.delete(id);
    const there = this.#find(id);
    if (there !== undefined) this.#keepingPlace(() => this.#remove(there));
    this.#say();
  }

  /** What is counted of posts now, each as HTML; of those that wait, for when they enter. */
  counts(told: Readonly<Record<string, string>>): void {
    this.#keepingPlace(() => {
      for (const [id, html] of Object.entries(told)) {
        const waiting = this.#waiting.get(id);
        if (waiting !== undefined) this.#waiting.set(id, { ...waiting, counts: html });
        recount(this.#list, id, html);
      }
    });
  }

  /** Too much was missed to be told: the list is to be read again. */
  resync(): void {
    this.#missed = true;
    this.#say();
  }

  #remove(item: HTMLElement): void {
    if (item.contains(document.activeElement)) this.#list.closest('main')?.focus({ preventScroll: true });
    item.remove();
    this.#days();
  }

  #find(id: string): HTMLElement | undefined {
    return this.#items().find(({ dataset }) => dataset['key'] === id);
  }

  #items(): HTMLElement[] {
    return Array.from(this.#list.children as HTMLCollectionOf<HTMLElement>).filter(({ dataset }) => dataset['key'] !== undefined);
  }

  /** Pressed: everything that waits, from its beginning. */
  #ask(): void {
    if (this.#missed) return location.reload();
    const [first] = this.#show([...this.#waiting.values()]);
    (this.#isThread ? first : this.#list.closest('section') ?? this.#list)?.scrollIntoView({ block: this.#isThread ? 'center' : 'start' });
    first?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
  }

  /** What can enter without moving what is being read. */
  #enter(): void {
    if (this.#waiting.size === 0 || this.#missed || document.visibilityState === 'hidden') return;
    if (this.#isThread) this.#show([...this.#waiting.values()].filter((told) => !this.#wouldPush(told)));
    else if (this.#waiting.size <= MOST_BY_ITSELF && this.#nobodyReads()) this.#show([...this.#waiting.values()]);
  }

  #nobodyReads(): boolean {
    const { top } = this.#list.getBoundingClientRect();
    const isPointedAt = matchMedia('(hover: hover)').matches && this.#list.matches(':hover');
    const isHeld = this.#list.contains(document.activeElement) || getSelection()?.isCollapsed === false;
    return top >= 0 && !isPointedAt && !isHeld;
  }

  #wouldPush(told: Told): boolean {
    const place = this.#placeFor(told);
    if (place?.after === undefined) return false;
    const { bottom } = place.after.getBoundingClientRect();
    return bottom > 0 && bottom < innerHeight && place.after.nextElementSibling !== null;
  }

  /** Where a post belongs; undefined: nowhere on this page. */
  #placeFor({ id, to }: Told): { after: HTMLElement | undefined; depth?: number } | undefined {
    const items = this.#items();
    if (!this.#isThread) return { after: items.filter(({ dataset }) => Number(dataset['key']) > Number(id)).at(-1) };
    const at = items.findIndex(({ dataset }) => dataset['key'] === to);
    const parent = items[at];
    if (parent?.dataset['depth'] === undefined) return undefined;
    const depth = Number(parent.dataset['depth']);
    let last = at;
    while (Number(items[last + 1]?.dataset['depth'] ?? 0) > depth) last++;
    return { after: items[last], depth: depth + 1 };
  }

  #show(told: readonly Told[]): HTMLElement[] {
    const shown: HTMLElement[] = [];
    this.#keepingPlace(() => {
      for (const one of told) {
        this.#waiting.delete(one.id);
        const place = this.#placeFor(one);
        const element = place && elementOf(one.html);
        if (place === undefined || element === undefined) continue;
        if (one.counts !== undefined) recount(element, one.id, one.counts);
        if (place.depth !== undefined) element.dataset['depth'] = String(Math.min(place.depth, 6));
        localise(element);
        if (place.after === undefined) this.#list.prepend(element);
        else place.after.after(element);
        shown.push(element);
      }
      this.#trim();
      this.#days();
    });
    for (const element of shown) slideIn(element);
    this.#say();
    return shown.reverse();
  }

  /** Runs something that changes the list, and leaves what is read where it was; at the list's beginning there is nothing to hold. */
  #keepingPlace(act: () => void): void {
    const isAtBeginning = this.#list.getBoundingClientRect().top >= 0;
    const seen = isAtBeginning ? [] : this.#items().filter((item) => inViewport(item.getBoundingClientRect()));
    const tops = seen.map((item) => item.getBoundingClientRect().top);
    act();
    const at = seen.findIndex(({ isConnected }) => isConnected);
    const moved = (seen[at]?.getBoundingClientRect().top ?? 0) - (tops[at] ?? 0);
    if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
  }

  #trim(): void {
    if (this.#isThread) return;
    const items = this.#items();
    const below = items.slice(MOST_SHOWN).filter((item) => item.getBoundingClientRect().top > innerHeight);
    for (const item of below) item.remove();
    const last = this.#items().at(-1)?.dataset['key'];
    const older = this.#list.closest('section')?.querySelector<HTMLAnchorElement>('a[data-older]');
    if (below.length === 0 || older === null || older === undefined || last === undefined) return;
    const url = new URL(older.href);
    url.searchParams.set('max_id', last);
    older.href = url.href;
  }

  #days(): void {
    const { tick } = this.#list.dataset;
    if (tick !== undefined) markDays(this.#list, tick);
  }

  #say(): void {
    const button = this.#button;
    const count = this.#waiting.size;
    if (button === null) return;
    const { one = '', other = '', many = '' } = button.dataset;
    const words = this.#missed ? many : (this.#plural.select(count) === 'one' ? one : other).replace('{count}', String(count));
    const isNews = button.hidden && (count > 0 || this.#missed);
    button.hidden = count === 0 && !this.#missed;
    button.textContent = words;
    // Said once, not with every further post.
    if (isNews && this.#said !== null) this.#said.textContent = words;
  }
}

function slideIn(element: HTMLElement): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  element.animate([{ opacity: 0, translate: '0 -0.75rem' }, { opacity: 1, translate: '0 0' }], { duration: 200, easing: 'ease-out' });
}
