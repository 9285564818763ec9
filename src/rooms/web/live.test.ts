// A visitor's page while it is open, in a real browser: what comes in, and that the reader's place stays.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Seat, Web } from '#test/town/web.ts';

const PATIENT = { timeout: 10_000 };

let town: Town;
let web: Web;
let alice: Person;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [alice, web] = await Promise.all([town.person('alice'), openWeb(town)]);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

interface Reader {
  readonly page: Page;
  /** What the browser complained of, and what it asked of others. */
  readonly faults: string[];
}

async function read(path: string, seat: Seat = {}): Promise<Reader> {
  const page = await web.visit(seat);
  const faults: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => void (new URL(request.url()).origin !== 'http://localhost' && faults.push(request.url())));
  await page.goto(path);
  return { page, faults };
}

const live = async (page: Page): Promise<void> => {
  await expect.poll(() => page.getAttribute('[data-pulse]', 'data-pulse'), PATIENT).toBe('live');
};
const keys = (page: Page): Promise<string[]> => page.evaluate('[...document.querySelectorAll("[data-live] > [data-key]")].map((item) => item.dataset.key)');
const seed = async (tag: string, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push((await alice.posts(`${at}. Une phrase, et une autre, qui tiennent sur quelques lignes de la page. #${tag}`)).id);
  return ids;
};
/** Where on the screen a post stands. */
const topOf = (page: Page, id: string): Promise<number> => page.evaluate(`document.querySelector('[data-key="${id}"]').getBoundingClientRect().top`);

describe('a reader at the beginning of a list', () => {
  test('sees a new post enter, an edit in its place and a deletion leave, in the words of the page', async () => {
    const [first] = await seed('entrée', 2);
    const { page, faults } = await read('/tags/entr%C3%A9e', { language: 'fr' });
    await live(page);
    const post = await alice.posts('du neuf #entrée');
    await expect.poll(async () => (await keys(page))[0], PATIENT).toBe(post.id);
    expect(await page.locator(`[data-key="${post.id}"] article`).getAttribute('aria-label')).toBe('Message de alice');
    await alice.put(`/api/v1/statuses/${first}`, { status: 'tout autre chose #entrée' });
    await expect.poll(() => page.locator(`[data-key="${first}"]`).textContent(), PATIENT).toContain('tout autre chose');
    await alice.delete(`/api/v1/statuses/${post.id}`);
    await expect.poll(() => keys(page), PATIENT).not.toContain(post.id);
    expect(faults).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length]')).toEqual([0, 0]);
  });
});

test('the figures below a post change while it is read, also of one that still waits to enter, and go with the last like', async () => {
  const [first] = await seed('chiffres', 1);
  const bob = await town.person('bob');
  const { page, faults } = await read('/tags/chiffres', { language: 'fr' });
  await live(page);
  const figures = (id: string) => page.evaluate(`[...document.querySelectorAll('[data-key="${id}"] [data-counts] li')].map(({ title }) => title)`);
  expect(await figures(first as string)).toEqual([]);
  await bob.post(`/api/v1/statuses/${first}/favourite`);
  await bob.posts('oui', { in_reply_to_id: first });
  await expect.poll(() => figures(first as string), PATIENT).toEqual(['1 réponse', expect.stringMatching(/^1\s«\sj’aime\s»$/)]);
  await page.locator(`[data-key="${first}"] a`).first().focus();
  const waits = await alice.posts('attend #chiffres');
  await page.locator('[data-live-more]').waitFor();
  await bob.post(`/api/v1/statuses/${waits.id}/reblog`);
  await bob.post(`/api/v1/statuses/${first}/unfavourite`);
  await expect.poll(() => figures(first as string), PATIENT).toEqual(['1 réponse']);
  await page.locator('[data-live-more]').click();
  expect(await figures(waits.id)).toEqual(['1 partage']);
  expect(faults).toEqual([]);
});

describe('a reader in the middle of a list', () => {
  test('keeps the place while posts come and go above, and asks for them by a button', async () => {
    const ids = await seed('milieu', 20);
    const { page, faults } = await read('/tags/milieu', { size: 'phone' });
    await live(page);
    const reading = ids[8] as string;
    await page.locator(`[data-key="${reading}"]`).scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 60);
    await page.waitForTimeout(200);
    const before = await topOf(page, reading);
    for (const id of ids.slice(-3)) await alice.delete(`/api/v1/statuses/${id}`);
    await expect.poll(async () => (await keys(page)).length, PATIENT).toBe(17);
    await alice.put(`/api/v1/statuses/${ids[15]}`, { status: `${'Bien plus long qu’avant. '.repeat(15)} #milieu` });
    await expect.poll(() => page.locator(`[data-key="${ids[15]}"]`).textContent(), PATIENT).toContain('Bien plus long');
    const fresh = await seed('milieu', 12);
    const button = page.getByRole('button', { name: '12 new posts' });
    await expect.poll(() => button.isVisible(), PATIENT).toBe(true);
    await page.waitForTimeout(1500);
    expect(Math.abs((await topOf(page, reading)) - before)).toBeLessThanOrEqual(1);
    expect(await keys(page)).not.toContain(fresh[0]);
    await button.click();
    expect((await keys(page)).slice(0, 12)).toEqual(fresh.toReversed());
    expect(await page.evaluate('document.querySelector("[data-live]").getBoundingClientRect().top')).toBeGreaterThanOrEqual(0);
    expect(await button.isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  test('reads one new post in the singular', async () => {
    await seed('un', 20);
    const { page } = await read('/tags/un', { language: 'fr' });
    await live(page);
    await page.mouse.wheel(0, 1500);
    await seed('un', 1);
    await expect.poll(() => page.locator('[data-live-more]').textContent(), PATIENT).toBe('1 nouveau message');
  });
});

describe('a thread', () => {
  test('grows where the answer belongs, and what answers something else stays out', async () => {
    const root = await alice.posts('la question');
    const one = await alice.posts('une réponse', { in_reply_to_id: root.id });
    const two = await alice.posts('une autre', { in_reply_to_id: root.id });
    const { page, faults } = await read(`/@alice/${root.id}`);
    await live(page);
    const deep = await alice.posts('là-dessous', { in_reply_to_id: one.id });
    const last = await alice.posts('à la fin', { in_reply_to_id: root.id });
    await alice.posts('sans rapport');
    const button = page.locator('[data-live-more]');
    await expect.poll(async () => (await keys(page)).length + (await button.isVisible() ? 1 : 0), PATIENT).toBeGreaterThan(3);
    await page.waitForTimeout(1500);
    if (await button.isVisible()) await button.click();
    await expect.poll(() => keys(page), PATIENT).toEqual([root.id, one.id, deep.id, two.id, last.id]);
    expect(await page.locator(`[data-key="${deep.id}"]`).getAttribute('data-depth')).toBe('2');
    expect(faults).toEqual([]);
  });
});

describe('a reader whose line is cut', () => {
  test('is told so, and misses nothing and sees nothing twice when it is back', async () => {
    const [there] = await seed('tunnel', 1);
    const { page } = await read('/tags/tunnel');
    await live(page);
    await page.context().setOffline(true);
    await expect.poll(() => page.locator('[data-pulse]').textContent(), PATIENT).toBe('No connection');
    const missed = await seed('tunnel', 5);
    await page.context().setOffline(false);
    await live(page);
    await page.getByRole('button', { name: '5 new posts' }).click(PATIENT);
    const later = await seed('tunnel', 1);
    await page.getByRole('button', { name: '1 new post' }).click(PATIENT);
    expect(await keys(page)).toEqual([...later, ...missed.toReversed(), there]);
  });
});

describe('without script', () => {
  test('the page is whole, and nothing on it waits for script', async () => {
    await seed('sans', 22);
    const { page } = await read('/tags/sans', { script: false });
    expect(await page.locator('article').count()).toBe(20);
    expect(await page.locator('[data-live-head]').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Older' }).click();
    expect(await page.locator('article').count()).toBe(2);
    await page.getByRole('link', { name: 'Newer' }).click();
    expect(await page.locator('article').count()).toBe(20);
  });
});

test('times are those of the reader’s place', async () => {
  const [id] = await seed('heure', 1);
  const { page } = await read('/tags/heure');
  const at = await page.locator(`[data-key="${id}"] time`).first().getAttribute('datetime');
  const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' }).format(new Date(String(at)));
  await expect.poll(() => page.locator(`[data-key="${id}"] time`).first().textContent(), PATIENT).toBe(local);
});
