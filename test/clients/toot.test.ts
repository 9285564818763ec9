// toot, the terminal client, as Debian ships it: commands as somebody types them, and what they print.
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { INSTALL_MS } from '#test/town/debian.ts';
import { photo } from '#test/town/files.ts';
import { Terminal } from './toot.ts';

let town: Town;
let alice: Person;
let bob: Person;
let terminal: Terminal;
let picture: string;

beforeAll(async () => {
  town = await openTown({ reachable: true });
  [alice, bob] = await town.people('alice', 'bob');
  terminal = await Terminal.open(town, 'alice');
  picture = `${town.house.config.dataDir}/tower.jpg`;
  await writeFile(picture, await photo());
}, INSTALL_MS);

afterAll(async () => {
  await terminal?.close();
  await town?.close();
});

const types = (line: string): Promise<string> => terminal.types(...line.split(' '));
const idOf = (printed: string): string => /\/@alice\/(\d+)/.exec(printed)?.[1] ?? printed;

test('looks around, finds people, follows, mutes and blocks them', async () => {
  const { host } = new URL(town.base);
  expect(await types(`instance ${host} --disable-https`)).toMatch(/Perchoir\n.*\nrunning Mastodon \d/);
  expect(await types('whoami')).toContain('@alice');
  expect(await types(`whois @bob@${host}`)).toContain(`${town.base}/@bob`);
  await types('follow @bob');
  expect([await types('following alice'), await types('followers bob')]).toEqual(['* @bob ', '* @alice ']);
  await types('mute bob');
  await types('unmute bob');
  await types('block bob');
  expect((await alice.get(`/api/v1/accounts/relationships?id=${bob.id}`)).body).toMatchObject([{ blocking: true, following: false, muting: false }]);
  await types('unblock bob');
  expect(await types('search bob')).toContain('* @bob');
}, 60_000);

test('posts pictures, warnings, replies and for later; deletes', async () => {
  const post = idOf(await terminal.types('post', 'Une tour #agora', '-m', picture, '-d', 'A tower', '-v', 'unlisted', '-p', 'Heights', '-s', '-l', 'fr'));
  expect((await alice.get(`/api/v1/statuses/${post}`)).body).toMatchObject({
    visibility: 'unlisted', spoiler_text: 'Heights', sensitive: true, language: 'fr', media_attachments: [{ description: 'A tower' }],
    application: { name: 'toot - a Mastodon CLI client' }, tags: [{ name: 'agora' }],
  });
  const reply = idOf(await terminal.types('post', 'And higher still', '-r', post));
  expect(await types(`thread ${post}`)).toMatch(new RegExp(`Une tour #agora[\\s\\S]*Media:\n${town.base}/files/[\\s\\S]*And higher still[\\s\\S]*In reply to ${post}`));
  expect(await types('post Later --scheduled-in 1h')).toContain('Toot scheduled for');
  expect(((await alice.get('/api/v1/scheduled_statuses')).body as Json[]).map(({ params }) => params.text)).toEqual(['Later']);
  await types(`delete ${reply}`);
  await expect(types(`thread ${reply}`)).rejects.toThrow('Record not found');
}, 60_000);

test('reads home, tags and notifications, and likes, reposts and keeps what it reads', async () => {
  await alice.follows(bob);
  await bob.follows(alice);
  const post = await bob.posts('@alice tea or coffee? #drinks', { poll: { options: ['tea', 'coffee'], expires_in: 3000 } });
  expect(await types('timeline --once')).toMatch(/@bob[\s\S]*@alice tea or coffee\? #drinks[\s\S]*tea - 0%[\s\S]*Poll · 0 votes/);
  expect(await types('timeline --tag drinks --local --once')).toContain(`ID ${post.id}`);
  for (const act of ['favourite', 'reblog', 'bookmark']) await types(`${act} ${post.id}`);
  expect((await alice.get(`/api/v1/statuses/${post.id}`)).body).toMatchObject({ favourited: true, reblogged: true, bookmarked: true });
  expect([await types(`reblogged_by ${post.id}`), await types('bookmarks')]).toEqual([expect.stringContaining('@alice'), expect.stringContaining(`ID ${post.id}`)]);
  await town.settled();
  expect(await types('notifications')).toMatch(/@bob mentioned you in[\s\S]*@bob now follows you/);
  await types('notifications --clear');
  expect(await types('notifications')).toBe('No notification');
  await types('tags_follow #drinks');
  expect(await types('tags_followed')).toContain(`${town.base}/tags/drinks`);
}, 60_000);
