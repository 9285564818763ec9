/** The rules of the house that no linter knows. Each check is shown a violation first, and fails when it finds nothing to look at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Context } from '#platform/context.ts';
import { floors } from '../../src/floors.ts';
import {
  cardLines, emptyNamesIn, foreignReads, foreignWordsIn, foreignWrites, pathsNamedIn, readsIn, tablesOffered, unfinishedIn, writesIn,
} from './checks.ts';
import { filesBelow, foldersIn, readText, root } from './tree.ts';

const rooms = floors.map((floor) => floor.room);

describe('the floors', () => {
  test('carry every room that has a folder, and no other', () => {
    expect(foldersIn('src/rooms').toSorted()).toEqual(rooms.toSorted());
  });

  test.each(rooms)('%s has a door with a card on it, and says what the process runs', (room) => {
    expect(existsSync(join(root, `src/rooms/${room}/room.ts`))).toBe(true);
    expect(cardLines(readText(`src/rooms/${room}/index.ts`).text)).toBeGreaterThanOrEqual(3);
  });

  test('are wired in app.ts, lowest first', () => {
    const { text } = readText('src/app.ts');
    const named = [...text.matchAll(/from '\.\/rooms\/([a-z-]+)\/room\.ts'/g)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(rooms.toSorted());
  });

  test('are reached in that order when the house is put together', async () => {
    const app = (await import('../../src/app.ts')) as { rooms: readonly { name: string }[] };
    expect(app.rooms.map((room) => room.name)).toEqual(rooms);
  });
});

describe('a room writes its own tables only', () => {
  const file = (text: string, path = 'src/rooms/posts/queries.ts') => ({ path, text });

  test('a foreign insert, update or delete is seen, in SQL and in Kysely', () => {
    const bad = [
      'sql`insert into accounts.account (id) values (1)`',
      'sql`update accounts.account\n  set posts = posts + 1`',
      'sql`update accounts.account as a set posts = 1`',
      'sql`delete from accounts.follow where true`',
      'sql`truncate accounts.follow`',
      "db.insertInto('accounts.account')",
      "db\n.updateTable(\n  'accounts.account as a')",
      'db.deleteFrom("accounts.follow")',
      'sql`insert into post (id) values (1)`',
      'sql`delete from ${table} where true`',
    ];
    for (const text of bad) expect(foreignWrites(file(text)), text).toHaveLength(1);
    expect(foreignWrites(file('create table accounts.x (id bigint);', 'src/rooms/posts/migrations/1.sql'))).toHaveLength(1);
  });

  test('its own writes, and words that only look like writes, pass', () => {
    const good = [
      'sql`insert into posts.post (id) values (1) on conflict (id) do update set text = excluded.text`',
      'sql`select id from accounts.account for update`',
      'sql`update posts.post p set likes = likes + 1`',
      "db.insertInto('posts.post')",
      '// delete from accounts.follow is what the room above does\n',
    ];
    for (const text of good) expect(foreignWrites(file(text)), text).toEqual([]);
  });

  test('so do all files of the house', () => {
    const files = [...filesBelow('src', /^src\/(rooms|platform)\/.*(?<!\.test)\.ts$/), ...filesBelow('src', /\/migrations\/[^/]+\.sql$/)];
    expect(files.flatMap(writesIn).length).toBeGreaterThan(0);
    expect(files.flatMap(foreignWrites)).toEqual([]);
  });
});

describe('a room reads its own tables, and those that lower rooms offer', () => {
  const offered = ['posts.post', 'accounts.account'];
  const reads = (text: string, path = 'src/rooms/timelines/queries.ts') => foreignReads({ path, text }, offered, rooms);

  test('a table that is not offered, or lies higher, is seen, in SQL and in Kysely', () => {
    for (const text of ['`select 1 from posts.liking`', '`select 1 from x join posts.pin p on true`', "db.selectFrom('auth.token as t')", 'sql`select 1\n from "auth"."session"`']) {
      expect(reads(text), text).toHaveLength(1);
    }
    expect(reads('`select 1 from posts.post`', 'src/rooms/auth/queries/x.ts')).toHaveLength(1);
  });

  test('what is offered, its own, and names that a statement gives itself pass', () => {
    for (const text of ['`select 1 from posts.post p join told on true`', "db.selectFrom('accounts.account')", '`select 1 from timelines.x`', '// from posts.liking\n']) {
      expect(reads(text), text).toEqual([]);
    }
    const schema = "export type ReadableAccounts = Pick<T, 'accounts.account' | 'accounts.follow'>;\nexport interface ReadablePosts {\n  'posts.post': P;\n}\n'posts.pin'";
    expect(tablesOffered({ path: 'x', text: schema })).toEqual(['accounts.account', 'accounts.follow', 'posts.post']);
  });

  test('so do all rooms', () => {
    const files = filesBelow('src/rooms', /(?<!\.test)\.ts$/);
    const open = filesBelow('src/rooms', /\/schema\.ts$/).flatMap(tablesOffered);
    const foreign = files.flatMap((file) => readsIn(file).filter(({ table }) => open.includes(table) && !file.path.startsWith(`src/rooms/${table.split('.')[0]}/`)));
    expect(foreign.length).toBeGreaterThan(5);
    expect(files.flatMap((file) => foreignReads(file, open, rooms))).toEqual([]);
  });
});

describe('names', () => {
  test('that say nothing are seen', () => {
    expect(emptyNamesIn('src/kit/utils.ts')).toHaveLength(1);
    expect(emptyNamesIn('src/rooms/posts/post-manager.ts')).toHaveLength(1);
    expect(emptyNamesIn('src/rooms/posts/common/x.ts')).toHaveLength(1);
    expect(emptyNamesIn('src/platform/database.ts')).toEqual([]);
  });

  test('of our files all say something', () => {
    const paths = ['src', 'test', 'bench', 'scripts', 'bin'].flatMap((folder) => filesBelow(folder, /\.(ts|mjs|sql)$/)).map((one) => one.path);
    expect(paths.flatMap(emptyNamesIn)).toEqual([]);
  });

  test("of Mastodon's are seen outside the files that speak to its clients, and not in comments", () => {
    const say = (path: string, text: string) => foreignWordsIn({ path, text });
    expect(say('src/rooms/posts/commands.ts', 'const statusId = 1')).toHaveLength(1);
    expect(say('src/rooms/posts/types.ts', 'interface A { reblogged: boolean; favourites: number }')).toHaveLength(2);
    expect(say('src/rooms/posts/routes/create.ts', 'const statusId = 1')).toEqual([]);
    expect(say('src/rooms/posts/commands.ts', "emit('status.update'); const oldStatus = 1; type A = { statuses: 1 }")).toHaveLength(3);
    expect(say('src/rooms/posts/index.ts', "export { PostReply } from './routes/schemas.ts';")).toEqual([]);
    expect(say('src/rooms/posts/index.ts', "export { statusOf } from './reads.ts';")).toHaveLength(1);
    expect(say('src/rooms/posts/commands.ts', 'throw refuse({ status: 404 })')).toEqual([]);
    expect(say('src/rooms/posts/commands.ts', '// what Mastodon calls a status\nconst post = 1')).toEqual([]);
  });

  test('of ours are used in the rooms', () => {
    expect(filesBelow('src/rooms', /(?<!\.test)\.ts$/).flatMap(foreignWordsIn)).toEqual([]);
  });
});

test('nothing is left for one day', () => {
  expect(unfinishedIn({ path: 'x.ts', text: ['// TO', 'DO later'].join('') })).toHaveLength(1);
  const files = ['src', 'test', 'bench', 'scripts', 'bin', 'docs'].flatMap((folder) => filesBelow(folder, /\.(ts|mjs|sql|md)$/));
  expect(files.flatMap(unfinishedIn)).toEqual([]);
});

test('the context has eight fields', () => {
  // The compiler holds this list to the type: one more or one less does not build.
  const fields: Record<keyof Context, true> = {
    db: true, viewer: true, now: true, log: true, emit: true, ask: true, enqueue: true, settings: true,
  };
  expect(Object.keys(fields)).toHaveLength(8);
});

describe('what the documents say', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/words.md'];

  test.each(documents)('%s names files that exist', (path) => {
    const named = pathsNamedIn(readText(path).text);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((one) => !existsSync(join(root, one)))).toEqual([]);
  });

  test('README explains every variable that the configuration reads, and no other', () => {
    const read = [...readText('src/platform/config.ts').text.matchAll(/env(?:\['|, ')([A-Z_]+)'/g)].map((match) => match[1]);
    const told = [...readText('README.md').text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect(new Set(told)).toEqual(new Set(read));
  });

  test('each decision record has a number of its own and says context, decision, consequences and status', () => {
    const records = filesBelow('docs/decisions', /\.md$/);
    const numbers = records.map(({ path }) => /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { path, text } of records) {
      expect(text, path).toMatch(/^# \d{4}/);
      for (const part of ['Context', 'Decision', 'Consequences', 'Status']) {
        expect(text, path).toMatch(new RegExp(`^(#+ |\\**)${part}`, 'm'));
      }
    }
  });
});
