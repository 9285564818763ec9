/** What can't be read or reached on a page as narrow as this one is. */
import type { Page } from 'playwright-core';

/** Runs in the page. */
const look = `(() => {
  const faults = [];
  const root = document.documentElement;
  const name = (element) => {
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\\s+/g, ' ').slice(0, 40);
    return element.localName + (element.className && typeof element.className === 'string' ? '.' + element.className.split(' ')[0] : '') + ' "' + words + '"';
  };
  const hidden = (element) => getComputedStyle(element).clipPath !== 'none' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.unseen, [inert], [aria-hidden=true], .skip') !== null;
  /** Whether what lies beside the screen can be scrolled to, in a strip made for it. */
  const inStrip = (element) => {
    for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (overflowX === 'auto' || overflowX === 'scroll') return true;
    }
    return false;
  };
  if (root.scrollWidth > innerWidth) faults.push('the page is ' + root.scrollWidth + ' wide on a screen of ' + innerWidth);
  for (const element of document.body.querySelectorAll('*')) {
    if (hidden(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    if ((box.right > innerWidth + 1 || box.left < -1) && !inStrip(element)) faults.push(name(element) + ' reaches from ' + Math.round(box.left) + ' to ' + Math.round(box.right));
    const style = getComputedStyle(element);
    const holdsText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (holdsText && style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && !['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1) faults.push(name(element) + ' is cut off at its side');
    if (holdsText && ['hidden', 'clip'].includes(style.overflowY) && style.webkitLineClamp === 'none' && element.scrollHeight > element.clientHeight + 4) faults.push(name(element) + ' is cut off below');
  }
  return faults.slice(0, 8);
})()`;

/** Controls that lie one upon the other, so that one can't be pressed; bars that stay on the screen are measured where nothing else is. */
const pressed = `(() => {
  const faults = [];
  const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && one.closest('.skip, .unseen, [inert]') === null && !one.disabled);
  const name = (element) => element.localName + ' "' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\\s+/g, ' ').slice(0, 40) + '"';
  const pinned = (element) => { for (let at = element; at !== null; at = at.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return at; return null; };
  for (const control of controls) {
    if (pinned(control) !== null) continue;
    control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const [box] = control.getClientRects();
    if (box === undefined || box.width < 2 || box.height < 2) continue;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) { faults.push(name(control) + ' can not be brought onto the screen'); continue; }
    const there = document.elementFromPoint(x, y);
    if (there === null || there === control || control.contains(there) || there.contains(control)) continue;
    const label = control.labels?.[0];
    if (label !== undefined && (label === there || label.contains(there))) continue;
    faults.push(name(control) + ' lies under ' + name(there));
  }
  scrollTo({ top: 0, behavior: 'instant' });
  return faults.slice(0, 8);
})()`;

/** Sets letters, words, lines and paragraphs as far apart as somebody may who needs that (WCAG 1.4.12). Runs in the page. */
export const SPACED = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }');
  document.adoptedStyleSheets = [sheet];
}`;

/** Each fault in one line; none where everything can be read by scrolling in one direction and every control be pressed. */
export async function cutOff(page: Page): Promise<string[]> {
  return [...await page.evaluate<string[]>(look), ...await page.evaluate<string[]>(pressed)];
}
