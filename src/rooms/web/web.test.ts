/** The application and the house: one process, one copy of everything. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildApplication } from '#web';
import { openTown } from '#town';

const town = await openTown();
const html = { headers: { accept: 'text/html' } };

test('a page shows what the API has just been told, from the same memory', async () => {
  const alice = await town.person('alice');
  const post = await alice.posts('As it stands now');
  const shows = async (text: string): Promise<void> => {
    await expect.poll(async () => (await town.visitor.get('/', html)).text, { timeout: 5000 }).toContain(text);
  };
  await shows('As it stands now');
  await alice.put(`/api/v1/statuses/${post.id}`, { status: 'As it stands after' });
  await shows('As it stands after');
  await alice.patch('/api/v1/accounts/update_credentials', { display_name: 'Alice the Second' });
  await shows('Alice the Second');
});

test('the application holds pages, and no room', async () => {
  const server = readFileSync(join(await buildApplication(), 'server/index.js'), 'utf8');
  const doors = [...server.matchAll(/from ["'](#[a-z/.-]+)["']/g)].map(([, door]) => door);
  expect(doors).toContain('#timelines');
  expect(doors.every((door) => /^#([a-z]+$|kit\/|platform\/)/.test(door ?? ''))).toBe(true);
  // Words that stand in every room's SQL, and nowhere in a page.
  expect(server).not.toMatch(/selectFrom\(|insertInto\(|perHouse\(/);
});

test.each(['/nothing-here', '/@nobody', '/@nobody/1', '/@alice/99999999999999999999', '/lists/x'])('%s is no fault of the server', async (address) => {
  const answer = await town.visitor.get(address, html);
  expect([303, 302, 404]).toContain(answer.status);
  expect(answer.text).not.toContain('went wrong');
});

test('programs that lost their way get the short answer', async () => {
  const answer = await town.visitor.get('/nothing-here');
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.text)).toMatchObject({ error: 'Record not found' });
});
