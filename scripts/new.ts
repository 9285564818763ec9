/** `npm run new`: begins a room, a migration or a decision record in the form the house expects. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');

const usage = `npm run new room <name> "<what it is for>" [below <room>]   a room on a floor of its own, the highest unless told
npm run new migration <room> <what-it-does>                 a dated SQL file in that room
npm run new decision "<title>"                              the next decision record`;

/** A wrong call; its message and the usage are all that is shown. */
class WrongCall extends Error {}

function wanted(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new WrongCall(`${what} is missing.`);
  return value.trim();
}

const kebab = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

function write(path: string, text: string): void {
  const file = join(root, path);
  if (existsSync(file)) throw new WrongCall(`${path} is there already.`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}

const today = (): string => new Date().toISOString().slice(0, 10).replaceAll('-', '');

/** Names of the next migration: dated, and numbered within the day so that two of one day keep their order. */
function newMigration(room: string, what: string): void {
  const folder = `src/rooms/${room}`;
  if (!existsSync(join(root, folder))) throw new WrongCall(`There is no room "${room}".`);
  const migrations = join(root, folder, 'migrations');
  const ofToday = existsSync(migrations) ? readdirSync(migrations).filter((name) => name.startsWith(`${today()}-`)).length : 0;
  write(`${folder}/migrations/${today()}-${ofToday + 1}-${kebab(what)}.sql`, `-- ${what}: what it is for, and which question each index answers.\n`);
}

function newDecision(title: string): void {
  const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => Number(name.slice(0, 4)));
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0');
  write(`docs/decisions/${number}-${kebab(title)}.md`, `# ${number} ${title}

Status: proposed

## Context

What is the case, with figures and facts: what would someone ask about?

## Decision

## Consequences

What it gives, what it costs, what would make us take it back.
`);
}

const door = (name: string, purpose: string): string => `/**
 * ${name}: ${purpose}.
 *
 * Owns: the tables of the schema \`${name}\`.
 * Promises:
 * Does not do:
 */
`;

const roomFile = (name: string): string => `import type { Room } from '#platform/room.ts';

/** What the process runs of this room. */
export const room: Room = {
  name: '${name}',
};
`;

function newRoom(name: string, purpose: string, below: string | undefined): void {
  if (!/^[a-z]+$/.test(name)) throw new WrongCall('A room is named by one word in small letters: it is also a schema in PostgreSQL.');
  const floorsFile = join(root, 'src/floors.ts');
  const floors = readFileSync(floorsFile, 'utf8');
  const line = `  { room: '${name}', purpose: '${purpose.replaceAll("'", '’')}' },\n`;
  const before = below === undefined ? '] as const satisfies' : `  { room: '${below}',`;
  if (!floors.includes(before)) throw new WrongCall(`There is no room "${below}".`);
  write(`src/rooms/${name}/index.ts`, door(name, purpose));
  write(`src/rooms/${name}/room.ts`, roomFile(name));
  writeFileSync(floorsFile, floors.replace(before, line + before));
  console.log(`put ${name} on its floor in src/floors.ts; now name it in src/app.ts, in the same place of the order, and run npm run map`);
}

function main([kind, ...rest]: string[]): void {
  if (kind === 'room') {
    const [name, purpose, word, below] = rest;
    if (word !== undefined && word !== 'below') throw new WrongCall(`"${word}" was not understood.`);
    return newRoom(wanted(name, 'The name'), wanted(purpose, 'What it is for'), below);
  }
  if (kind === 'migration') return newMigration(wanted(rest[0], 'The room'), wanted(rest.slice(1).join(' '), 'What it does'));
  if (kind === 'decision') return newDecision(wanted(rest.join(' '), 'The title'));
  throw new WrongCall(kind === undefined ? 'What is to be new?' : `"${kind}" is not among what can be new.`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof WrongCall)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 1;
}
