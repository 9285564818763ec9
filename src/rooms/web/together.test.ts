// Beside a screen that is somebody else's: nothing of it before a yes, nothing newer than one's picture, and together with those who watched before.
import { expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { openPages } from '#test/town/web.ts';

const { town, web, people: [host, writer, follower] } = await openPages('hedda', 'wanda', 'fritz');
const ROOMS = '/api/perchoir/v1/rooms';
const PATIENT = { timeout: 20_000 };
let evenings = 0;

vi.setConfig({ testTimeout: 120_000 });

/** An evening that is open, with something to watch beside. */
async function evening(source: object): Promise<string> {
  const { body } = await host.post(ROOMS, { title: `Beside ${++evenings}`, tag: `Beside${evenings}`, template: 'match', starts_at: new Date().toISOString() });
  await host.post(`${ROOMS}/${body.id}/open`);
  expect((await host.put(`${ROOMS}/${body.id}/source`, source)).status).toBe(200);
  return String(body.id);
}

/** What a page asks of anybody but this town. */
function outsideOf(page: Page): string[] {
  const outside: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') outside.push(hostname);
  });
  return outside;
}

test.each(['a member', 'a visitor'])('somebody else’s player is not loaded for %s before a yes, which names who will see what', async (who) => {
  const id = await evening({ kind: 'youtube', url: 'https://youtu.be/dQw4w9WgXcQ', title: 'The final' });
  const page = who === 'a member' ? await web.as(writer, { size: 'phone' }) : await web.visit({ size: 'phone' });
  const outside = outsideOf(page);
  await page.goto(`/rooms/${id}`);
  const consent = page.locator('[data-consent]');
  await consent.getByText('it comes from www.youtube-nocookie.com, which then sees your address, your browser', { exact: false }).waitFor();
  await page.waitForTimeout(1500);
  expect(outside).toEqual([]);
  await consent.getByRole('link', { name: 'Watch it here' }).click();
  const frame = page.locator('iframe[title="The final"]');
  await frame.waitFor();
  await expect.poll(() => new Set(outside)).toEqual(new Set(['www.youtube-nocookie.com']));
  // Only for the page whose reader agreed.
  await page.goto(`/rooms/${id}`);
  await consent.waitFor();
  expect(await frame.count()).toBe(0);
  await page.context().close();
});

test('whoever watches later starts the clock: each post comes at its second, none before; it can be set, held and taken up after a reload, and something added', async () => {
  const starts = Date.now() - 600_000;
  const id = await evening({ kind: 'television', title: 'Channel 2', starts_at: new Date(starts).toISOString(), duration_ms: 3_600_000 });
  for (const [second, text] of [[2, 'Anthem'], [8, 'Kick-off'], [40, 'A goal']] as const) await writer.post(`${ROOMS}/${id}/posts`, { status: text, source_ms: second * 1000 });
  await follower.follows(writer);
  await host.post(`${ROOMS}/${id}/close`);
  const [page, member] = [await web.visit({ size: 'phone' }), await web.as(follower)];
  await page.goto(`/rooms/${id}`);
  await page.getByRole('link', { name: 'Watching it later?', exact: false }).click();
  const post = (text: string) => page.locator('[data-second]', { hasText: text });
  await page.getByRole('link', { name: 'I see the first second now' }).click();
  const pressed = Date.now();
  expect(await page.locator('[data-second]').count()).toBe(0);
  await post('Anthem').waitFor(PATIENT);
  expect(Math.abs(Date.now() - pressed - 2000)).toBeLessThan(2000);
  expect(await post('Kick-off').count()).toBe(0);
  await post('Kick-off').waitFor(PATIENT);
  expect(Math.abs(Date.now() - pressed - 8000)).toBeLessThan(2000);
  await page.reload();
  await post('Kick-off').waitFor();
  // Five seconds back, and the kick-off is to come again.
  const at = async (): Promise<number> => Number(await page.locator('[data-at]').getAttribute('data-at'));
  await page.goto(`/rooms/${id}/together?at=10000`);
  await page.getByRole('link', { name: '−5 s' }).click();
  await expect.poll(at).toBe(5000);
  expect([await post('Anthem').count(), await post('Kick-off').count()]).toEqual([1, 0]);
  await page.getByRole('link', { name: '+1 s' }).click();
  await expect.poll(at).toBe(6000);
  expect(await page.getByText('A goal').count()).toBe(0);
  // A member adds where they are.
  await member.goto(`/rooms/${id}/together?at=20000&only=followed`);
  await member.locator('[data-second]', { hasText: 'Kick-off' }).waitFor();
  await member.locator('[data-room-composer] textarea').fill('I come late, what a kick-off');
  await member.getByRole('button', { name: 'Publish' }).click();
  await expect.poll(async () => (await town.visitor.get(`${ROOMS}/${id}/timeline?source_from=20000&source_to=21000`)).body.map(({ room }: { room: { source_ms: number } }) => room.source_ms)).toEqual([20_000]);
  await page.goto(`/rooms/${id}/together?at=20500`);
  await page.getByText('I come late').waitFor();
});

test('“I see the kick-off now” holds everything back, numbers included; it is set finely and held over a reload, for members and visitors', async () => {
  const id = await evening({ kind: 'television', title: 'Channel 2' });
  await host.patch(`${ROOMS}/${id}`, { score: { home: { name: 'Reds', points: 0 }, away: { name: 'Blues', points: 0 } } });
  await new Promise((done) => setTimeout(done, 8000));
  const [member, visitor] = [await web.as(follower), await web.visit()];
  /** What a page says of itself, in milliseconds. */
  const lateness = async (page: Page): Promise<number> => Number(/is (\d+) seconds late/.exec((await page.locator('main').textContent()) ?? '')?.[1] ?? 0) * 1000;
  const delays: number[] = [];
  for (const page of [member, visitor]) {
    await page.goto(`/rooms/${id}`);
    await page.getByText('Watching with a delay?').click();
    await page.getByRole('link', { name: 'I see the kick-off now' }).click();
    await expect.poll(() => lateness(page), PATIENT).toBeGreaterThan(7000);
    const first = await lateness(page);
    await page.getByRole(page === member ? 'button' : 'link', { name: '5 s more' }).click();
    await expect.poll(() => lateness(page), PATIENT).toBe(first + 5000);
    await page.reload();
    expect(await lateness(page)).toBe(first + 5000);
    delays.push(first + 5000);
  }
  const soonest = Math.min(...delays);
  const goal = Date.now();
  await host.patch(`${ROOMS}/${id}`, { score: { home: { name: 'Reds', points: 1 }, away: { name: 'Blues', points: 0 } } });
  await writer.post(`${ROOMS}/${id}/posts`, { status: '@fritz GOAL' });
  await writer.post(`${ROOMS}/${id}/reactions`, { kind: '🔥' });
  // Until their pictures are there neither of them sees anything of it, wherever they look.
  while (Date.now() - goal < soonest - 4000) {
    for (const page of [member, visitor]) {
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).not.toContain('GOAL');
      expect(text).not.toMatch(/Reds1/);
      expect(text).not.toMatch(/🔥\s?1/);
    }
    await member.waitForTimeout(500);
  }
  expect((await follower.get('/api/v1/notifications?types[]=mention')).body).toEqual([]);
  await expect.poll(async () => (await follower.get('/api/v1/notifications?types[]=mention')).body.length, { timeout: 60_000 }).toBe(1);
  for (const page of [member, visitor]) {
    await expect.poll(async () => {
      const more = page.getByRole('button', { name: /new post/ });
      if (await more.isVisible()) await more.click().catch(() => undefined);
      return page.locator('article', { hasText: 'GOAL' }).count();
    }, { timeout: 60_000 }).toBe(1);
    await expect.poll(() => page.locator('main').textContent(), PATIENT).toMatch(/Reds1/);
  }
  expect(Date.now() - goal).toBeGreaterThan(soonest);
});
