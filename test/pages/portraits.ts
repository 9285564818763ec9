/** The main pages as they look in the sample town: the same on every machine but for how it draws letters. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';
import type { Places } from './every-page.ts';
import { openFurnished } from './furnished.ts';
import type { Furnished } from './furnished.ts';

interface Subject {
  readonly name: string;
  readonly at: (places: Places) => string;
  readonly who: 'visitor' | 'member';
  readonly deskOnly?: boolean;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'front', who: 'visitor', at: () => '/' },
  { name: 'thread', who: 'visitor', at: ({ post }) => `/@alice/${post.id}` },
  { name: 'profile', who: 'visitor', at: () => '/@mireille' },
  { name: 'hashtag', who: 'visitor', at: () => '/tags/auperchoir' },
  { name: 'error', who: 'visitor', at: () => '/nowhere' },
  { name: 'empty', who: 'visitor', at: () => '/tags/nobody_said_this' },
  { name: 'home', who: 'member', at: () => '/home' },
  { name: 'notifications', who: 'member', at: () => '/notifications' },
  { name: 'write', who: 'member', at: () => '/write' },
  { name: 'settings', who: 'member', at: () => '/settings/appearance' },
  { name: 'deck', who: 'member', at: () => '/deck', deskOnly: true },
];
const LOOKS = [{ look: 'light', language: 'fr' }, { look: 'dark', language: 'en' }] as const;
const SIZES = ['phone', 'desk'] as const;
/** Half of a desk is enough to see that something is not where it was. */
const WIDTHS = { phone: 390, desk: 640 };

type Size = (typeof SIZES)[number];
type Look = (typeof LOOKS)[number];

export interface Portrait {
  readonly name: string;
  readonly picture: Buffer;
}

/** What is done to a page to see that it is noticed. */
const FAULTS = {
  missing: 'a[href="/search"] { visibility: hidden !important }',
  moved: 'article { transform: translate(8px, 8px) !important }',
  coloured: 'article { background: #c33 !important }',
};
const SPOILT = { name: 'thread', size: 'desk', look: 'light' };

export interface Sitting {
  readonly portraits: Portrait[];
  /** Of one page, with something wrong on each. */
  readonly spoilt: Portrait[];
}

/** A day to come: what is planned for later stays planned however slow the machine is; and it goes on, or timed jobs would never come to rest. */
const EVENING = Date.parse('2030-05-14T17:20:00Z');

/** All of them, by day in French and by night in English. */
export async function takePortraits(): Promise<Sitting> {
  const began = Date.now();
  const sample = await openFurnished({ clock: () => EVENING + Date.now() - began });
  const sitting: Sitting = { portraits: [], spoilt: [] };
  try {
    // Emoji are drawn with whatever letters a machine has.
    await sample.person('carol').patch('/api/v1/accounts/update_credentials', { display_name: 'Carol Weaver' });
    await sample.town.settled();
    const web = await openWeb(sample.town);
    try {
      await sample.town.visitor.get('/', { headers: { accept: 'text/html' } });
      await Promise.all(SIZES.map(async (size) => {
        for (const look of LOOKS) for (const who of ['visitor', 'member'] as const) await sit({ sample, web, sitting }, { size, look, who });
      }));
    } finally {
      await web.close();
    }
  } finally {
    await sample.town.close();
  }
  return sitting;
}

interface Scene {
  readonly sample: Furnished;
  readonly web: Web;
  readonly sitting: Sitting;
}

async function sit({ sample, web, sitting }: Scene, { size, look: { look, language }, who }: { size: Size; look: Look; who: Subject['who'] }): Promise<void> {
  const seat = { size, dark: look === 'dark', language, calm: true };
  const page = who === 'visitor' ? await web.visit(seat) : await web.as(sample.person('dan'), seat);
  page.setDefaultTimeout(60_000);
  await page.clock.setFixedTime(sample.town.ctx.now());
  // One who looks at a page for the second time finds it as the first did.
  await page.route('**/api/v1/markers', (route) => (route.request().method() === 'POST' ? route.fulfill({ json: {} }) : route.fallback()));
  // Readers on a slow line keep the letters of their device; here ours are waited for.
  await page.route(/\.css(\?|$)/, async (route) => {
    const answer = await route.fetch({ url: route.request().url().replace('http://localhost', sample.town.base) });
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/font-display: ?(?:optional|swap)/g, 'font-display: block') });
  });
  for (const { name, at } of SUBJECTS.filter((one) => one.who === who && (size === 'desk' || one.deskOnly !== true))) {
    await page.goto(at(sample.places));
    await comeToRest(page);
    const full = `${name}-${size}-${look}`;
    sitting.portraits.push({ name: full, picture: await portray(page, size) });
    if (name !== SPOILT.name || size !== SPOILT.size || look !== SPOILT.look) continue;
    for (const style of Object.values(FAULTS)) {
      await page.evaluate(`{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(style)}); document.adoptedStyleSheets = [sheet]; }`);
      sitting.spoilt.push({ name: full, picture: await portray(page, size) });
    }
  }
  await page.context().close();
}

async function portray(page: Page, size: Size): Promise<Buffer> {
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  return sharp(taken).resize({ width: WIDTHS[size] }).png().toBuffer();
}

/** What is always another: moments. */
const STILL = `for (const time of document.querySelectorAll('time')) time.textContent = '19:20';
  for (const field of document.querySelectorAll('input[type=datetime-local]')) field.style.visibility = 'hidden';`;

const WAITED = `[...document.querySelectorAll('[data-pulse]')].map((one) => one.dataset.pulse).join() + ' ' + [...document.images].filter((one) => !one.complete).map((one) => one.src).join()`;

/** Resolves when the page stands: its letters and pictures are there, its stream is open, and it has not changed for a moment. */
async function comeToRest(page: Page): Promise<void> {
  const live = '[...document.querySelectorAll("[data-pulse]")].every((one) => ["live", "still"].includes(one.dataset.pulse) || !one.checkVisibility())';
  const drawn = '[...document.images].every((one) => one.complete || !one.checkVisibility() || one.getBoundingClientRect().top > innerHeight || one.getBoundingClientRect().bottom < 0)';
  const filled = 'document.querySelector("[role=feed]:not(:has(article), [aria-busy=true])") === null';
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  if (!(await comesTrue(page, `${live} && ${drawn}`, 45_000))) throw new Error(`${page.url()} does not come to rest: ${await page.evaluate(WAITED)}`);
  // What stays empty is empty: a moment is waited for it, not for ever.
  await comesTrue(page, filled, 1500);
  await page.evaluate(`new Promise((done) => {
    let timer = setTimeout(done, 200);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 200); });
    watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    setTimeout(done, 5000);
  })`);
  await comesTrue(page, drawn, 10_000);
  await page.evaluate(`document.fonts.ready.then(() => { ${STILL} })`);
}

/** Whether it was so before the time was over. The page itself may not be asked to: its policy forbids made-up script. */
async function comesTrue(page: Page, expression: string, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > end) return false;
    await page.waitForTimeout(50);
  }
  return true;
}
