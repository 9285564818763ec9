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

test('programs that lost their way get the short answer, and no page is made for them', async () => {
  for (const [address, accept] of [
    ['/nothing-here', '*/*'], ['/.env', '*/*'], ['/wp-login.php', '*/*'], ['/@nobody', '*/*'], ['/@nobody/1', '*/*'], ['/about', 'application/json'],
    ['/about', 'application/activity+json, */*'], ['/api/v1/nothing', '*/*'],
  ] as const) {
    const answer = await town.visitor.get(address, { headers: { accept } });
    expect([address, answer.status, answer.body.error]).toEqual([address, 404, 'Record not found']);
  }
});

test('programs that take anything, as those that draw previews in messengers, get the pages there are', async () => {
  const dora = await town.person('dora');
  const post = await dora.posts('A preview of this #velo');
  const addresses = ['/', '/@dora', `/@dora/${post.id}`, '/tags/velo', '/about', '/privacy-policy', '/trends/rule', '/explore'];
  for (const address of addresses) {
    for (const headers of [{ accept: '*/*' }, { accept: 'text/*;q=0.5' }] as const) {
      const { status, text } = await town.visitor.get(address, { headers });
      expect([address, status, text.includes('<meta property="og:title"')]).toEqual([address, 200, true]);
    }
  }
  expect((await town.visitor.get(`/@dora/${post.id}`, { headers: { accept: '*/*' } })).text).toContain('A preview of this');
});
