// Running an evening in browsers: what goes to the screen of the venue and who turns it, the desk of a host, and how a room is made.
import { expect, test, vi } from 'vitest';
import { greyPng } from '#test/town/files.ts';
import { openPages } from '#test/town/web.ts';

const { town, web, people: [host, writer, other] } = await openPages('hanna', 'wim', 'otto');
const ROOMS = '/api/perchoir/v1/rooms';
let evenings = 0;

vi.setConfig({ testTimeout: 90_000 });

async function evening(more: object = {}): Promise<string> {
  const { body } = await host.post(ROOMS, { title: `Desk ${++evenings}`, tag: `Desk${evenings}`, starts_at: new Date().toISOString(), ...more });
  await host.post(`${ROOMS}/${body.id}/open`);
  return String(body.id);
}
const write = async (id: string, status: string): Promise<void> => expect((await writer.post(`${ROOMS}/${id}/posts`, { status })).status).toBe(200);

test('a host lets posts go to the screen with one thumb, takes back what was wrong, and the screen follows without being touched', async () => {
  const id = await evening({ wall: 'approved' });
  for (const text of ['One for all', 'Two for tea', 'Three in a row']) await write(id, text);
  const [phone, wall] = [await web.as(host, { size: 'phone' }), await web.visit()];
  await Promise.all([phone.goto(`/rooms/${id}/screen`), wall.goto(`/rooms/${id}/wall`)]);
  const onWall = (text: string) => wall.locator('[data-wall] li', { hasText: text });
  const inHand = phone.locator('[data-in-hand]');
  await inHand.getByText('One for all').waitFor();
  const place = await phone.getByRole('button', { name: 'Show', exact: true }).boundingBox();
  await phone.getByRole('button', { name: 'Show', exact: true }).click();
  await onWall('One for all').waitFor();
  await inHand.getByText('Two for tea').waitFor();
  // The thumb stays where it is.
  expect(await phone.getByRole('button', { name: 'Show', exact: true }).boundingBox()).toEqual(place);
  await phone.getByRole('button', { name: 'Keep off' }).click();
  await inHand.getByText('Three in a row').waitFor();
  await phone.getByRole('button', { name: 'Undo' }).click();
  await inHand.getByText('Two for tea').waitFor();
  await phone.getByRole('button', { name: 'Show', exact: true }).click();
  await onWall('Two for tea').waitFor();
  expect(await onWall('Three in a row').count()).toBe(0);
  await write(id, 'Four by four');
  await phone.getByText('2 posts wait for the screen').waitFor();
});

test('a phone that was given the number turns the screen, which says so; one that was not does not', async () => {
  const id = await evening({ wall: 'everything', template: 'match', score: { home: { name: 'Reds', points: 0 }, away: { name: 'Blues', points: 3 } } });
  for (const text of ['Older words', 'Newer words']) await write(id, text);
  await writer.post(`${ROOMS}/${id}/questions`, { text: 'Who is offside?' });
  const [desk, phone, wall] = [await web.as(host), await web.as(other, { size: 'phone' }), await web.as(writer)];
  await Promise.all([desk.goto(`/rooms/${id}/screen`), phone.goto(`/rooms/${id}/screen?remote=000000`), wall.goto(`/rooms/${id}/wall`)]);
  await phone.getByText('This number is no longer valid.', { exact: false }).waitFor();
  const code = (await desk.locator('[data-wall-code]').textContent()) ?? '';
  await phone.getByLabel('Number that a host shows').fill(code);
  await phone.getByRole('button', { name: 'Turn the screen with this phone' }).click();
  await phone.getByRole('button', { name: 'Older' }).click();
  await wall.locator('[data-driven]', { hasText: 'one post back' }).waitFor();
  await expect.poll(() => wall.locator('[data-wall] li').count()).toBe(1);
  await write(id, 'While it is held');
  await phone.getByRole('button', { name: 'Score' }).click();
  await wall.locator('[data-driven]', { hasText: 'the score' }).waitFor();
  await wall.getByText('Blues').waitFor();
  await phone.getByRole('button', { name: 'Question' }).click();
  await phone.getByRole('listitem').filter({ hasText: 'Who is offside?' }).getByRole('button', { name: 'Show' }).click();
  await wall.getByRole('region', { name: 'on stage' }).getByText('Who is offside?').waitFor();
  await phone.getByRole('button', { name: 'Posts' }).click();
  await phone.locator('[data-on-wall] li', { hasText: 'Older words' }).getByRole('button', { name: 'Pin' }).click();
  await expect.poll(() => wall.locator('[data-wall] li').first().textContent()).toContain('Older words');
  expect(await wall.getByText('While it is held').count()).toBe(0);
  await phone.getByRole('button', { name: 'Go on' }).click();
  await wall.getByText('While it is held').waitFor();
  expect(await phone.getByRole('button', { name: 'Take off' }).count()).toBe(0);
});

test('the screen of the venue outlives its server: it keeps what it shows, and goes on by itself', async () => {
  const id = await evening({ wall: 'everything' });
  await write(id, 'Before the cut');
  const wall = await web.visit();
  await wall.goto(`/rooms/${id}/wall`);
  await wall.getByText('Before the cut').waitFor();
  await wall.context().setOffline(true);
  await wall.waitForTimeout(1500);
  await wall.getByText('Before the cut').waitFor();
  await write(id, 'While it was away');
  await wall.context().setOffline(false);
  await wall.getByText('While it was away').waitFor({ timeout: 40_000 });
  // However often it was read again, there is one of it.
  for (let n = 0; n < 5; n++) {
    await write(id, `After ${n}`);
    await wall.getByText(`After ${n}`).waitFor();
  }
  expect(await wall.evaluate('[document.querySelectorAll("[data-wall]").length, document.querySelectorAll("[data-wall] h1").length]')).toEqual([1, 1]);
});

test('from the desk a host runs the evening: the programme, the score, a moment marked when it happens, a question to its answer, the end', async () => {
  const id = await evening({ template: 'match', score: { home: { name: 'Reds', points: 0 }, away: { name: 'Blues', points: 0 } }, program: [{ title: 'First half' }, { title: 'Half-time', kind: 'break' }] });
  await write(id, 'What a goal');
  await writer.post(`${ROOMS}/${id}/questions`, { text: 'Who was it?' });
  const [desk, visitor] = [await web.as(host, { size: 'phone' }), await web.visit({ size: 'phone' })];
  await Promise.all([desk.goto(`/rooms/${id}/desk`), visitor.goto(`/rooms/${id}`)]);
  await visitor.locator('[data-pulse="live"]').waitFor();
  await desk.getByRole('button', { name: 'Begin First half' }).click();
  await desk.getByRole('button', { name: 'Begin Half-time' }).waitFor();
  await desk.getByRole('button', { name: 'One point more for Reds' }).click();
  await expect.poll(() => visitor.locator('[data-live-piece="head"]').textContent()).toContain('Reds1');
  await desk.getByRole('button', { name: 'Mark this moment' }).click();
  await write(id, 'Written while the name is thought of');
  await desk.getByLabel('What happened').fill('One to nil');
  await desk.getByLabel('A post that tells of it').selectOption(await desk.locator('option', { hasText: 'What a goal' }).getAttribute('value'));
  await desk.getByRole('button', { name: 'Keep' }).click();
  const moment = desk.locator('[data-moments] li');
  await moment.getByText('with a post').waitFor();
  await moment.getByRole('button', { name: 'Change' }).click();
  await desk.getByLabel('What happened').fill('One to nil, by the keeper');
  await desk.getByRole('button', { name: 'Keep' }).click();
  await moment.locator('b', { hasText: 'by the keeper' }).waitFor();
  await visitor.getByText('Programme', { exact: true }).click();
  await visitor.getByRole('link', { name: 'by the keeper' }).waitFor();
  const question = desk.locator('[data-question]');
  await question.getByRole('button', { name: 'On stage' }).click();
  await question.getByRole('button', { name: 'Answered' }).click();
  await question.getByLabel('Which post is the answer?').selectOption(await desk.locator('option', { hasText: 'What a goal' }).getAttribute('value'));
  await question.getByRole('button', { name: 'Answered' }).click();
  await question.getByRole('link', { name: 'the answer' }).waitFor();
  await desk.getByRole('button', { name: 'Close the room' }).click();
  const asks = desk.getByRole('alertdialog');
  await asks.getByText('It becomes a record', { exact: false }).waitFor();
  await asks.getByRole('button', { name: 'Close the room' }).click();
  await expect.poll(async () => (await town.visitor.get(`${ROOMS}/${id}`)).body.state).toBe('closed');
  expect((await (await web.as(other)).goto(`/rooms/${id}/desk`))?.status()).toBe(403);
});

test('a match is made by its form: the programme is proposed, its cover described, its sides named, a speaker found by handle; then hosts, voices and what is watched', async () => {
  const page = await web.as(host);
  await page.goto('/rooms/new');
  // Before its script is at work a form would go nowhere.
  await expect.poll(() => page.getByRole('button', { name: 'Make the room' }).isEnabled(), { timeout: 15_000 }).toBe(true);
  await page.getByRole('radio', { name: 'Match' }).check();
  await page.getByLabel('Title', { exact: true }).fill('A great match');
  await page.getByLabel('Tag', { exact: true }).fill('GreatMatch');
  await page.getByLabel('Begins').fill('2030-06-01T20:30');
  await page.getByLabel('Home side').fill('Reds');
  await page.getByLabel('Away side').fill('Blues');
  await page.locator('input[type=file][name=cover]').setInputFiles({ name: 'field.png', mimeType: 'image/png', buffer: Buffer.from(greyPng(800, 300)) });
  await page.getByLabel('What it shows', { exact: false }).fill('A field under lamps');
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Wim');
  await page.getByLabel('Account, if any').fill('@nobody-here');
  await page.getByRole('button', { name: 'Make the room' }).click();
  await page.getByText('Nobody here is called @nobody-here.').waitFor();
  await page.getByLabel('Account, if any').fill('@wim');
  await page.getByRole('button', { name: 'Make the room' }).click();
  await page.getByRole('heading', { name: 'A great match' }).waitFor();
  const { body: [room] } = await town.visitor.get(`${ROOMS}?tag=GreatMatch`);
  expect(room).toMatchObject({
    template: 'match', score: { home: { name: 'Reds', points: 0 }, away: { name: 'Blues' } }, cover: { description: 'A field under lamps' },
    speakers: [{ name: 'Wim', account: { acct: 'wim' } }], program: [{ title: 'First half' }, { title: 'Half-time', kind: 'break' }, { title: 'Second half' }],
  });
  await page.goto(`/rooms/${room.id}/edit`);
  await page.getByLabel('Handle of a host').fill('@otto');
  await page.locator('[data-duty=host_ids]').getByRole('button', { name: 'Add' }).click();
  await page.locator('[data-duty=host_ids] li', { hasText: 'otto' }).waitFor();
  await page.getByLabel('Handle of a voice').fill('@wim');
  await page.locator('[data-duty=voice_ids]').getByRole('button', { name: 'Add' }).click();
  await page.locator('[data-duty=voice_ids] li', { hasText: 'wim' }).waitFor();
  await page.locator('[data-duty=host_ids]').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('You alone, so far.').waitFor();
  await page.getByLabel('Name of the programme').fill('Channel 2, the final');
  await page.getByRole('button', { name: 'Save the second screen' }).click();
  await page.getByRole('button', { name: 'Nothing is watched beside' }).waitFor();
  expect((await town.visitor.get(`${ROOMS}/${room.id}`)).body).toMatchObject({ hosts: [], voices: [{ acct: 'wim' }], source: { kind: 'television', title: 'Channel 2, the final' } });
});
