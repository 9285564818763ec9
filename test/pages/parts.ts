/**
 * The parts that a page is made of, each known by what its looks depend on: its own element and those around it, with their classes
 * and states. The same part on another page looks the same there, and is looked at once.
 */
import type { Page } from 'playwright-core';

/** Runs in the page: every element that shows words of its own, by a number made of what its looks depend on. */
const KEYS = `(() => {
  const states = ['type', 'lang', 'data-theme', 'data-pulse', 'aria-pressed', 'aria-current', 'aria-selected', 'aria-disabled', 'aria-expanded', 'aria-checked', 'aria-invalid', 'disabled', 'open'];
  const own = (one) => one.localName + '.' + (one.getAttribute('class') ?? '') + states.map((state) => one.hasAttribute(state) ? '[' + state + '=' + one.getAttribute(state) + ']' : '').join('');
  const made = new Map([[null, 7]]);
  const keyOf = (one) => {
    let key = made.get(one);
    if (key === undefined) {
      key = keyOf(one.parentElement);
      for (const letter of own(one)) key = (Math.imul(key, 16777619) ^ letter.codePointAt(0)) >>> 0;
      made.set(one, key);
    }
    return key;
  };
  const keys = new Map();
  for (const one of document.body.querySelectorAll('*')) {
    const speaks = ['input', 'select', 'textarea'].includes(one.localName) || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (speaks && one.checkVisibility({ visibilityProperty: true }) && !keys.has(keyOf(one))) keys.set(keyOf(one), one);
  }
  window.__parts = keys;
  return [...keys.keys()];
})()`;

/** Parts that were looked at, on any page. */
export class Parts {
  readonly #seen = new Set<number>();

  get count(): number {
    return this.#seen.size;
  }

  /** An expression for those of a page that are nowhere yet; undefined where there are none. */
  async newOn(page: Page): Promise<string | undefined> {
    const fresh = (await page.evaluate<number[]>(KEYS)).filter((key) => !this.#seen.has(key));
    for (const key of fresh) this.#seen.add(key);
    return fresh.length === 0 ? undefined : `{ include: ${JSON.stringify(fresh)}.map((key) => window.__parts.get(key)).filter((one) => one.isConnected) }`;
  }
}
