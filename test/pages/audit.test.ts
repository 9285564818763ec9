// Every page, as somebody finds it who sees little, reads magnified or well spaced, or listens to it: axe-core finds nothing, and
// nothing is cut off. What depends on colours is asked of every part of the pages, in every look. The pages take turns in the two
// languages; with AUDIT=whole each is asked in both.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsOf } from '../town/axe.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { openWeb } from '../town/web.ts';
import type { Seat as Place, Web } from '../town/web.ts';
import { addressesFor, entryPaths, isDoor, routePaths } from './every-page.ts';
import type { Seat } from './every-page.ts';
import { openFurnished } from './furnished.ts';
import type { Furnished } from './furnished.ts';
import { Parts } from './parts.ts';
import { SPACED, cutOff } from './reflow.ts';

let sample: Furnished;
let web: Web;

vi.setConfig({ testTimeout: 600_000 });

beforeAll(async () => {
  sample = await openFurnished();
  web = await openWeb(sample.town);
  await sample.town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await sample?.town.close();
});

test('no route is forgotten', async () => {
  expect(entryPaths().toSorted()).toEqual([...new Set(await routePaths())].toSorted());
});

const sit = (who: Seat, place: Place): Promise<Page> =>
  who === 'anybody' ? web.visit(place) : web.as(sample.person(who === 'member' ? 'dan' : 'alice'), place);

const LOOKS = [
  { colorScheme: 'light', contrast: 'no-preference' }, { colorScheme: 'dark', contrast: 'no-preference' }, { colorScheme: 'dark', contrast: 'more' }, { colorScheme: 'light', contrast: 'more' },
] as const;
const COLOURS = ['color-contrast', 'link-in-text-block'];
const parts = new Parts();

/** Of the parts that no page before had. */
async function colours(page: Page): Promise<string[]> {
  const fresh = await parts.newOn(page);
  if (fresh === undefined) return [];
  const faults: string[] = [];
  for (const look of LOOKS) {
    await page.emulateMedia(look);
    // Colours that are still on their way are nobody's.
    await page.evaluate('for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish()');
    faults.push(...(await violationsOf(page, { only: COLOURS, on: fresh })).map((fault) => `${look.colorScheme}, contrast ${look.contrast}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  return faults;
}

/** Lists measure themselves anew in the frames after that. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))');
}

/** A desk of 1280 points magnified four times, and letters as far apart as WCAG 1.4.12 has them on a phone. */
async function fits(page: Page): Promise<string[]> {
  await resize(page, 320, 225);
  const faults = (await cutOff(page)).map((fault) => `magnified: ${fault}`);
  await page.evaluate(SPACED);
  await resize(page, 390, 844);
  faults.push(...(await cutOff(page)).map((fault) => `spaced: ${fault}`));
  await page.evaluate('document.adoptedStyleSheets = []');
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
}

/** As the links of the application go there, without loading the page again. */
async function stepTo(page: Page, address: string): Promise<void> {
  await page.evaluate(`window.__reactRouterDataRouter.navigate(${JSON.stringify(address)})`);
}

/** What a language is asked of: every second page, so that the same run reads each once. */
const inTurn = <T>(all: readonly T[], language: 'en' | 'fr'): readonly T[] =>
  process.env['AUDIT'] === 'whole' ? all : all.filter((_, at) => at % 2 === (language === 'en' ? 0 : 1));

// In one language each page is loaded, in the other members come to it from the one before.
describe.each([['en', false], ['fr', true]] as const)('in %s', (language, steps) => {
  test.concurrent.each(['anybody', 'member', 'owner'] as const)('every page that %s can open is for everybody', async (who) => {
    const page = await sit(who, { language, calm: true });
    const faults: string[] = [];
    let inside = false;
    for (const address of inTurn(addressesFor(who, sample.places), language)) {
      if (steps && inside && !isDoor(address)) await stepTo(page, address);
      else await page.goto(address);
      inside = who !== 'anybody' && !isDoor(address);
      await page.evaluate('document.fonts.ready');
      // A list that is about to be filled.
      for (let tries = 0; tries < 200 && await page.evaluate("document.querySelector('[role=feed]:not(:has(article), [aria-busy=true])') !== null"); tries++) await page.waitForTimeout(50);
      faults.push(...[...await violationsOf(page, { but: COLOURS }), ...await colours(page), ...await fits(page)].map((fault) => `${address}: ${fault}`));
    }
    await page.context().close();
    expect(faults).toEqual([]);
  });
});

test('many parts were seen in all their colours', () => {
  expect(parts.count).toBeGreaterThan(300);
});
