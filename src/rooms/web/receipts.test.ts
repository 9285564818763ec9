// The receipt of a list in words, for members and for visitors without script, and why a post is here or not.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import { violationsOf } from '#test/town/axe.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { LOCAL, openWeb } from '#test/town/web.ts';
import type { Web } from '#test/town/web.ts';

vi.setConfig({ testTimeout: 60_000 });

let town: Town;
let web: Web;
let ann: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  town = await openTown(LOCAL);
  [web, [ann, ben, cleo]] = await Promise.all([openWeb(town), town.people('ann', 'ben', 'cleo')]);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

const html = async (address: string, language = 'en'): Promise<string> => (await town.visitor.get(address, { headers: { accept: 'text/html', 'accept-language': language } })).text;

test('a member sees from home that it is whole, what they left out themselves, and why a post is here', async () => {
  await ann.follows(ben);
  await ann.follows(cleo);
  await ben.posts('The lamps are lit #soir');
  await cleo.posts('I am muted');
  await ann.post(`/api/v1/accounts/${cleo.id}/mute`);
  await town.settled();
  const page = await web.as(ann, { size: 'phone' });
  await page.goto('/home');
  await page.getByRole('link', { name: 'Check' }).click();
  await page.getByText('Everything that belongs here is shown, in the order of time.').waitFor();
  expect(await page.getByText('Left out: you mute who wrote them').locator('xpath=..').textContent()).toContain('1');
  await page.getByText('npx perchoir verify receipt').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.goto('/home');
  await page.locator('[data-act=more]').first().click();
  await page.getByRole('menuitem', { name: 'Why is this here?' }).click();
  await page.getByText('It is here because you follow @ben.').waitFor();
  await page.getByLabel('In which list').selectOption({ label: 'What is public here' });
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('It is here because it is public and belongs to the public list.').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.context().close();
});

test('a visitor without script reads the receipt of a tag, a profile and a conversation; what is wrong is named', async () => {
  const post = await ben.posts('Who is there? #soir');
  await ann.posts('I am', { in_reply_to_id: post.id });
  await town.settled();
  for (const address of ['/tags/soir', '/@ben', `/@ben/${post.id}`]) {
    const [, link = ''] = /href="(\/receipts\/[^"]+)"/.exec(await html(address)) ?? [];
    expect(await html(link, 'fr'), link).toMatch(/Tout ce qui a sa place ici est montré|Toutes les réponses que vous pouvez voir sont montrées/);
  }
  expect(await html('/why?list=public&url=1', 'fr')).toContain('il n’y a aucun message que vous puissiez voir');
  expect((await town.visitor.get('/receipts/home', { headers: { accept: 'text/html' } })).status).toBe(302);
  expect((await town.visitor.get('/receipts/nothing/1', { headers: { accept: 'text/html' } })).status).toBe(404);
  await town.sql(`update posts.post set html = '<p>Nobody is there #soir</p>' where id = ${post.id}`);
  const spoiled = await html('/receipts/tags/soir?max_id=9007199254740991');
  expect(spoiled).toContain('Something is wrong with this list.');
  expect(spoiled).toContain('is not what its author’s log says.');
});
