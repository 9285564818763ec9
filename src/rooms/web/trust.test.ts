// Trust between two people, in two browsers at once: offered on a phone, accepted on another, taken back at once.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

vi.setConfig({ testTimeout: 90_000 });

let town: Town;
let web: Web;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [web, [ann, ben]] = await Promise.all([openWeb(town), town.people('ann', 'ben')]);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

test('two people come closer by the pages alone, see what the step says, and one goes back', async () => {
  const [anns, bens] = await Promise.all([web.as(ann, { size: 'phone' }), web.as(ben)]);
  await anns.goto('/settings/trust');
  await anns.getByLabel('Can help with').fill('Reading proofs');
  await anns.getByLabel('Birthday').fill('12 June');
  await anns.getByRole('button', { name: 'Save' }).click();
  await anns.getByText('birthday is YYYY-MM-DD').waitFor();
  await anns.getByLabel('Birthday').fill('--06-12');
  await anns.getByRole('button', { name: 'Save' }).click();
  await anns.getByText('Saved.').waitFor();
  await anns.goto('/@ben/trust');
  await anns.getByRole('button', { name: 'Offer this step' }).click();
  await anns.getByText('You offer this step.').waitFor();
  await bens.goto('/notifications');
  await bens.getByText('offers you a step of trust: Follow').waitFor();
  await bens.goto('/settings/trust');
  await bens.getByRole('button', { name: 'Accept @ann' }).click();
  await bens.getByText('Step: Follow').waitFor();
  // The other page hears of it by itself.
  await anns.locator('[data-step=follow][aria-current=step]').waitFor();
  await bens.goto('/@ann/trust');
  await bens.getByRole('button', { name: 'Offer this step' }).click();
  await anns.getByRole('button', { name: 'Accept' }).click();
  await bens.getByText('Reading proofs').waitFor();
  expect(await bens.getByText('12 June').count()).toBe(0);
  await anns.getByRole('button', { name: 'Go back to Public' }).click();
  await anns.getByRole('alertdialog').getByRole('button', { name: 'Go back to Public' }).click();
  await bens.locator('[data-step=public][aria-current=step]').waitFor();
  expect(await bens.getByText('Reading proofs').count()).toBe(0);
  expect((await ben.get(`/api/v1/accounts/relationships?id[]=${ann.id}`)).body[0]).toMatchObject({ following: false, followed_by: false });
  for (const page of [anns, bens]) expect(await violationsOf(page)).toEqual([]);
  await Promise.all([anns.context().close(), bens.context().close()]);
});
