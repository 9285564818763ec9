// How far it is, as somebody sees it who waits before the page.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Person } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { openPages } from '#test/town/web.ts';

const PATIENT = { timeout: 10_000 };

const { town, web, people: [alice, bob] } = await openPages('alice', 'bob');

/** Something long that is under way: what works on it is stood in for. */
async function begin(id: number, { id: whose }: Person, kind: string, total: number): Promise<void> {
  await town.sql(`insert into transfer.task (id, account_id, kind, mode, state, total, done, created_at) values (${id}, ${whose}, '${kind}', 'merge', 'running', ${total}, 3, now())`);
}

const bar = (page: Page) => page.evaluate("[...document.querySelectorAll('progress')].map((one) => [one.getAttribute('max'), one.getAttribute('value'), one.textContent])");

test('a bar moves while the page stays as it is, and what ends is said with what comes of it', async () => {
  await begin(1, alice, 'follows', 40);
  const page = await web.as(alice, { language: 'fr' });
  const faults: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
  const answer = await page.goto('/settings/data');
  expect(answer?.headers()['refresh']).toBeUndefined();
  await page.evaluate("document.body.dataset.same = 'yes'");
  expect(await bar(page)).toEqual([['40', '3', '3 sur 40']]);
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.getByText('Voir où cela en est').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Arrêter' }).focus();
  await town.sql('update transfer.task set done = 17 where id = 1');
  await expect.poll(() => bar(page), PATIENT).toEqual([['40', '17', '17 sur 40']]);
  expect(await page.locator('[data-task="1"] small').textContent()).toBe('17 sur 40');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Arrêter');
  // Another begins elsewhere; it has no figures yet.
  await begin(2, alice, 'archive', 0);
  await page.locator('[data-task="2"]').waitFor();
  await town.sql("update transfer.task set state = 'done', done = 40, finished_at = now() where id = 1");
  await expect.poll(() => page.getByRole('status').textContent(), PATIENT).toBe('Personnes suivies terminé : 40');
  expect(await page.locator('[data-task="1"] progress, [data-task="1"] form').count()).toBe(0);
  await town.sql("update transfer.task set state = 'done', done = 1, file = 'a.zip', finished_at = now() where id = 2");
  await page.getByRole('link', { name: 'Télécharger l’archive' }).waitFor(PATIENT);
  expect(await page.evaluate('document.body.dataset.same')).toBe('yes');
  expect(faults).toEqual([]);
  await page.context().close();
}, 60_000);

test('without script a link reads the page again, and nothing reads it by itself', async () => {
  await begin(3, bob, 'blocks', 10);
  const page = await web.as(bob, { script: false });
  const answer = await page.goto('/settings/data');
  expect(answer?.headers()['refresh']).toBeUndefined();
  await town.sql('update transfer.task set done = 9 where id = 3');
  await page.getByRole('link', { name: 'See how far it is' }).click();
  await page.getByText('9 of 10').first().waitFor();
  await town.sql("update transfer.task set state = 'done', done = 10, finished_at = now() where id = 3");
  await page.getByRole('link', { name: 'See how far it is' }).click();
  await page.getByText('done: 10').waitFor();
  expect(await page.getByRole('link', { name: 'See how far it is' }).count()).toBe(0);
  await page.context().close();
}, 60_000);
