/** The walls are a wish until a violation has been seen to break on them: each kind is seeded here, beside its lawful twin. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Example {
  readonly name: string;
  readonly rule: string;
  /** Part of the message a person gets: it has to say what to do. */
  readonly says: string;
  readonly bad: readonly [path: string, code: string];
  readonly good: readonly [path: string, code: string];
  /** A second file that the bad one needs to be bad. */
  readonly beside?: readonly [path: string, code: string];
}

const imports = 'eslint(no-restricted-imports)';
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `export const n${at} = ${at};`).join('\n');
const body = (count: number): string => Array.from({ length: count }, (_, at) => `  if (n === ${at}) return ${at};`).join('\n');

/** Paths are below src/. */
const examples: readonly Example[] = [
  {
    name: 'a file behind another door', rule: imports, says: 'entered by its door',
    bad: ['rooms/timelines/deep.ts', "import { a } from '#posts/queries.ts';\nexport const b = a;"],
    good: ['rooms/timelines/by-the-door.ts', "import { a } from '#posts';\nexport const b = a;"],
  },
  {
    name: 'upward by value', rule: imports, says: 'lower in src/floors.ts',
    bad: ['rooms/accounts/up-value.ts', "import { a } from '#posts';\nexport const b = a;"],
    good: ['rooms/posts/down-value.ts', "import { a } from '#accounts';\nexport const b = a;"],
  },
  {
    name: 'upward by type', rule: imports, says: 'Emit an event up',
    bad: ['rooms/accounts/up-type.ts', "import type { A } from '#posts';\nexport type B = A;"],
    good: ['rooms/posts/down-type.ts', "import type { A } from '#accounts';\nexport type B = A;"],
  },
  {
    name: 'upward by re-export', rule: imports, says: 'lower in src/floors.ts',
    bad: ['rooms/accounts/up-export.ts', "export { a } from '#posts';"],
    good: ['rooms/posts/down-export.ts', "export { a } from '#accounts';"],
  },
  {
    name: 'upward by dynamic import', rule: imports, says: 'lower in src/floors.ts',
    bad: ['rooms/accounts/up-dynamic.ts', "export const b = () => import('#posts');"],
    good: ['rooms/posts/down-dynamic.ts', "export const b = () => import('#accounts');"],
  },
  {
    name: 'upward in a type written as an import', rule: 'typescript(consistent-type-imports)', says: '`import()` type annotations are forbidden',
    bad: ['rooms/accounts/up-inline.ts', "export type B = import('#posts').A;"],
    good: ['rooms/posts/inline.ts', "import type { A } from '#accounts';\nexport type B = A;"],
  },
  {
    name: 'an import worked out at run time', rule: 'house(spelled-imports)', says: 'Write the path of an import out',
    bad: ['rooms/accounts/worked-out.ts', 'export const b = (name: string) => import(`#${name}`);'],
    good: ['rooms/accounts/spelled.ts', "export const b = () => import('./types.ts');"],
  },
  {
    name: 'the own door', rule: imports, says: 'import the file itself',
    bad: ['rooms/posts/own-door.ts', "import { a } from '#posts';\nexport const b = a;"],
    good: ['rooms/posts/own-file.ts', "import { a } from './types.ts';\nexport const b = a;"],
  },
  {
    name: 'a door above, in a test', rule: imports, says: 'lower in src/floors.ts',
    bad: ['rooms/posts/above.test.ts', "import { a } from '#timelines';\nexport const b = a;"],
    good: ['rooms/posts/by-the-door.test.ts', "import { a } from '#posts';\nexport const b = a;"],
  },
  {
    name: '../ out of the room', rule: imports, says: '../ would leave the room',
    bad: ['rooms/timelines/parent.ts', "import { a } from '../posts/queries.ts';\nexport const b = a;"],
    good: ['rooms/timelines/no-parent.ts', "import { a } from './queries.ts';\nexport const b = a;"],
  },
  {
    name: '../ out of the room from a folder of it', rule: imports, says: '../ would leave the room',
    bad: ['rooms/timelines/commands/parent.ts', "import { a } from '../../posts/queries.ts';\nexport const b = a;"],
    good: ['rooms/timelines/commands/beside.ts', "import { a } from '../queries.ts';\nexport const b = a;"],
  },
  {
    name: '../ out of the room from deeper inside', rule: imports, says: '../ would leave the room',
    bad: ['rooms/timelines/presenter/pages/parent.ts', "import type { A } from '../../../posts/types.ts';\nexport type B = A;"],
    good: ['rooms/timelines/presenter/pages/up.ts', "import type { A } from '../../types.ts';\nexport type B = A;"],
  },
  {
    name: 'a route that queries from deeper inside', rule: imports, says: 'Routes do not query',
    bad: ['rooms/posts/routes/pages/asks.ts', "import { a } from '../../queries/posts.ts';\nexport const b = a;"],
    good: ['rooms/posts/routes/pages/reads.ts', "import { a } from '../../reads/read-posts.ts';\nexport const b = a;"],
  },
  {
    name: 'a way round through the ground', rule: imports, says: '../ would leave the room',
    bad: ['rooms/timelines/commands/round.ts', "import { a } from '#platform/../rooms/posts/queries.ts';\nexport const b = a;"],
    good: ['rooms/timelines/commands/straight.ts', "import { a } from '#platform/context.ts';\nexport const b = a;"],
  },
  {
    name: 'a route that queries', rule: imports, says: 'Routes do not query',
    bad: ['rooms/posts/routes/asks.ts', "import { a } from '../queries.ts';\nexport const b = a;"],
    good: ['rooms/posts/routes/reads.ts', "import { a } from '../reads.ts';\nexport const b = a;"],
  },
  {
    name: 'SQL outside queries.ts', rule: imports, says: 'SQL is written in queries.ts',
    bad: ['rooms/posts/commands/sql.ts', "import { sql } from 'kysely';\nexport const b = sql;"],
    good: ['rooms/posts/queries/sql.ts', "import { sql } from 'kysely';\nexport const b = sql;"],
  },
  {
    name: 'a schema that runs SQL', rule: imports, says: 'SQL is written in queries.ts',
    bad: ['rooms/posts/schema/value.ts', "import { sql } from 'kysely';\nexport const b = sql;"],
    good: ['rooms/posts/schema/type.ts', "import type { Generated } from 'kysely';\nexport type B = Generated<number>;"],
  },
  {
    name: 'HTTP outside routes.ts', rule: imports, says: 'HTTP is spoken in routes.ts',
    bad: ['rooms/posts/reads/http.ts', "import { fastify } from 'fastify';\nexport const b = fastify;"],
    good: ['rooms/posts/routes/http.ts', "import { fastify } from 'fastify';\nexport const b = fastify;"],
  },
  {
    name: 'a database driver outside platform', rule: imports, says: 'reached through the context',
    bad: ['rooms/posts/queries/driver.ts', "import { Client } from 'pg';\nexport const b = Client;"],
    good: ['platform/driver.ts', "import { Client } from 'pg';\nexport const b = Client;"],
  },
  {
    name: 'a connection opened by a room', rule: imports, says: 'guarded outbound door',
    bad: ['rooms/accounts/dials.ts', "import { request } from 'undici';\nexport const b = request;"],
    good: ['platform/dials.ts', "import { request } from 'undici';\nexport const b = request;"],
  },
  {
    name: 'fetch in a room', rule: 'eslint(no-restricted-globals)', says: 'guarded outbound door',
    bad: ['rooms/accounts/fetches.ts', "export const b = () => fetch('http://10.0.0.1/');"],
    good: ['rooms/accounts/asks-platform.ts', "import { a } from '#platform/outbound.ts';\nexport const b = a;"],
  },
  {
    name: 'password hashing outside its line', rule: imports, says: 'the bounded line',
    bad: ['rooms/accounts/passwords.ts', "import { hash } from '@node-rs/argon2';\nexport const b = hash;"],
    good: ['platform/passwords.ts', "import { hash } from '@node-rs/argon2';\nexport const b = hash;"],
  },
  {
    name: 'sockets outside streaming', rule: imports, says: 'Sockets live in #streaming',
    bad: ['rooms/posts/sockets.ts', "import { WebSocket } from 'ws';\nexport const b = WebSocket;"],
    good: ['rooms/streaming/sockets.ts', "import { WebSocket } from 'ws';\nexport const b = WebSocket;"],
  },
  {
    name: 'the town in what runs', rule: imports, says: 'Tests only',
    bad: ['rooms/posts/commands/town.ts', "import { a } from '#town';\nexport const b = a;"],
    good: ['rooms/posts/town.test.ts', "import { a } from '#town';\nexport const b = a;"],
  },
  {
    name: 'kit that knows the platform', rule: imports, says: 'kit is pure tools',
    bad: ['kit/up.ts', "import { a } from '#platform/log.ts';\nexport const b = a;"],
    good: ['kit/level.ts', "import { a } from '#kit/ids.ts';\nexport const b = a;"],
  },
  {
    name: 'platform that knows a room', rule: imports, says: 'know no room',
    bad: ['platform/http/up.ts', "import { a } from '#accounts';\nexport const b = a;"],
    good: ['platform/http/down.ts', "import { a } from '#kit/ids.ts';\nexport const b = a;"],
  },
  {
    name: 'a read that writes', rule: imports, says: 'reads.ts never writes',
    bad: ['rooms/posts/reads/writes.ts', "import { insertPost } from '../queries.ts';\nexport const b = insertPost;"],
    good: ['rooms/posts/reads/selects.ts', "import { selectPosts } from '../queries.ts';\nexport const b = selectPosts;"],
  },
  {
    name: 'a query that decides', rule: imports, says: 'queries.ts is SQL',
    bad: ['rooms/posts/queries/decides.ts', "import { mayReply } from '../rules.ts';\nexport const b = mayReply;"],
    good: ['rooms/posts/queries/describes.ts', "import type { A } from '../types.ts';\nexport type B = A;"],
  },
  {
    name: 'a rule that asks the database', rule: imports, says: 'rules.ts decides and does nothing else',
    bad: ['rooms/posts/rules/asks.ts', "import { a } from '../queries.ts';\nexport const b = a;"],
    good: ['rooms/posts/rules/typed.ts', "import type { Viewer } from '#platform/context.ts';\nexport type B = Viewer;"],
  },
  {
    name: 'a rule that calls a command below', rule: imports, says: 'their may… and wanted… only',
    bad: ['rooms/posts/rules/acts.ts', "import { follow } from '#accounts';\nexport const b = follow;"],
    good: ['rooms/posts/rules/asks-rule.ts', "import { maySee } from '#accounts';\nexport const b = maySee;"],
  },
  {
    name: 'a presenter that reads', rule: imports, says: 'their present… only',
    bad: ['rooms/posts/presenter/reads.ts', "import { readAccounts } from '#accounts';\nexport const b = readAccounts;"],
    good: ['rooms/posts/presenter/presents.ts', "import { presentAccount } from '#accounts';\nexport const b = presentAccount;"],
  },
  {
    name: 'a rule that waits', rule: 'house(pure)', says: 'await waits',
    bad: ['rooms/posts/rules/waits.ts', 'export const b = async (n: Promise<number>) => (await n) + 1;'],
    good: ['rooms/posts/rules/counts.ts', 'export const b = (n: number) => n + 1;'],
  },
  {
    name: 'a rule that reads the clock', rule: 'house(pure)', says: 'Hand the value in',
    bad: ['rooms/posts/rules/clock.ts', 'export const b = () => new Date();'],
    good: ['rooms/posts/rules/time.ts', 'export const b = (at: number) => new Date(at);'],
  },
  {
    name: 'a rule that throws dice', rule: 'house(pure)', says: 'Math.random() answers differently',
    bad: ['rooms/posts/rules/dice.ts', 'export const b = () => Math.random();'],
    good: ['rooms/posts/rules/rounds.ts', 'export const b = (n: number) => Math.round(n);'],
  },
  {
    name: 'logic in a door', rule: 'house(door)', says: 'The door holds no logic',
    bad: ['rooms/instance/index.ts', 'export const b = 1;'],
    good: ['rooms/posts/index.ts', "export { a } from './types.ts';\nexport type { B } from './types.ts';"],
  },
  {
    name: 'a door that passes on what nobody reads', rule: 'house(door)', says: 'Name what the door offers',
    bad: ['rooms/streaming/index.ts', "export * from './types.ts';"],
    good: ['rooms/accounts/index.ts', "export { a } from './types.ts';"],
  },
  {
    name: 'a room behind app.ts', rule: imports, says: 'from their room.ts',
    bad: ['app.ts', "import { a } from './rooms/posts/commands.ts';\nexport const b = a;"],
    good: ['main.ts', "import { a } from './app.ts';\nexport const b = a;"],
  },
  {
    name: 'a circle', rule: 'import(no-cycle)', says: 'Dependency cycle',
    bad: ['kit/round.ts', "import { c } from './trip.ts';\nexport const b = () => c;"],
    beside: ['kit/trip.ts', "import { b } from './round.ts';\nexport const c = () => b;"],
    good: ['kit/one-way.ts', "import { b } from './round.ts';\nexport const d = b;"],
  },
  {
    name: 'a decorator', rule: 'house(no-decorators)', says: 'call a function',
    bad: ['kit/decorated.ts', 'const d = (c: unknown): void => void c;\n@d\nexport class B {}'],
    good: ['kit/plain.ts', 'export class B {}'],
  },
  {
    name: 'a default export', rule: 'import(no-default-export)', says: 'named export',
    bad: ['kit/default.ts', 'export default 1;'],
    good: ['kit/named.ts', 'export const b = 1;'],
  },
  {
    name: 'a name in camel case', rule: 'unicorn(filename-case)', says: 'kebab',
    bad: ['kit/camelCase.ts', 'export const b = 1;'],
    good: ['kit/kebab-case.ts', 'export const b = 1;'],
  },
  {
    name: 'a long file', rule: 'eslint(max-lines)', says: 'too many lines',
    bad: ['kit/long.ts', lines(301)],
    good: ['kit/short.ts', `${lines(299)}\n\n// A comment and an empty line are not code.\n`],
  },
  {
    name: 'a long function', rule: 'eslint(max-lines-per-function)', says: 'too many lines',
    bad: ['kit/long-function.ts', `export function b(n: number): number {\n${body(60)}\n  return n;\n}`],
    good: ['kit/short-function.ts', `export function b(n: number): number {\n${body(50)}\n  return n;\n}`],
  },
  {
    name: 'five parameters', rule: 'eslint(max-params)', says: 'too many parameters',
    bad: ['kit/five.ts', 'export const b = (a: 1, c: 1, d: 1, e: 1, f: 1) => [a, c, d, e, f];'],
    good: ['kit/four.ts', 'export const b = (a: 1, c: 1, d: 1, e: 1) => [a, c, d, e];'],
  },
  {
    name: 'any', rule: 'typescript(no-explicit-any)', says: 'any',
    bad: ['kit/any.ts', 'export const b = (n: any) => n;'],
    good: ['kit/unknown.ts', 'export const b = (n: unknown) => n;'],
  },
];

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly help?: string; readonly filename: string }[];
  readonly number_of_files: number;
}

const seeds = examples.flatMap((one) => (one.beside ? [one.bad, one.good, one.beside] : [one.bad, one.good]));
const copy = mkdtempSync(join(tmpdir(), 'perchoir-walls-'));

function lint(): Report {
  const done = spawnSync(process.execPath, ['node_modules/oxlint/bin/oxlint', '-f', 'json', 'src'], {
    cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(done.stdout) as Report;
}

let report: Report;
let clean: Report;

beforeAll(() => {
  for (const path of ['oxlint.config.ts', 'scripts/walls', 'src/floors.ts', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  clean = lint();
  for (const [path, code] of seeds) {
    const file = join(copy, 'src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${code}\n`);
  }
  report = lint();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function found(path: string, rule?: string) {
  return report.diagnostics.filter((one) => one.filename === `src/${path}` && (rule === undefined || one.code === rule));
}

describe('the linter', () => {
  test('looked at every example, and before them at the floors alone', () => {
    const files = new Set(seeds.map(([path]) => path));
    expect(files.size).toBe(seeds.length);
    expect(report.number_of_files).toBe(files.size + 1);
    expect(clean.number_of_files).toBe(1);
    expect(clean.diagnostics).toEqual([]);
  });

  test('fails when it finds no file to look at', () => {
    const empty = join(copy, 'empty');
    mkdirSync(empty);
    const done = spawnSync(process.execPath, ['node_modules/oxlint/bin/oxlint', 'empty'], { cwd: copy });
    expect(done.status).not.toBe(0);
  });
});

describe('a violation is reported, and says what to do:', () => {
  test.each(examples)('$name', ({ bad, rule, says }) => {
    const messages = found(bad[0], rule).map((one) => `${one.message} ${one.help ?? ''}`);
    expect(messages.join('\n')).toContain(says);
  });
});

describe('its lawful twin passes:', () => {
  test.each(examples)('$name', ({ good }) => {
    expect(found(good[0])).toEqual([]);
  });
});

test('every wall of every place can be read as a regular expression and says what to do', async () => {
  const { places } = await import('../../scripts/walls/imports.ts');
  const walls = places().flatMap((place) => place.walls);
  expect(walls.length).toBeGreaterThan(500);
  for (const wall of walls) {
    expect(() => new RegExp(wall.regex)).not.toThrow();
    expect(wall.message.length).toBeGreaterThan(20);
  }
});
