// Event rooms in browsers: live for a member and a visitor, a question that somebody carries, a phone in a cellar, the door.
import { expect, test } from 'vitest';
import { violationsOf } from '#test/town/axe.ts';
import { openPages } from '#test/town/web.ts';

const { town, web, people: [alice, bob, carol] } = await openPages('alice', 'bob', 'carol');
const ROOMS = '/api/perchoir/v1/rooms';
let evenings = 0;

/** An evening of alice's that is open. */
async function evening(more: object = {}) {
  const tag = `Evening${++evenings}`;
  const { body } = await alice.post(ROOMS, { title: `Evening ${evenings}`, tag, starts_at: new Date().toISOString(), speakers: [{ name: 'Ada' }], ...more });
  await alice.post(`${ROOMS}/${body.id}/open`);
  return { id: String(body.id), tag };
}

async function checkIn(person: typeof alice, id: string): Promise<void> {
  const { body: { code } } = await alice.get(`${ROOMS}/${id}/code`);
  expect((await person.post(`${ROOMS}/${id}/presence`, { code })).status).toBe(200);
}

test('what is written with one thumb is on the pages of a member and of a visitor, official told apart, the tag put in by itself', async () => {
  const { id, tag } = await evening();
  const [writer, visitor] = await Promise.all([web.as(alice, { size: 'phone' }), web.visit({ size: 'phone' })]);
  await Promise.all([writer.goto(`/rooms/${id}`), visitor.goto(`/rooms/${id}`)]);
  await visitor.locator('[data-pulse="live"]').waitFor();
  expect(await violationsOf(visitor)).toEqual([]);
  await writer.getByRole('button', { name: 'Ada' }).click();
  expect(await violationsOf(writer)).toEqual([]);
  await writer.keyboard.type('time can be seen”');
  await writer.getByRole('button', { name: 'Publish' }).click();
  for (const page of [writer, visitor]) {
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    const post = page.getByRole('article').filter({ hasText: 'time can be seen' });
    await post.waitFor();
    await post.getByText('Official').waitFor();
    expect(await post.textContent()).toContain(`#${tag}`);
    expect(await post.textContent()).toContain('Ada: “time can be seen”');
  }
  await bob.post(`${ROOMS}/${id}/reactions`, { kind: '👏' });
  await visitor.locator('figure', { hasText: '👏 1' }).waitFor();
}, 60_000);

test('a question is carried and answered, and whoever asked sees each turn without touching the page', async () => {
  const { id } = await evening();
  await checkIn(bob, id);
  const [asker, carrier] = await Promise.all([web.as(carol), web.as(bob)]);
  await Promise.all([asker.goto(`/rooms/${id}`), carrier.goto(`/rooms/${id}`)]);
  await asker.getByLabel('Your question').fill('Why is the rail thin?');
  await asker.getByRole('button', { name: 'Ask', exact: true }).click();
  const theirs = carrier.locator('[data-question]', { hasText: 'Why is the rail thin?' });
  await theirs.getByRole('button', { name: 'I carry it' }).click();
  const own = asker.locator('[data-question]', { hasText: 'Why is the rail thin?' });
  await own.getByText('carried by', { exact: false }).waitFor();
  const { body: [question] } = await alice.get(`${ROOMS}/${id}/questions`);
  const { body: { status: answer } } = await bob.post(`${ROOMS}/${id}/posts`, { status: 'So that one sees the words' });
  expect((await alice.post(`${ROOMS}/${id}/questions/${question.id}/answer`, { post_id: answer.id })).status).toBe(200);
  await own.getByRole('link', { name: 'the answer' }).click();
  await asker.getByText('So that one sees the words').first().waitFor();
}, 60_000);

test('what is written without a connection arrives in its order, once, and says when it was written', async () => {
  const { id, tag } = await evening();
  const page = await web.as(bob, { size: 'phone' });
  await page.goto(`/rooms/${id}`);
  const box = page.locator('[data-room-composer] textarea');
  await box.waitFor();
  await page.context().setOffline(true);
  for (const text of ['First in the cellar', 'Second in the cellar']) {
    await box.fill(text);
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect.poll(() => box.inputValue()).toBe('');
  }
  // Written long enough ago that it counts as late.
  await page.waitForTimeout(16_000);
  await page.context().setOffline(false);
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.getByRole('article').filter({ hasText: 'Second in the cellar' }).getByText('Written at').waitFor({ timeout: 30_000 });
  const { body } = await alice.get(`${ROOMS}/${id}/timeline`);
  expect(body.map(({ status }: { status: { content: string } }) => /First|Second/.exec(status.content)?.[0])).toEqual(['Second', 'First']);
  expect(body.every(({ room, status }: { room: { written_at: string | null }; status: { content: string } }) => room.written_at !== null && status.content.includes(tag))).toBe(true);
}, 90_000);

test('the code of the door checks somebody in by its address; a wrong one is refused in words; only hosts see it', async () => {
  const { id } = await evening();
  const [door, phone, other] = await Promise.all([web.as(alice), web.as(bob, { size: 'phone' }), web.as(carol, { size: 'phone', language: 'fr' })]);
  await door.goto(`/rooms/${id}/door`);
  const code = (await door.locator('[data-code]').textContent()) ?? '';
  await phone.goto(`/rooms/${id}?check_in=${code}`);
  await phone.getByText('You are checked in here.').waitFor();
  await expect.poll(() => phone.url()).not.toContain('check_in');
  await phone.locator('[data-room-composer] textarea').fill('I sit in the first row');
  await phone.getByRole('button', { name: 'Publish' }).click();
  await phone.getByRole('article').filter({ hasText: 'first row' }).getByText('Written here, now').waitFor();
  await other.goto(`/rooms/${id}?check_in=${code === '000000' ? '000001' : '000000'}`);
  await other.getByText('Ce code n’est plus valable', { exact: false }).waitFor();
  expect((await other.goto(`/rooms/${id}/door`))?.status()).toBe(403);
}, 60_000);

test('without script and account the list of rooms, a room behind its picture, and a record are whole', async () => {
  const { id, tag } = await evening({ template: 'match' });
  await bob.post(`${ROOMS}/${id}/posts`, { status: 'Try!' });
  const page = await web.visit({ script: false });
  await page.goto('/rooms');
  await page.getByRole('link', { name: `Evening ${evenings}` }).click();
  await page.getByText('Try!').waitFor();
  await page.getByText('Watching with a delay?').click();
  await page.getByLabel('My delay').selectOption('60000');
  await page.getByRole('button', { name: 'Set' }).click();
  await page.getByText('My picture is 60 seconds late').waitFor();
  expect(await page.getByText('Try!').count()).toBe(0);
  await alice.post(`${ROOMS}/${id}/close`);
  await page.goto(`/tags/${tag}`);
  await page.getByRole('link', { name: `Evening ${evenings}` }).click();
  expect(new URL(page.url()).pathname).toBe(`/rooms/${id}/record`);
  await page.getByText('1 post, in order; nothing was left out.').waitFor();
  expect((await town.visitor.get(`/rooms/${id}/wall`, { headers: { accept: 'text/html' } })).text).toContain('data-theme="dark"');
}, 60_000);

test('a room is made by its form: what is wrong stands beside its field, what was typed stays', async () => {
  const page = await web.as(carol);
  await page.goto('/rooms/new');
  await page.getByLabel('Title', { exact: true }).fill('A small evening');
  await page.getByLabel('Tag', { exact: true }).fill('two words');
  await page.getByLabel('Begins').fill('2030-06-01T20:30');
  await page.getByRole('button', { name: 'Make the room' }).click();
  await page.getByText('One word of letters and digits.').waitFor();
  expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('A small evening');
  await page.getByLabel('Tag', { exact: true }).fill('SmallEvening');
  await page.getByRole('button', { name: 'Make the room' }).click();
  await page.getByRole('heading', { name: 'A small evening' }).waitFor();
  // As the clock of the place says it: Paris in summer.
  const { body: [room] } = await town.visitor.get(`${ROOMS}?tag=SmallEvening`);
  expect(room).toMatchObject({ time_zone: 'Europe/Paris', starts_at: '2030-06-01T18:30:00.000Z', state: 'planned' });
}, 60_000);
