// Every page, as somebody finds it who sees little, reads magnified or well spaced, or listens to it: axe-core finds nothing, and
// nothing is cut off. Looks do not depend on the language, and what fits does not depend on the look: each is asked where it counts.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsOf } from '../town/axe.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { openWeb } from '../town/web.ts';
import type { Seat as Place, Web } from '../town/web.ts';
import { addressesFor, entryPaths, routePaths } from './every-page.ts';
import type { Seat } from './every-page.ts';
import { openFurnished } from './furnished.ts';
import type { Furnished } from './furnished.ts';
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

/** What depends on colours is asked in every look, the rest once. */
const LOOKS = [{ colorScheme: 'dark', contrast: 'no-preference' }, { colorScheme: 'dark', contrast: 'more' }, { colorScheme: 'light', contrast: 'more' }] as const;
const COLOURS = ['color-contrast', 'link-in-text-block'];

async function looks(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const look of LOOKS) {
    await page.emulateMedia(look);
    // Colours that are still on their way are nobody's.
    await page.evaluate('for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish()');
    faults.push(...(await violationsOf(page, COLOURS)).map((fault) => `${look.colorScheme}, contrast ${look.contrast}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  return faults;
}

/** A desk of 1280 points magnified four times, and letters as far apart as WCAG 1.4.12 has them on a phone. */
async function fits(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 225 });
  const faults = (await cutOff(page)).map((fault) => `magnified: ${fault}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(SPACED);
  faults.push(...(await cutOff(page)).map((fault) => `spaced: ${fault}`));
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
}

describe.each([['en', looks], ['fr', fits]] as const)('in %s', (language, more) => {
  test.concurrent.each(['anybody', 'member', 'owner'] as const)('every page that %s can open is for everybody', async (who) => {
    const page = await sit(who, { language, calm: true });
    const faults: string[] = [];
    for (const address of addressesFor(who, sample.places)) {
      await page.goto(address);
      await page.evaluate('document.fonts.ready');
      // A list that is about to be filled.
      for (let tries = 0; tries < 40 && await page.evaluate("document.querySelector('[role=feed]:not(:has(article), [aria-busy=true])') !== null"); tries++) await page.waitForTimeout(50);
      faults.push(...[...await violationsOf(page), ...await more(page)].map((fault) => `${address}: ${fault}`));
    }
    await page.context().close();
    expect(faults).toEqual([]);
  });
});
