/**
 * The pages as a person waits for them, in a real browser: a visitor's hashtag on a slow phone, a member's home on this machine,
 * the next paint after an act while posts arrive, and ten thousand posts scrolled through.
 */

import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumPath } from '../../test/town/chromium.ts';
import { PASSWORD_OF_BENCH, makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { clonePosts } from '../seed.ts';
import { startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';
import { idAtTime } from '#kit/ids.ts';

const LOOKS = 7;
const DAY_MS = 86_400_000;
const MANY = 10_000;
/** Slow 3G as browsers simulate it: 400 kbit/s each way, 400 ms there and back. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const POSTS_A_SECOND = 20;
const ACTS = 40;

/** A browser at which somebody of the bench is signed in. */
export async function signedIn(browser: Browser, server: Server, username: string, size: { width: number; height: number }): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: server.origin, viewport: size });
  const page = await context.newPage();
  await page.goto('/auth/sign_in');
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', PASSWORD_OF_BENCH);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/auth')), page.click('form[action="/auth/sign_in"] button')]);
  await page.close();
  return context;
}

/** When something could first be read, and when the largest thing stood, in milliseconds from the request. */
async function paints(page: Page, address: string): Promise<{ first: number; largest: number }> {
  await page.addInitScript({ content: `new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.largest = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });` });
  await page.goto(address, { waitUntil: 'load', timeout: 60_000 });
  await page.waitForTimeout(600);
  return page.evaluate<{ first: number; largest: number }>(`({
    first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity, largest: globalThis.largest ?? Infinity,
  })`);
}

async function slowPhone(browser: Browser, server: Server): Promise<Row> {
  const times: number[] = [];
  let bytes = 0;
  for (let look = 0; look < LOOKS; look++) {
    const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true });
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    await protocol.send('Network.enable');
    await protocol.send('Network.emulateNetworkConditions', SLOW);
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    bytes = 0;
    protocol.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    times.push((await paints(page, '/tags/agora')).first);
    await context.close();
  }
  const median = percentile(times, 0.5);
  return {
    row: 'page-slow-phone', value: round(median, 0), unit: 'ms', yardstick: '', ratio: undefined, target: 'readable in <= 2,500 ms',
    kept: median <= 2500, more: `first text of a hashtag with 20 posts; 400 kbit/s, 400 ms, a processor four times slower, nothing cached; worst of ${LOOKS}: ${round(Math.max(...times), 0)} ms; ${round(bytes / 1000, 0)} kB in all`,
  };
}

async function homePaint(browser: Browser, server: Server): Promise<Row> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const context = await signedIn(browser, server, 'reader0', { width: 1280, height: 900 });
    times.push((await paints(await context.newPage(), '/home')).largest);
    await context.close();
  }
  const median = percentile(times, 0.5);
  return {
    row: 'home-paint', value: round(median, 0), unit: 'ms', yardstick: '', ratio: undefined, target: 'largest paint <= 1,000 ms',
    kept: median <= 1000, more: `home of ${MANY} posts, signed in, nothing cached; worst of ${LOOKS}: ${round(Math.max(...times), 0)} ms`,
  };
}

/** From the event to the next frame that shows it, by the browser's own measure (Event Timing, W3C). */
async function nextPaint(browser: Browser, server: Server, writers: readonly BenchPerson[]): Promise<Row> {
  const context = await signedIn(browser, server, 'reader0', { width: 1280, height: 900 });
  const page = await context.newPage();
  await page.addInitScript({ content: `
    globalThis.durations = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) globalThis.durations.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });` });
  await page.goto('/home', { waitUntil: 'load' });
  let on = true;
  let sent = 0;
  const pouring = (async () => {
    while (on) {
      const writer = writers[sent % writers.length] as BenchPerson;
      const begun = performance.now();
      await fetch(`${server.origin}/api/v1/statuses`, {
        method: 'POST', headers: { ...bearer(writer), 'content-type': 'application/json' }, body: JSON.stringify({ status: `Message ${sent++} pendant que l’on lit #agora` }),
      });
      await new Promise((done) => setTimeout(done, Math.max(0, 1000 / POSTS_A_SECOND - (performance.now() - begun))));
    }
  })();
  const like = page.locator('article button[aria-pressed]').first();
  const times: number[] = [];
  for (let act = 0; act < ACTS; act++) {
    await page.evaluate('globalThis.durations.length = 0');
    if (act % 2 === 0) await like.click();
    else await page.keyboard.press('j');
    await page.waitForTimeout(150);
    // What took less than 16 ms is not told: it counts as 16.
    times.push(await page.evaluate<number>('Math.max(16, ...globalThis.durations)'));
  }
  on = false;
  await pouring;
  await context.close();
  const p95 = percentile(times, 0.95);
  return {
    row: 'home-next-paint', value: round(p95, 0), unit: 'ms (p95)', yardstick: '', ratio: undefined, target: '<= 100 ms while 20 posts arrive a second',
    kept: p95 <= 100, more: `${ACTS} acts (a like, a key); ${sent} posts arrived; p50 ${round(percentile(times, 0.5), 0)} ms`,
  };
}

/** Scrolls to the end of ten thousand posts and notes what was shown, and what the page weighs at both ends. */
async function scrollThrough(browser: Browser, server: Server): Promise<Row> {
  const context = await signedIn(browser, server, 'reader0', { width: 1280, height: 900 });
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('response', (answer) => { if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`); });
  await page.goto('/home', { waitUntil: 'load' });
  await page.waitForTimeout(1000);
  const protocol = await context.newCDPSession(page);
  const heap = async (): Promise<number> => {
    await protocol.send('HeapProfiler.collectGarbage');
    return ((await protocol.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize / 1e6;
  };
  const before = await heap();
  const seen = new Set<string>();
  let mostNodes = 0;
  let still = 0;
  const begun = performance.now();
  while (still < 100 && seen.size < MANY && performance.now() - begun < 420_000) {
    const found = await page.evaluate<string[]>(`(() => {
      window.scrollBy(0, window.innerHeight * 0.8);
      return [...document.querySelectorAll('article[data-post]')].map((article) => article.getAttribute('data-post') ?? '');
    })()`);
    const had = seen.size;
    for (const id of found) seen.add(id);
    mostNodes = Math.max(mostNodes, found.length);
    still = seen.size === had ? still + 1 : 0;
    await page.waitForTimeout(still > 0 ? 50 : 10);
  }
  const after = await heap();
  await context.close();
  return {
    row: 'home-scroll', value: seen.size, unit: 'posts', yardstick: '', ratio: seen.size / MANY, target: `${MANY} of ${MANY} shown, memory bounded`,
    kept: seen.size >= MANY && after < before * 4 + 40, more: `at most ${mostNodes} in the page at once; memory of the page ${round(before, 0)} MB at the top, ${round(after, 0)} MB at the end${refused.length > 0 ? `; refused: ${refused.slice(0, 3).join(', ')}` : ''}`,
  };
}

export const browserBench: Bench = {
  name: 'browser',
  async run() {
    const server = await startServer();
    const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
    try {
      const [reader] = await makePeople(server.house, 'reader', 1);
      const writers = await makePeople(server.house, 'writer', 10);
      for (const { id } of writers) await fetch(`${server.origin}/api/v1/accounts/${id}/follow`, { method: 'POST', headers: bearer(reader as BenchPerson) });
      const answer = await fetch(`${server.origin}/api/v1/statuses`, {
        method: 'POST', headers: { ...bearer(writers[0] as BenchPerson), 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'Magie des réseaux sociaux, échanges IRL et irréels, pensées pour les amis qui n’ont pas pu venir ce soir. #agora' }),
      });
      const { id } = (await answer.json()) as { id: string };
      await clonePosts(server.house, { template: Number(id), authors: writers.map((writer) => writer.id), count: MANY, from: idAtTime(Date.now() - 20 * DAY_MS) });
      await server.restart();
      return [await slowPhone(browser, server), await homePaint(browser, server), await nextPaint(browser, server, writers), await scrollThrough(browser, server)];
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};
