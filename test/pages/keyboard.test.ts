// The whole way of somebody who has a keyboard and nothing else: every step can be seen, reached and left again.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { PASSWORD, openTown } from '../town.ts';
import type { Json, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { greyPng } from '../town/files.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';

const PATIENT = { timeout: 20_000 };

let town: Town;
let web: Web;

vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
  town = await openTown(LOCAL);
  const alice = await town.person('alice');
  await alice.patch('/api/v1/accounts/update_credentials', { discoverable: true, display_name: 'Alice' });
  for (let n = 0; n < 3; n++) await alice.posts(`Under the chestnut, ${n} #square`);
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

/** Runs in the page: what has the focus, and whether one sees that it has. */
const FOCUS = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return { words: '', seen: true, nowhere: true, at: -1 };
  // What is not drawn itself shows it by what stands for it.
  const element = focused.type === 'file' ? focused.labels[0] ?? focused : focused;
  const box = element.getBoundingClientRect();
  const rung = (one) => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; };
  // A field may wear its ring around the sheet that it fills.
  const ring = rung(element) || (element.localName === 'textarea' && element.closest('form') !== null && [element.closest('form'), ...element.closest('form').querySelectorAll('*')].some((one) => one.contains(element) && rung(one)));
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1 && box.height > 1;
  const [x, y] = [Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1), Math.min(Math.max(box.top + Math.min(box.height / 2, 10), 0), innerHeight - 1)];
  const over = document.elementFromPoint(x, y);
  const covered = over !== null && over !== element && !element.contains(over) && !over.contains(element) && !(element.labels?.[0]?.contains(over) ?? false);
  const labels = [...(focused.labels ?? [])].map((label) => label.textContent).join(' ');
  const words = (element.getAttribute('aria-label') ?? (labels || element.textContent || focused.getAttribute('name') || element.localName)).trim().replace(/\\s+/g, ' ');
  return { words, seen: ring && onScreen && !covered, nowhere: false, why: [ring ? '' : 'no ring', onScreen ? '' : 'off the screen', covered ? 'under ' + over.outerHTML.slice(0, 80) : ''].join(' '), html: element.outerHTML.slice(0, 100) };
})()`;

/** Somebody at a keyboard. */
class Typist {
  readonly page: Page;
  /** Where one could not see where one was. */
  readonly unseen = new Set<string>();

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Goes on by Tab to the first thing of these words or this selector, and looks at every step. */
  async reach(what: RegExp | string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const wanted = typeof what === 'string' ? `document.activeElement?.matches(${JSON.stringify(what)}) ?? false` : `false`;
    for (let step = 0; step < 120; step++) {
      const { words, seen, nowhere, why, html } = await this.page.evaluate<Json>(FOCUS);
      if (!seen) this.unseen.add(`${new URL(this.page.url()).pathname}: ${html}: ${why}`);
      if (!nowhere && (typeof what === 'string' ? await this.page.evaluate(wanted) : what.test(words))) return;
      await this.press(key);
    }
    throw new Error(`${what} is not reached by ${key} on ${this.page.url()}`);
  }

  async follow(what: RegExp | string, address: RegExp): Promise<void> {
    await this.reach(what);
    await this.press('Enter');
    await this.page.waitForURL(address, PATIENT);
    await this.stands();
  }

  async type(field: RegExp | string, text: string): Promise<void> {
    await this.reach(field);
    await this.page.keyboard.type(text);
  }

  /** Resolves when the page is there and hears keys. */
  async stands(): Promise<void> {
    await this.page.locator('main h1').first().waitFor({ state: 'attached', ...PATIENT });
    await this.page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
  }
}

test('signing up, first steps, a picture, a follow, an answer, a list, a setting and the way out, without a mouse', async () => {
  const page = await web.visit({ calm: true });
  const nora = new Typist(page);
  await page.goto('/');
  await nora.press('Tab');
  expect(await page.evaluate('document.activeElement.className')).toContain('skip');
  await nora.follow(/Sign in/, /sign_in/);
  await nora.follow(/Create an account|Sign up/, /sign_up/);
  await nora.type('[name=username]', 'nora');
  await nora.type('[name=email]', 'nora@example.org');
  await nora.type('[name=password]', PASSWORD);
  await nora.reach('[name=agreement]');
  await nora.press('Space', 'Enter');
  await page.waitForURL(/welcome/, PATIENT);
  await nora.stands();
  await nora.type(/Your name/, 'Nora');
  await nora.press('Enter');
  await page.waitForURL(/step=tags/, PATIENT);
  await nora.reach(/Follow #square/);
  await nora.press('Enter');
  await nora.follow(/Go on/, /step=people/);
  await nora.reach(/Follow @alice/);
  await nora.press('Space');
  await nora.follow(/Go on/, /step=how/);
  await nora.follow(/To your home/, /home/);

  await nora.reach('a[href="/write"]');
  await nora.press('Enter');
  await page.locator('form[data-composer] textarea').first().waitFor(PATIENT);
  await nora.type('form[data-composer] textarea[aria-autocomplete]', 'Swifts over the roof');
  const chosen = page.waitForEvent('filechooser');
  await nora.reach(/Add (a )?(picture|media|file)|picture/i);
  await nora.press('Enter');
  await (await chosen).setFiles({ name: 'roof.png', mimeType: 'image/png', buffer: Buffer.from(greyPng(300, 200)) });
  await page.getByLabel(/What does/).waitFor(PATIENT);
  await expect.poll(() => page.locator('form[data-composer] progress').count(), PATIENT).toBe(0);
  await nora.reach(/What does/, 'Shift+Tab').catch(() => nora.reach(/What does/));
  await page.keyboard.type('A grey roof');
  await nora.reach(/^Publish$/);
  await nora.press('Enter');
  await expect.poll(async () => (await town.visitor.get('/api/v1/timelines/public')).body[0]?.media_attachments?.[0]?.description, PATIENT).toBe('A grey roof');

  await page.goto('/home');
  await nora.stands();
  await nora.press('Tab', 'Enter', 'Tab');
  expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)'), 'the skip link leads into the page').toBe(true);
  await nora.follow(/^Search$/, /search/);
  await nora.type('[name=q]', 'alice');
  await nora.press('Enter');
  await page.waitForURL(/q=alice/, PATIENT);
  await nora.follow('main a[href$="/@alice"]', /@alice/);
  await nora.reach(/^(Following|Follow)/);
  await nora.reach('[data-act=reply]');
  await nora.press('Enter');
  await page.locator('form[data-composer]').waitFor(PATIENT);
  await nora.type('form[data-composer] textarea[aria-autocomplete]', 'So it is');
  await nora.press('Control+Enter');
  await expect.poll(async () => (await town.sql("select text from posts.post order by id desc limit 1"))[0]?.text, PATIENT).toContain('So it is');
  await expect.poll(() => page.evaluate('document.activeElement?.dataset.act'), PATIENT).toBe('reply');

  await nora.follow(/^Lists$/, /lists/);
  await nora.type(/new list|name/i, 'Neighbours');
  await nora.press('Enter');
  await page.waitForURL(/lists\/\d+\/edit/, PATIENT);
  await nora.stands();
  await nora.follow(/^Settings$/, /settings/);
  await nora.follow('main a[href="/settings/posting"]', /posting/);
  await nora.reach('main select, main input');
  await nora.follow(/Sign out/, /\/(auth\/sign_in)?(\?.*)?$/);
  expect((await page.context().cookies()).some(({ name }) => name.includes('session'))).toBe(false);
  expect([...nora.unseen]).toEqual([]);
});

test('what opens over a page keeps the focus, closes by Escape and gives it back', async () => {
  const alice = await town.person('alice');
  const page = await web.as(alice, { calm: true });
  const typist = new Typist(page);
  await page.goto('/@alice');
  await typist.stands();
  const openings: [string, string][] = [['[aria-haspopup=dialog]', '[role=dialog]'], ['[data-act=more]', '[role=menu]'], ['[data-act=repost]', '[role=menu]']];
  for (const [button, over] of openings) {
    await typist.reach(button);
    const opener = await page.evaluateHandle('document.activeElement');
    await typist.press('Enter');
    await page.locator(over).waitFor(PATIENT);
    await expect.poll(() => page.evaluate(`document.querySelector(${JSON.stringify(over)})?.contains(document.activeElement)`), PATIENT).toBe(true);
    for (let step = 0; step < 12; step++) {
      if (over === '[role=dialog]') await typist.press('Tab');
      else await typist.press('ArrowDown');
      expect(await page.evaluate(`{ const over = document.querySelector(${JSON.stringify(over)}); over === null || over.contains(document.activeElement) || document.activeElement.hasAttribute('data-base-ui-focus-guard') || document.activeElement === document.body }`), `${over} ${step}`).toBe(true);
    }
    await typist.press('Escape');
    await page.locator(over).waitFor({ state: 'detached', ...PATIENT });
    expect(await page.evaluate((element) => element === (globalThis as Json).document.activeElement, opener), `${button} has the focus again`).toBe(true);
  }
  expect([...typist.unseen]).toEqual([]);
  await page.context().close();
});

test.concurrent.each(['/', '/home', '/search?q=square', '/write', '/settings/profile', '/deck', '/notifications'])('%s can be walked through and left', async (path) => {
  const page = path === '/' ? await web.visit({ size: 'phone' }) : await web.as(await town.person('alice'), { calm: true });
  const typist = new Typist(page);
  await page.goto(path);
  await typist.stands();
  let steps = 0;
  do {
    await typist.press('Tab');
    const { seen, nowhere, why, html } = await page.evaluate<Json>(FOCUS);
    if (!seen) typist.unseen.add(`${html}: ${why}`);
    if (nowhere) break;
  } while (++steps < 300);
  expect(steps, 'the end is reached').toBeLessThan(300);
  expect(steps).toBeGreaterThan(3);
  expect([...typist.unseen]).toEqual([]);
  await page.context().close();
});
