// A whole evening in an event room, by those who are there, who could not come, and who pass by: with a picture that is sent beside.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { openTown } from '../town.ts';
import type { Json, Person, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { greyPng } from '../town/files.ts';
import { Sender, makeFilm } from '../town/senders.ts';
import type { Film } from '../town/senders.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';

const PATIENT = { timeout: 60_000 };
const ROOMS = '/api/perchoir/v1/rooms';
const FILM_SECONDS = 60;
const FRAME_MS = 40;

let town: Town;
let web: Web;
let film: Film;
let host: Person;
let here: Person;
let away: Person;
let crowd: readonly Person[];

vi.setConfig({ testTimeout: 400_000 });

beforeAll(async () => {
  film = await makeFilm(FILM_SECONDS);
  town = await openTown(LOCAL);
  [host, here, away, ...crowd] = await town.people('helene', 'omar', 'lise', 'ana', 'ben', 'cid', 'dot');
  web = await openWeb(town);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
});

async function sit(person: Person | undefined, size: 'phone' | 'desk', path: string): Promise<Page> {
  const page = await (person === undefined ? web.visit({ size }) : web.as(person, { size }));
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(path);
  return page;
}

const room = async (more: object): Promise<Json> => (await host.post(ROOMS, { starts_at: new Date().toISOString(), ...more })).body;
const box = (page: Page) => page.locator('[data-room-composer] textarea[aria-autocomplete]');
const textOf = ({ status }: Json): string => status.content.replaceAll(/<[^>]*>/g, '').replace(/ #\w+$/, '');
const publish = (page: Page): Promise<void> => page.locator('[data-room-composer] button.next').click();
async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await publish(page);
  await expect.poll(() => box(page).inputValue(), PATIENT).toBe('');
}
/** Resolves when a post is seen, which a button may hold back until it is pressed. */
async function sees(page: Page, text: string): Promise<void> {
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await expect.poll(async () => {
    const more = page.getByRole('button', { name: /new post/ }).first();
    if (await more.isVisible()) await more.click({ timeout: 2000 }).catch(() => undefined);
    return page.locator('article', { hasText: text }).first().isVisible();
  }, PATIENT).toBe(true);
}
const unfold = async (page: Page, part: string): Promise<void> => {
  const fold = page.locator(`details${part}`);
  if (!(await fold.evaluate((element) => (element as unknown as { open: boolean }).open))) await fold.locator('summary').first().click();
};

/** Somebody's camera in a room, by what browsers send. */
async function goLive(person: Person, roomId: string): Promise<{ id: string; end: () => Promise<void> }> {
  const { body: made } = await person.post('/api/perchoir/v1/broadcasts', { title: 'From the hall', room_id: roomId });
  const sender = new Sender(`${town.base.replace('http', 'ws')}/api/perchoir/v1/broadcasts/${made.id}/ingest`, { key: made.publish.key });
  await sender.begin(film);
  const began = performance.now();
  let next = 0;
  const pace = setInterval(() => {
    const until = film.packets.findIndex(({ us }) => us / 1000 > performance.now() - began);
    if (until > next) sender.send(film, next, (next = until));
  }, FRAME_MS);
  await expect.poll(async () => (await person.get(`/api/perchoir/v1/broadcasts/${made.id}`)).body.state, PATIENT).toBe('live');
  return {
    id: made.id,
    async end() {
      clearInterval(pace);
      await person.post(`/api/perchoir/v1/broadcasts/${made.id}/end`, {});
      sender.cut();
    },
  };
}

/** Until the picture has moved on by a second. */
async function plays(page: Page): Promise<void> {
  const at = (): Promise<number> => page.locator('video').first().evaluate((video) => (video as unknown as { currentTime: number }).currentTime);
  await expect.poll(at, PATIENT).toBeGreaterThan(0.05);
  const from = await at();
  await expect.poll(at, PATIENT).toBeGreaterThan(from + 1);
}

test('the member on site never loses a line, and the member who could not come is there: quote, cellar, a question carried to its answer, feelings, the record', async () => {
  const { id } = await room({
    title: 'Au Perchoir', tag: 'AuPerchoir', description: 'Three voices.', speakers: [{ name: 'Ada', function: 'mathematician' }, { name: 'Blaise' }],
    program: [{ title: 'Doors' }, { title: 'A wager' }], place: { name: 'The loft', address: '1 roof street' },
  });
  // From the line in his calendar.
  await here.post(`${ROOMS}/${id}/reservation`);
  const { text: ics } = await here.get(`${ROOMS}/${id}/calendar.ics`);
  const address = /^URL[^:]*:(\S+)/m.exec(ics.replaceAll('\r\n ', ''))?.[1] ?? '';
  await host.post(`${ROOMS}/${id}/open`);
  const { body: { code } } = await host.get(`${ROOMS}/${id}/code`);
  await away.follows(here);
  const [phone, home] = await Promise.all([sit(here, 'phone', `${new URL(address).pathname}?check_in=${code}`), sit(away, 'desk', `/rooms/${id}`)]);
  await phone.getByText('You are checked in here.').waitFor();
  await unfold(phone, '[data-people]');
  await phone.locator('[data-people] [data-on-site=true]', { hasText: 'omar' }).waitFor();
  await phone.getByRole('heading', { name: 'Programme' }).waitFor();
  await phone.getByRole('button', { name: 'Ada', exact: true }).waitFor();
  await home.getByText('1 present').waitFor();

  // A quote with one thumb: the one who speaks, the words, and away.
  await phone.getByRole('button', { name: 'Ada', exact: true }).click();
  await box(phone).pressSequentially('time can be seen”');
  await publish(phone);
  await sees(home, 'Ada: “time can be seen”');
  await home.locator('article', { hasText: 'time can be seen' }).getByText('Written here, now').waitFor();

  // In the cellar: four posts, two with a picture, kept in the order they were written.
  await phone.context().setOffline(true);
  const held = ['One from the cellar', 'Two from the cellar', 'Three from the cellar', 'Four from the cellar'];
  for (const [place, text] of held.entries()) {
    await box(phone).fill(text);
    if (place % 2 === 1) {
      await phone.locator('[data-room-composer] input[type=file]').setInputFiles({ name: 'hall.png', mimeType: 'image/png', buffer: Buffer.from(greyPng(300, 200)) });
      await phone.getByLabel(/What does/).fill(`Seen with ${text}`);
    }
    await publish(phone);
    await expect.poll(() => box(phone).inputValue(), PATIENT).toBe('');
  }
  await expect.poll(() => phone.getByText('Waits for a connection, then leaves by itself.').count(), PATIENT).toBe(4);
  await phone.waitForTimeout(16_000);
  expect((await host.get(`${ROOMS}/${id}/timeline`)).body.filter((one: Json) => textOf(one).includes('cellar'))).toEqual([]);
  await phone.context().setOffline(false);
  const arrived = async (): Promise<Json[]> => (await host.get(`${ROOMS}/${id}/timeline`)).body.filter((one: Json) => textOf(one).includes('cellar')).toReversed();
  await expect.poll(async () => (await arrived()).map(textOf), PATIENT).toEqual(held);
  expect((await arrived()).map(({ status }) => status.media_attachments.length)).toEqual([0, 1, 0, 1]);
  expect((await arrived()).every(({ room: { written_at: written }, status }) => written !== null && written < status.created_at)).toBe(true);
  await sees(home, 'Four from the cellar');
  await home.locator('article', { hasText: 'Four from the cellar' }).getByText('arrived').waitFor();

  // She asks, and would have him carry it; he does; on the stage it is answered, and his quote is the answer.
  await unfold(phone, '[data-questions]');
  const ask = home.locator('form[data-ask]');
  await ask.getByLabel('Your question').fill('Does a wager need two?');
  await expect.poll(() => ask.locator('select option').count(), PATIENT).toBeGreaterThan(1);
  await ask.getByLabel('Someone carries it').selectOption({ label: 'omar' });
  await ask.getByRole('button', { name: 'Ask', exact: true }).click();
  const [hers, his] = [home, phone].map((page) => page.locator('[data-question]', { hasText: 'Does a wager need two?' })) as [ReturnType<Page['locator']>, ReturnType<Page['locator']>];
  await his.getByRole('button', { name: 'I carry it' }).click();
  await hers.getByText(/carried by .omar/).waitFor();
  const desk = await sit(host, 'phone', `/rooms/${id}/desk`);
  await desk.locator('[data-question]').getByRole('button', { name: 'On stage' }).click();
  await hers.getByText('on stage').waitFor();
  await phone.getByRole('button', { name: 'Ada', exact: true }).click();
  await box(phone).pressSequentially('one is enough, if it is God”');
  await publish(phone);
  await expect.poll(async () => (await host.get(`${ROOMS}/${id}/timeline`)).body.map(textOf), PATIENT).toContainEqual(expect.stringContaining('one is enough'));
  await his.getByRole('button', { name: 'Answered' }).click();
  const answer = his.getByLabel('Which post is the answer?');
  await expect.poll(() => answer.locator('option').allTextContents(), PATIENT).toContainEqual(expect.stringContaining('one is enough'));
  await answer.selectOption({ index: (await answer.locator('option').allTextContents()).findIndex((text) => text.includes('one is enough')) });
  await his.getByRole('button', { name: 'Answered' }).click();
  await hers.getByRole('link', { name: 'the answer' }).waitFor();

  // She feels something, and so do forty others: the curve says how many, and nothing says who.
  await home.locator('[data-reaction="👏"]').click();
  await Promise.all(crowd.flatMap((one) => Array.from({ length: 10 }, () => one.post(`${ROOMS}/${id}/reactions`, { kind: '👏' }))));
  await home.locator('figure', { hasText: '👏 41' }).waitFor();

  // It closes: what was written is all there, in order.
  await desk.getByRole('button', { name: 'Close the room' }).click();
  await desk.getByRole('alertdialog').getByRole('button', { name: 'Close the room' }).click();
  await home.getByRole('link', { name: 'Read the record' }).click();
  await home.getByText('6 posts, in order; nothing was left out.').waitFor();
  const shown = await home.locator('article').allTextContents();
  expect(['time can be seen', ...held, 'one is enough'].map((text) => shown.findIndex((one) => one.includes(text)))).toEqual([0, 1, 2, 3, 4, 5]);
  await home.locator('[data-question]', { hasText: 'Does a wager need two?' }).getByRole('link', { name: 'the answer' }).waitFor();
  await Promise.all([phone, home, desk].map((page) => page.context().close()));
});

test('the visitor before the match with a cheap phone: at once, with nothing of others, nothing before her picture, and her place holds', async () => {
  const { id } = await room({ title: 'The match', tag: 'TheMatch', template: 'match', score: { home: { name: 'Reds', points: 0 }, away: { name: 'Blues', points: 0 } }, program: [{ title: 'First half' }] });
  await host.put(`${ROOMS}/${id}/source`, { kind: 'television', title: 'Channel 2' });
  const { program: [half] } = (await host.post(`${ROOMS}/${id}/open`)).body;
  for (let n = 0; n < 12; n++) await here.post(`${ROOMS}/${id}/posts`, { status: `Minute ${n}: the ball goes from hand to hand, and the lamps are lit over the whole field.` });
  await town.visitor.get(`/rooms/${id}`, { headers: { accept: 'text/html' } });
  const page = await web.visit({ size: 'phone' });
  page.setDefaultTimeout(PATIENT.timeout);
  const outside: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== 'localhost') outside.push(request.url());
  });
  const slow = await page.context().newCDPSession(page);
  await slow.send('Network.enable');
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 25_000 });
  await page.goto(`/rooms/${id}`, { waitUntil: 'commit' });
  await page.locator('article').first().waitFor({ state: 'attached' });
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  expect(await page.locator('article').count()).toBe(12);
  expect(await page.locator('dialog, [role=dialog], [aria-modal=true]').count()).toBe(0);
  expect(await page.context().cookies()).toEqual([]);

  // Live: what is new waits above, and what she reads stays where it is.
  await expect.poll(() => page.getAttribute('[data-pulse]', 'data-pulse'), PATIENT).toBe('live');
  await page.locator('article').nth(6).scrollIntoViewIfNeeded();
  const place = (): Promise<number> => page.evaluate('[...document.querySelectorAll("article")].find((one) => one.textContent.includes("Minute 4:")).getBoundingClientRect().top');
  const before = await place();
  for (let n = 0; n < 4; n++) await here.post(`${ROOMS}/${id}/posts`, { status: `Later ${n}` });
  const more = page.getByRole('button', { name: '4 new posts' });
  await more.waitFor({ state: 'attached' });
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);

  // Her television is late: she says what she sees, and it is as it was then.
  await host.post(`${ROOMS}/${id}/program/${half.id}`, { state: 'now' });
  await page.waitForTimeout(12_000);
  await host.patch(`${ROOMS}/${id}`, { score: { home: { name: 'Reds', points: 1 }, away: { name: 'Blues', points: 0 } } });
  await here.post(`${ROOMS}/${id}/posts`, { status: 'GOAL GOAL GOAL' });
  await page.goto(`/rooms/${id}?delay=5000`);
  await page.getByRole('link', { name: /I see “.First half.” begin/ }).click();
  await page.getByText(/My picture is \d+ seconds late/).waitFor();
  const late = Number(/is (\d+) seconds/.exec((await page.locator('main').textContent()) ?? '')?.[1]) * 1000;
  expect(late).toBeGreaterThan(11_000);
  const until = Date.now() + 8000;
  while (Date.now() < until) {
    expect(await page.locator('main').textContent()).not.toMatch(/GOAL|Reds1/);
    await page.waitForTimeout(400);
  }
  await sees(page, 'GOAL GOAL GOAL');
  await expect.poll(() => page.locator('main').textContent(), PATIENT).toMatch(/Reds1/);
  expect(outside).toEqual([]);

  // A week later: an account, by the line at the foot of the very page.
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.waitForURL(/sign_up/);
  await page.context().close();
});

test('two windows: one goes live in a room, the other watches, writes, feels and asks; it closes, and the record has all of it', async () => {
  const { id } = await room({ title: 'Live from the roof', tag: 'FromTheRoof' });
  await host.post(`${ROOMS}/${id}/open`);
  const [desk, guest] = await Promise.all([sit(host, 'desk', `/rooms/${id}/desk`), sit(away, 'phone', `/rooms/${id}`)]);
  const { end } = await goLive(host, id);
  try {
    await guest.reload();
    await guest.getByRole('button', { name: 'Play', exact: true }).click();
    await plays(guest);
    await write(guest, 'I see the roof from here');
    await guest.locator('[data-reaction="❤️"]').click();
    await unfold(guest, '[data-questions]');
    await guest.getByLabel('Your question').fill('How high is it?');
    await guest.getByRole('button', { name: 'Ask', exact: true }).click();
    await desk.locator('[data-question]', { hasText: 'How high is it?' }).getByRole('button', { name: 'On stage' }).click();
    await guest.locator('[data-question]').getByText('on stage').waitFor();
    await desk.getByRole('button', { name: 'Mark this moment' }).click();
    await desk.getByLabel('What happened').fill('The lamps go on');
    await desk.getByRole('button', { name: 'Keep' }).click();
    await desk.locator('[data-moments] li').waitFor();
  } finally {
    await end();
  }
  await desk.getByRole('button', { name: 'Close the room' }).click();
  await desk.getByRole('alertdialog').getByRole('button', { name: 'Close the room' }).click();
  await expect.poll(async () => (await town.visitor.get(`${ROOMS}/${id}`)).body.state, PATIENT).toBe('closed');
  const record = (await town.visitor.get(`${ROOMS}/${id}/record`)).body;
  expect(record).toMatchObject({
    room: { state: 'closed', moments: [{ title: 'The lamps go on' }], broadcasts: [{ state: 'ended' }] }, posts: [{ status: { account: { acct: 'lise' } } }],
    questions: [{ text: 'How high is it?', state: 'on_stage' }], reactions: { bins: [{ counts: { '❤️': 1 } }] },
  });
  const visitor = await sit(undefined, 'phone', `/rooms/${id}/record`);
  for (const text of ['I see the roof from here', 'How high is it?', 'The lamps go on', '1 post, in order; nothing was left out.']) await visitor.getByText(text).first().waitFor();
  await visitor.goto(`/rooms/${id}`);
  await visitor.getByRole('button', { name: 'Play the replay' }).click();
  await plays(visitor);
});
