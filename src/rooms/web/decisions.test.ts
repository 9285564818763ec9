// A group decides by consent on three screens at once, gives a role, and helps; by the pages alone.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

vi.setConfig({ testTimeout: 120_000 });

let town: Town;
let web: Web;
let people: readonly Person[];
let group: Json;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [web, people] = await Promise.all([openWeb(town), town.people('ann', 'ben', 'cleo')]);
  const [ann, ben, cleo] = people as [Person, Person, Person];
  group = (await ann.post('/api/perchoir/v1/groups', { title: 'Back room', purpose: 'To meet', access: 'public', handle: 'back-room' })).body;
  for (const one of [ben, cleo]) await one.post(`/api/perchoir/v1/groups/${group.id}/join`);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

test('somebody proposes a role, another objects with a harm, an amendment meets it, everybody consents, and the role is there', async () => {
  const [anns, bens, cleos] = await Promise.all(people.map((one, at) => web.as(one, { size: at === 0 ? 'phone' : 'desk' })));
  if (anns === undefined || bens === undefined || cleos === undefined) throw new Error('Nobody is there.');
  await anns.goto('/groups/back-room/decisions/new');
  await anns.getByLabel('A role for somebody').check();
  await anns.getByLabel('In one line').fill('Somebody to open the door');
  await anns.getByLabel('Name of the role').fill('Keeper of the keys');
  await anns.getByLabel('What for').fill('Opens the back room.');
  await anns.getByLabel('Who', { exact: true }).selectOption({ label: 'cleo (@cleo)' });
  await anns.getByRole('button', { name: 'Propose' }).click();
  await anns.getByRole('heading', { level: 2, name: 'Somebody to open the door' }).waitFor();
  await bens.goto('/groups/back-room/decisions');
  await bens.getByRole('link', { name: 'Somebody to open the door' }).click();
  await bens.getByLabel('Ask something').fill('At what time?');
  await bens.getByRole('button', { name: 'Ask' }).click();
  await anns.getByText('At what time?').waitFor();
  await anns.getByRole('button', { name: 'Open for reactions' }).click();
  await anns.getByRole('button', { name: 'Open for objections' }).click();
  // The others' pages go along by themselves.
  await bens.getByText('I object', { exact: true }).first().click();
  await bens.getByLabel('What would come of it?').fill('Nobody could lock up at night, and the books would get wet.');
  await bens.getByLabel('Whom would it harm?').fill('The books');
  await bens.getByRole('button', { name: 'I object' }).click();
  await anns.getByText('It is not adopted while an objection stands.').waitFor();
  expect(await anns.getByRole('button', { name: 'Adopt' }).count()).toBe(0);
  expect(await violationsOf(anns)).toEqual([]);
  await anns.getByRole('link', { name: 'Amend' }).click();
  await anns.getByLabel('What for').fill('Opens the back room, and locks it at night.');
  await anns.getByRole('button', { name: 'Amend' }).click();
  for (const name of ['Open for reactions', 'Open for objections']) await anns.getByRole('button', { name }).click();
  await bens.getByRole('button', { name: 'The amendment meets it' }).click();
  await cleos.goto('/notifications');
  await cleos.getByRole('link', { name: 'Back room · Somebody to open the door' }).first().click();
  await cleos.getByText('It is not decided without your yes.').waitFor();
  await cleos.getByRole('button', { name: 'I do not object' }).click();
  for (const page of [anns, bens, cleos]) await page.locator('article[data-state=adopted]').waitFor();
  await bens.goto('/groups/back-room/roles');
  await bens.getByText('Keeper of the keys').first().waitFor();
  expect(await violationsOf(bens)).toEqual([]);
  // In the talk of the group what was decided stands where it happened, and what happens now comes in.
  await bens.goto(`/messages/${group.chat_id}`, { waitUntil: 'networkidle' });
  const kinds = await bens.locator('[data-line]').evaluateAll((lines: { dataset: { line?: string } }[]) => lines.map(({ dataset }) => dataset.line));
  expect(kinds.slice(kinds.indexOf('proposal'))).toEqual(['proposal', 'objection', 'amendment', 'adopted', 'role']);
  await people[2]?.post('/api/perchoir/v1/groups/back-room/proposals', { title: 'A second key', text: '' });
  await bens.getByRole('link', { name: 'cleo proposed: A second key' }).click();
  await bens.getByRole('heading', { level: 2, name: 'A second key' }).waitFor();
  await Promise.all([anns, bens, cleos].map((page) => page.context().close()));
});

test('somebody asks for help, another is on it and answers, and only who asked says that it is done, and thanks', async () => {
  const [anns, bens] = await Promise.all(people.slice(0, 2).map((one, at) => web.as(one, { size: at === 0 ? 'phone' : 'desk' })));
  if (anns === undefined || bens === undefined) throw new Error('Nobody is there.');
  await anns.goto('/groups/back-room/help');
  await anns.getByLabel('What do you need?').fill('A ladder on Thursday');
  await anns.getByRole('button', { name: 'Ask' }).click();
  await bens.goto('/groups/back-room/help');
  await bens.getByRole('button', { name: 'I am on it', exact: true }).click();
  await anns.getByText('Somebody is on it').waitFor();
  await bens.getByText('It is answered').first().click();
  await bens.getByLabel('How?').fill('Mine, behind the door.');
  await bens.getByRole('button', { name: 'It is answered' }).click();
  await anns.getByRole('button', { name: 'It is done' }).click();
  await anns.getByRole('link', { name: 'Done' }).click();
  await anns.getByRole('button', { name: /Thank/ }).click();
  await anns.getByRole('dialog').getByRole('textbox').fill('You saved the lamp.');
  await anns.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await anns.getByText('You saved the lamp.').waitFor();
  await bens.goto('/groups/back-room/help?only=closed');
  await bens.getByText('You saved the lamp.').waitFor();
  for (const page of [anns, bens]) expect(await violationsOf(page)).toEqual([]);
  await Promise.all([anns, bens].map((page) => page.context().close()));
});
