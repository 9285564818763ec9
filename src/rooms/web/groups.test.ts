// Groups on their pages: made, found, joined, with rules read before the first word; sub-groups, their end, and what stays of them.
import { expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import type { Json, Person } from '#town';
import { openPages } from '#test/town/web.ts';
import type { Seat } from '#test/town/web.ts';

const GROUPS = '/api/perchoir/v1/groups';
const PATIENT = { timeout: 20_000 };

vi.setConfig({ testTimeout: 120_000 });

const { town, web, people: [alice, bob, carol] } = await openPages('alice', 'bob', 'carol');
for (const [one, other] of [[alice, bob], [bob, alice], [carol, alice], [alice, carol], [bob, carol], [carol, bob]] as const) await one.follows(other);

const open = async (person: Person, path: string, seat: Seat = {}): Promise<Page> => {
  const page = await web.as(person, seat);
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(path, { waitUntil: 'networkidle' });
  return page;
};
const make = async (person: Person, wish: object): Promise<Json> => (await person.post(GROUPS, wish)).body;
const groupOf = async (person: Person, of: string): Promise<Json> => (await person.get(`${GROUPS}/${of}`)).body;

test('a group is made with a title and how others come; who asks is let in, reads the rules, and only then writes', async () => {
  const hers = await open(alice, '/groups/new', { size: 'phone' });
  await hers.getByLabel('Title').fill('Night owls');
  await hers.getByLabel('What it is for').fill('We talk when others sleep.');
  await hers.locator('summary', { hasText: 'House rules' }).click();
  await hers.getByLabel('House rules').fill('Speak low.');
  await hers.getByRole('button', { name: 'Make the group' }).click();
  await hers.waitForURL('**/groups/night-owls');
  await hers.getByRole('heading', { level: 1, name: 'Night owls' }).waitFor();

  const his = await open(bob, '/groups?only=open');
  await his.getByRole('link', { name: 'Night owls' }).click();
  await his.getByText('Speak low.').waitFor();
  await his.getByRole('button', { name: 'Ask to join' }).click();
  await his.getByText('You have asked to join.').waitFor();
  await hers.goto('/groups/night-owls/people');
  await hers.getByRole('button', { name: 'Let in bob' }).click();
  await his.getByRole('link', { name: 'Conversation' }).first().click();
  await his.waitForURL(/\/messages\/\d+/);
  expect(await his.locator('form[data-composer]').count()).toBe(0);
  await his.getByRole('button', { name: 'I have read them' }).click();
  await his.locator('form[data-composer] textarea').fill('Good night, all');
  await his.keyboard.press('Enter');
  await his.locator('[data-message]', { hasText: 'Good night, all' }).waitFor();

  // What is posted to the group, its members read there and at home, and nobody else.
  await his.goto('/groups/night-owls', { waitUntil: 'networkidle' });
  await his.locator('form[data-composer] textarea[aria-autocomplete]').fill('The lamps are lit until two');
  await his.locator('form[data-composer]').getByRole('button', { name: 'Publish', exact: true }).click();
  await his.locator('article', { hasText: 'The lamps are lit until two' }).waitFor();
  await hers.goto('/groups/night-owls', { waitUntil: 'networkidle' });
  await hers.locator('article', { hasText: 'The lamps are lit until two' }).waitFor();
  await his.locator('form[data-composer] textarea[aria-autocomplete]').fill('And the stove until three');
  await his.locator('form[data-composer]').getByRole('button', { name: 'Publish', exact: true }).click();
  await hers.getByRole('button', { name: '1 new post' }).click();
  await hers.locator('article', { hasText: 'And the stove until three' }).waitFor();
  expect((await carol.get(`/api/v1/accounts/${bob.id}/statuses`)).body).toEqual([]);
});

test('somebody is introduced with a reason that they read; the directory finds who can help; what was done stands in the log', async () => {
  const group = await make(alice, { title: 'Hands', access: 'secret' });
  const hers = await open(alice, `/groups/${group.handle}/people`);
  await hers.locator('summary', { hasText: 'Introduce somebody' }).click();
  await hers.getByRole('button', { name: /@carol/ }).click();
  await hers.getByLabel('Why here?').fill('She mends whatever breaks');
  await hers.getByRole('button', { name: 'Introduce somebody' }).click();
  const carols = await open(carol, '/groups?only=requests', { size: 'phone' });
  await carols.getByRole('link', { name: 'Hands' }).click();
  await carols.getByText('She mends whatever breaks').waitFor();
  await carols.getByRole('button', { name: 'Accept' }).click();
  await carols.getByRole('link', { name: 'People' }).waitFor();
  await carols.goto(`/groups/${group.handle}/people`);
  await carols.locator('summary', { hasText: 'What I do' }).click();
  await carols.getByLabel('What I do', { exact: true }).fill('Clockmaker');
  await carols.getByLabel('Can help with', { exact: true }).fill('clocks, bicycles');
  await carols.getByRole('button', { name: 'Save' }).click();
  await carols.getByText('Saved.').waitFor();
  await hers.goto(`/groups/${group.handle}/people?helps=bicycles`);
  await hers.locator('[data-person=carol]', { hasText: 'Clockmaker' }).waitFor();
  expect(await hers.locator('[data-person=alice]').count()).toBe(0);
  await hers.goto(`/groups/${group.handle}/log`);
  await hers.getByText('carol came in').waitFor();
  const outsider = await web.as(bob);
  expect((await outsider.goto(`/groups/${group.handle}`))?.status()).toBe(404);
});

test('a sub-group is born in two steps, stands on the map, is asked for more time, and keeps what was approved', async () => {
  const group = await make(alice, { title: 'The square', access: 'public' });
  for (const person of [bob, carol]) await person.post(`${GROUPS}/${group.id}/join`);
  const page = await open(alice, `/groups/${group.handle}/map`, { size: 'phone' });
  await page.getByRole('link', { name: 'Open a sub-group' }).click();
  await page.getByLabel('Title').fill('The lamps');
  await page.getByLabel('What it is for').fill('Mend the lamps by Sunday');
  await page.getByRole('button', { name: '3 days' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('bob').check();
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.waitForURL(/\/groups\/the-lamps[\w-]*$/);
  const path = new URL(page.url()).pathname;
  await page.locator('[data-life]').getByText('3 days left').waitFor();
  const lamps = await groupOf(alice, path.slice('/groups/'.length));
  expect(lamps).toMatchObject({ parent: { id: group.id }, purpose: 'Mend the lamps by Sunday' });
  const his = await open(bob, `/groups/${group.handle}/map`);
  await his.locator('[data-group]', { hasText: 'Mend the lamps by Sunday' }).getByRole('link').click();
  await his.getByRole('button', { name: 'Accept' }).click();
  await his.getByRole('link', { name: 'What stays' }).waitFor();

  await page.goto(`${path}/digest`);
  await page.getByLabel('What is to stay?').fill('Four lamps burn again.');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.locator('[data-item]', { hasText: 'Four lamps burn again.' }).waitFor();
  await page.getByRole('button', { name: '7 days' }).click();
  await page.getByRole('button', { name: 'Ask everybody' }).click();
  await his.goto(path);
  await his.getByText('alice asks for more time').waitFor();
  await his.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect.poll(async () => Date.parse((await groupOf(alice, lamps.id)).ends_at) - Date.parse(lamps.ends_at), PATIENT).toBeGreaterThan(6 * 86_400_000);
  await his.goto(`${path}/digest`);
  await his.getByRole('button', { name: 'Approve 1 item' }).click();
  await his.getByText('approved by bob').waitFor();
  await page.getByRole('button', { name: 'Ask to dissolve it now' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Ask to dissolve it now' }).click();
  await his.locator('[data-ask=dissolution]').getByRole('button', { name: 'Yes', exact: true }).click();
  await page.locator('[data-ask=dissolution]').getByRole('button', { name: /Yes|You said yes/ }).click().catch(() => undefined);
  await expect.poll(async () => (await alice.get(`${GROUPS}/${lamps.id}`)).body.state, { timeout: 40_000 }).toBe('dissolved');
  await his.goto('/groups?only=ended');
  await his.getByRole('link', { name: 'The lamps' }).click();
  await his.getByText('Four lamps burn again.').waitFor();
  expect((await alice.get(`/api/perchoir/v1/chats/${lamps.chat_id}`)).status).toBe(404);
  await town.settled();
});
