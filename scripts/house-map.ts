/** The tables of the documents that are drawn from the code: the rooms, and who hears which event. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Room } from '../src/platform/room.ts';
import { clientApi } from './api-map.ts';
import { floors } from '../src/floors.ts';

const root = join(import.meta.dirname, '..');

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort();
}

const textsOf = (folder: string, ends: string): string =>
  filesOf(folder).filter((file) => file.endsWith(ends) && !file.endsWith('.test.ts')).map((file) => readFileSync(file, 'utf8')).join('\n');

function tablesOf(room: string): string[] {
  const sql = textsOf(join(root, 'src/rooms', room, 'migrations'), '.sql');
  return [...sql.matchAll(/^create (?:unlogged )?table (?:if not exists )?\w+\.(\w+)/gim)].map((match) => match[1] ?? '');
}

function roomsUsedBy(room: string): string[] {
  const code = textsOf(join(root, 'src/rooms', room), '.ts');
  const used = new Set([...code.matchAll(/from '#([a-z-]+)'/g)].map((match) => match[1]));
  return floors.map((floor) => floor.room).filter((name) => used.has(name));
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const listed = (names: readonly string[]): string => (names.length > 0 ? names.map((name) => `\`${name}\``).join(', ') : '–');

/** The rooms, lowest first. */
export function roomTable(): string {
  const rows = floors.map(({ room, purpose }, at) =>
    row([String(at + 1), `\`${room}\``, purpose, listed(roomsUsedBy(room)), listed(tablesOf(room))]));
  return [row(['', 'Room', 'For', 'Uses', 'Its tables']), row(['--:', '---', '---', '---', '---']), ...rows].join('\n');
}

/** Every event that somebody hears and every question that somebody answers, with what follows, in the order it is reached. */
export function eventTable(rooms: readonly Room[]): string {
  const follow = new Map<string, string[]>();
  const note = (token: string, what: string): void => void follow.set(token, [...(follow.get(token) ?? []), what]);
  for (const room of rooms) {
    for (const { event, name, kind } of room.listeners ?? []) note(event, `\`${name}\` (${kind})`);
    for (const { question } of room.answers ?? []) note(`${question}?`, `\`${room.name}\` may refuse`);
  }
  const rows = [...follow].sort(([a], [b]) => (a < b ? -1 : 1)).map(([token, what]) => row([`\`${token}\``, what.join(', ')]));
  return [row(['Event', 'What follows']), row(['---', '---']), ...rows].join('\n');
}

/** A document with a drawn part. */
export interface Drawn {
  readonly path: string;
  /** The name in the marks around the part. */
  readonly part: string;
  readonly table: string;
}

export function drawings(rooms: readonly Room[]): Drawn[] {
  return [
    { path: 'ARCHITECTURE.md', part: 'rooms', table: roomTable() },
    { path: 'docs/events.md', part: 'events', table: eventTable(rooms) },
    { path: 'docs/api.md', part: 'client-api', table: clientApi(rooms).table },
  ];
}

/** The document with its part drawn anew. @throws when a mark is missing: then nothing would be kept current. */
export function redraw(document: string, { path, part, table }: Drawn): string {
  const [start, end] = [`<!-- ${part}: drawn by npm run map -->`, `<!-- end of ${part} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has lost the mark "${start}" or "${end}"`);
  return `${document.slice(0, from + start.length)}\n${table}\n${document.slice(to)}`;
}
