// Five people at five browsers: they meet in a conversation, open a sub-group with an end, talk and decide there, and see it dissolve into what they
// approved.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '../town.ts';
import type { Person, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';

const PATIENT = { timeout: 40_000 };
const NAMES = ['ana', 'ben', 'cid', 'dot', 'eve'] as const;

let town: Town;
let web: Web;
let people: readonly Person[];

vi.setConfig({ testTimeout: 400_000 });

beforeAll(async () => {
  town = await openTown(LOCAL);
  people = await town.people(...NAMES);
  for (const one of people) for (const other of people) if (one !== other) await one.follows(other);
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

const box = (page: Page) => page.locator('form[data-composer] textarea');
async function says(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('[data-message]', { hasText: text }).waitFor();
}

test('five people meet, open a sub-group for a week, talk, decide by consent who takes notes, agree on what stays, end it together, and what they approved is all that is left', async () => {
  const pages: Page[] = [];
  for (const [n, person] of people.entries()) {
    const page = await web.as(person, { size: n % 2 === 0 ? 'phone' : 'desk' });
    page.setDefaultTimeout(PATIENT.timeout);
    pages.push(page);
  }
  const [ana, ben, cid, dot, eve] = pages as [Page, Page, Page, Page, Page];
  // They meet.
  await ana.goto('/messages/new', { waitUntil: 'networkidle' });
  for (const name of NAMES.slice(1)) {
    await ana.getByLabel('With whom?').fill(name);
    await ana.getByRole('list', { name: 'People' }).getByRole('button', { name: new RegExp(`@${name}`) }).click();
  }
  await ana.getByLabel('Title').fill('The courtyard');
  await ana.getByRole('button', { name: 'Begin', exact: true }).click();
  await ana.waitForURL(/\/messages\/\d+$/);
  const talk = new URL(ana.url()).pathname;
  await Promise.all([ben, cid, dot, eve].map((page) => page.goto(talk, { waitUntil: 'networkidle' })));
  await says(ana, 'Shall we plant a lime tree?');
  await Promise.all([ben, cid, dot, eve].map((page) => page.locator('[data-message]', { hasText: 'lime tree' }).waitFor()));
  await says(eve, 'Yes, by the well');

  // A sub-group with an end, in two steps.
  await ben.goto(`${talk}/about`);
  await ben.getByRole('link', { name: 'Open a sub-group' }).click();
  await ben.getByLabel('Title').fill('The lime tree');
  await ben.getByLabel('What it is for').fill('Find it, carry it, plant it.');
  await ben.getByRole('button', { name: '7 days' }).click();
  await ben.getByRole('button', { name: 'Go on' }).click();
  for (const name of ['ana', 'cid', 'dot', 'eve']) await ben.getByLabel(name, { exact: true }).check();
  await ben.getByRole('button', { name: 'Open it' }).click();
  await ben.waitForURL(/\/groups\/the-lime-tree/);
  const path = new URL(ben.url()).pathname;
  await Promise.all([ana, cid, dot, eve].map(async (page) => {
    await page.goto(`${talk}/about`);
    await page.getByRole('link', { name: 'The lime tree' }).click();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('link', { name: 'What stays' }).waitFor();
  }));
  await ben.getByRole('link', { name: 'Conversation' }).first().click();
  await ben.waitForURL(/\/messages\/\d+$/);
  await says(ben, 'The secret word is chlorophyll');
  const within = new URL(ben.url()).pathname;
  await dot.goto(within);
  await dot.locator('[data-message]', { hasText: 'chlorophyll' }).waitFor();

  // More time is asked for; one objection stops it.
  await cid.goto(`${path}/digest`, { waitUntil: 'networkidle' });
  await cid.getByRole('button', { name: '14 days' }).click();
  await cid.getByRole('button', { name: 'Ask everybody' }).click();
  await ana.goto(path);
  await ana.locator('[data-ask=extension]').getByRole('button', { name: 'No', exact: true }).click();
  await expect.poll(() => cid.locator('[data-ask=extension]').count(), PATIENT).toBe(0);

  // Who takes notes is decided by consent: an objection names a harm and stops it, an amendment meets it.
  await ana.goto(`${path}/decisions/new`, { waitUntil: 'networkidle' });
  await ana.getByLabel('A role for somebody').check();
  await ana.getByLabel('In one line').fill('Somebody to take notes');
  await ana.getByLabel('Name of the role').fill('Keeper of notes');
  await ana.getByLabel('What for').fill('Writes everything down.');
  await ana.getByLabel('Who', { exact: true }).selectOption({ label: 'dot (@dot)' });
  await ana.getByRole('button', { name: 'Propose' }).click();
  await ana.getByRole('heading', { level: 2, name: 'Somebody to take notes' }).waitFor();
  const proposal = new URL(ana.url()).pathname;
  const putToObjections = async (): Promise<void> => {
    for (const name of ['Open for reactions', 'Open for objections']) await ana.getByRole('button', { name }).click();
  };
  await putToObjections();
  await ben.goto(proposal, { waitUntil: 'networkidle' });
  await ben.getByText('I object', { exact: true }).first().click();
  await ben.getByLabel('What would come of it?').fill('What is said in anger would be kept for good.');
  await ben.getByLabel('Whom would it harm?').fill('Everybody here');
  await ben.getByRole('button', { name: 'I object' }).click();
  await ana.getByText('It is not adopted while an objection stands.').waitFor();
  await ana.getByRole('link', { name: 'Amend' }).click();
  await ana.getByLabel('What for').fill('Writes down what we decide, and nothing else.');
  await ana.getByRole('button', { name: 'Amend' }).click();
  await putToObjections();
  await ben.getByRole('button', { name: 'The amendment meets it' }).click();
  for (const page of [ben, cid, dot, eve]) {
    await page.goto(proposal, { waitUntil: 'networkidle' });
    const consent = page.getByRole('button', { name: 'I do not object' });
    if (await consent.count() > 0) await consent.click();
  }
  await Promise.all(pages.map((page) => page.locator('article[data-state=adopted]').waitFor()));
  await eve.goto(`${path}/log`);
  for (const line of [/ana.? proposed: .?Somebody to take notes/, /ben.? objected/, /ana.? amended/, /Adopted: .?Somebody to take notes/]) await eve.getByText(line).first().waitFor();

  // What stays: two say it, one is vetoed.
  for (const [page, text] of [[cid, 'The tree stands by the well.'], [dot, 'Who was late.']] as const) {
    await page.goto(`${path}/digest`, { waitUntil: 'networkidle' });
    await page.getByLabel('What is to stay?').fill(text);
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.locator('[data-item]', { hasText: text }).waitFor();
  }
  await eve.goto(`${path}/digest`, { waitUntil: 'networkidle' });
  await eve.locator('[data-item]', { hasText: 'Who was late.' }).getByRole('button', { name: 'Must not stay' }).click();
  await ana.goto(`${path}/digest`, { waitUntil: 'networkidle' });
  await ana.getByRole('button', { name: 'Approve 1 item' }).click();
  await cid.getByText('approved by ana').waitFor();

  // They end it together.
  await dot.getByRole('button', { name: 'Ask to dissolve it now' }).click();
  await dot.getByRole('alertdialog').getByRole('button', { name: 'Ask to dissolve it now' }).click();
  for (const page of [ana, ben, cid, eve]) {
    await page.goto(path, { waitUntil: 'networkidle' });
    const yes = page.locator('[data-ask=dissolution]').getByRole('button', { name: 'Yes', exact: true });
    await yes.click();
  }
  await Promise.all(pages.map(async (page) => {
    await expect.poll(async () => {
      await page.goto('/groups?only=ended');
      return page.getByRole('link', { name: 'The lime tree' }).count();
    }, PATIENT).toBe(1);
    await page.getByRole('link', { name: 'The lime tree' }).click();
    await page.getByText('The tree stands by the well.').waitFor();
    expect(await page.getByText('Who was late.').count()).toBe(0);
    expect((await page.goto(within))?.status()).toBe(404);
  }));
  // The conversation it came from goes on.
  await says((await ana.goto(talk), ana), 'It is planted');
});
