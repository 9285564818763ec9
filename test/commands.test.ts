import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';
import { openTown } from '#town';
import { greyPng } from './town/files.ts';
import { runCommand } from '../src/commands.ts';

let database: TestDatabase;
let folder: string;
const said = { out: '', err: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perchoir-commands-'));
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('PERCHOIR_DATA', folder);
  vi.stubEnv('PERCHOIR_ORIGIN', 'http://town.test');
  vi.spyOn(console, 'log').mockImplementation((line: string) => void (said.out += `${line}\n`));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void (said.err += `${line}\n`));
});
beforeEach(() => void Object.assign(said, { out: '', err: '' }));
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test('the database is brought up to date, and a second time as well', async () => {
  expect([await runCommand(['migrate']), await runCommand(['migrate'])]).toEqual([0, 0]);
});

test('an account is created with a password that is printed, once', async () => {
  const words = ['account', 'create', '--username', 'ann', '--email', 'ann@example.org'];
  expect(await runCommand(words)).toBe(0);
  expect(said.out).toMatch(/^account: ann\nid: \d+\npassword: \S{20}\n$/);
  expect(await runCommand(words)).toBe(1);
  expect(said.err).toContain('Username is taken');
  expect(said.err).not.toContain('    at ');
});

test('a suspension is lifted once, and an account that is not there is named', async () => {
  await runCommand(['account', 'create', '--username', 'eve', '--email', 'eve@example.org', '--password', 'long enough words']);
  expect(said.out).not.toContain('password');
  expect(await runCommand(['account', 'suspend', '@eve'])).toBe(0);
  expect(await runCommand(['account', 'unsuspend', 'eve'])).toBe(0);
  expect(await runCommand(['account', 'unsuspend', 'eve'])).toBe(1);
  expect(await runCommand(['account', 'suspend', 'nobody'])).toBe(1);
  expect(said.err).toBe('The account "eve" is not suspended.\nThere is no account "nobody".\n');
});

test('an announcement is made, listed and taken back', async () => {
  expect(await runCommand(['announcement', 'add', 'We meet at eight', '--ends', '2099-01-01T00:00:00Z'])).toBe(0);
  const id = /^(\d+): announced\n$/.exec(said.out)?.[1] ?? '';
  for (const wrong of [['add'], ['add', 'x', '--starts', 'soon'], ['shout'], []]) expect(await runCommand(['announcement', ...wrong])).toBe(2);
  said.out = '';
  expect(await runCommand(['announcement', 'list'])).toBe(0);
  expect(said.out).toMatch(new RegExp(`^${id}  \\S+  We meet at eight\n$`));
  expect([await runCommand(['announcement', 'remove', id]), await runCommand(['announcement', 'remove', id])]).toEqual([0, 1]);
  expect(said.err).toContain(`There is no announcement "${id}".`);
});

test('an account is deleted when one insists, once', async () => {
  await runCommand(['account', 'create', '--username', 'lea', '--email', 'lea@example.org', '--password', 'long enough words']);
  expect(await runCommand(['account', 'delete', 'lea'])).toBe(2);
  expect(said.err).toContain('--for-good');
  said.out = '';
  expect(await runCommand(['account', 'delete', '@lea', '--for-good'])).toBe(0);
  expect(said.out).toBe('lea: deleted\n');
  expect(await runCommand(['account', 'delete', 'lea', '--for-good'])).toBe(1);
  expect(await runCommand(['account', 'reset-password', 'lea'])).toBe(1);
});

test('the link for a new password is all that is printed', async () => {
  await runCommand(['account', 'create', '--username', 'kim', '--email', 'kim@example.org', '--password', 'long enough words']);
  said.out = '';
  expect(await runCommand(['account', 'reset-password', 'kim'])).toBe(0);
  expect(said.out).toMatch(/^http:\/\/town\.test\/\S+\n$/);
});

describe('settings', () => {
  test.each([
    ['signUpMode', 'closed', '"closed"'],
    ['rates.on', 'false', 'false'],
    ['title', '42', '"42"'],
    ['rates.post', '{"limit":600,"seconds":10800}', '{"limit":600,"seconds":10800}'],
  ])('%s becomes %s', async (key, value, json) => {
    expect(await runCommand(['settings', 'set', key, value])).toBe(0);
    said.out = '';
    expect(await runCommand(['settings', 'get', key])).toBe(0);
    expect(said.out).toBe(`${json}\n`);
  });

  test.each([
    [['set', 'signUpMode', 'sometimes'], 1, 'signUpMode'],
    [['set', 'rates.post', '{"limit":0}'], 1, 'rates.post'],
    [['get', 'nope'], 1, 'There is no setting "nope"'],
    [['set', 'origin', 'https://a.example'], 1, 'PERCHOIR_ORIGIN'],
    [['set', 'title'], 2, 'VALUE is missing'],
    [['set', 'title', 'a', 'b'], 2, '"b" is one word too many'],
  ])('%j is refused with a reason', async (words, code, reason) => {
    expect(await runCommand(['settings', ...words])).toBe(code);
    expect(said.err).toContain(reason);
  });
});

test.each([
  [['nonsense'], 2, 'There is no command "nonsense"'],
  [['constructor'], 2, 'There is no command "constructor"'],
  [['token', 'create'], 2, '--account is missing'],
  [['token', 'create', '--nope'], 2, '--nope'],
  [['account', 'create', '--username', 'x'], 2, '--email is missing'],
  [['migrate', 'now'], 2, 'one word too many'],
])('%j is answered with what was wrong and how it is right', async (words, code, reason) => {
  expect(await runCommand(words)).toBe(code);
  expect(said.err).toContain(reason);
});

test('help is an answer, for every command', async () => {
  expect(await runCommand(['--help'])).toBe(0);
  const names = [...said.out.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name ?? '');
  expect(names).toContain('serve');
  for (const name of names) {
    said.out = '';
    expect(await runCommand([name, '--help'])).toBe(0);
    expect(said.out).toContain(`perchoir ${name}`);
  }
});

test('a variable that is wrong is named, and a database that is away is said to be', async () => {
  vi.stubEnv('PORT', '99999');
  expect(await runCommand(['serve'])).toBe(1);
  vi.stubEnv('PORT', undefined);
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');
  expect(await runCommand(['migrate'])).toBe(1);
  vi.stubEnv('DATABASE_URL', database.url);
  expect(said.err).toMatch(/^PORT must be a whole number.*\nThe database does not answer/);
});

test('beside a running server: a token works at once, and a change of settings is obeyed within a second', async () => {
  const town = await openTown();
  try {
    vi.stubEnv('DATABASE_URL', town.house.databaseUrl);
    const ann = await town.person('ann');
    expect(await runCommand(['token', 'create', '--account', 'ann', '--scopes', 'read'])).toBe(0);
    const caller = town.holder(said.out.trim());
    expect((await caller.get('/api/v1/accounts/verify_credentials')).body.id).toBe(ann.id);
    expect((await caller.post('/api/v1/statuses', { status: 'no' })).status).toBe(403);
    expect(await runCommand(['settings', 'set', 'signUpMode', 'closed'])).toBe(0);
    await vi.waitFor(async () => {
      expect((await town.visitor.get('/api/v2/instance')).body.registrations.enabled).toBe(false);
    }, { timeout: 1000, interval: 50 });
    expect(await runCommand(['account', 'suspend', 'ann'])).toBe(0);
    await vi.waitFor(async () => {
      expect((await caller.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
    }, { timeout: 1000, interval: 50 });
    const ben = await town.person('ben');
    const post = await ben.posts('soon gone');
    expect(await runCommand(['account', 'delete', 'ben', '--for-good'])).toBe(0);
    await vi.waitFor(async () => {
      expect((await ben.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
      expect((await town.visitor.get(`/api/v1/statuses/${post.id}`)).status).toBe(404);
    }, { timeout: 1000, interval: 50 });
    await vi.waitFor(async () => expect(await town.sql('select 1 from posts.post')).toEqual([]), { timeout: 8000, interval: 100 });
  } finally {
    vi.stubEnv('DATABASE_URL', database.url);
    await town.close();
  }
});

test('a custom emoji is added from a file, listed, and removed', async () => {
  const path = join(folder, 'heron.png');
  await writeFile(path, greyPng(40, 40));
  expect(await runCommand(['emoji', 'add', ':heron:', path, '--category', 'birds'])).toBe(0);
  expect(await runCommand(['emoji', 'list'])).toBe(0);
  expect(said.out).toBe(':heron: is there.\nheron\tbirds\n');
  expect(await runCommand(['emoji', 'remove', 'heron'])).toBe(0);
  expect(await runCommand(['emoji', 'remove', 'heron'])).toBe(1);
  expect(await runCommand(['emoji', 'add', 'a-b', path])).toBe(1);
  expect(await runCommand(['emoji', 'add', 'bird', join(folder, 'nowhere.png')])).toBe(2);
  expect(said.err).toContain('A short code has');
});
