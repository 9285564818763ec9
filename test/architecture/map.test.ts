/** What is drawn from the code must be what the code says now, and what has run somewhere must stay as it ran. */
import { describe, expect, test } from 'vitest';
import { rooms } from '../../src/app.ts';
import { drawings, eventTable, redraw, roomTable } from '../../scripts/house-map.ts';
import { clientApi } from '../../scripts/api-map.ts';
import { brokenSeals, readSeals, sealOf } from '../../scripts/seals.ts';
import { filesBelow, readText } from './tree.ts';

describe('a document', () => {
  test.each(drawings(rooms))('$path shows the $part of the code; npm run map draws them', (drawing) => {
    const { text } = readText(drawing.path);
    expect(redraw(text, drawing)).toBe(text);
  });

  test('shows something: tables that rooms own, rooms that they use, events that are heard', () => {
    expect(roomTable()).toMatch(/\| `posts` \|.*\| .*`accounts`.* \| .*`post`.* \|/);
    expect(eventTable(rooms).split('\n').length).toBeGreaterThan(5);
  });

  test('cannot lose its marks unseen', () => {
    const drawing = { path: 'a.md', part: 'a', table: 'new' };
    expect(() => redraw('# Nothing to fill', drawing)).toThrow('has lost the mark');
    const document = '<!-- a: drawn by npm run map -->\nold\n<!-- end of a -->';
    expect(redraw(document, drawing)).toBe(document.replace('old', 'new'));
  });
});

describe('the client API', () => {
  test('has no endpoint of which nothing is said, and nothing is said of it that is not so', () => {
    const { forgotten, wrong, table } = clientApi(rooms);
    expect({ forgotten, wrong }).toEqual({ forgotten: [], wrong: [] });
    expect(table.split('\n').length).toBeGreaterThan(200);
  });

  test('without a room is missed', () => {
    const less = clientApi(rooms.filter(({ name }) => name !== 'posts'));
    expect(less.forgotten).toContain('POST /api/v1/statuses');
  });
});

describe('a migration', () => {
  const file = { path: 'src/rooms/posts/migrations/20260101-1-first.sql', text: 'create table posts.post ();' };
  const seals = { [file.path]: sealOf(file.text) };

  test('that was changed, removed or never sealed is seen', () => {
    expect(brokenSeals([file], seals)).toEqual([]);
    expect(brokenSeals([{ ...file, text: 'create table posts.note ();' }], seals)).toHaveLength(1);
    expect(brokenSeals([], seals)).toHaveLength(1);
    expect(brokenSeals([file], {})).toHaveLength(1);
  });

  test('of ours is sealed and stands as it was sealed', () => {
    const migrations = filesBelow('src', /\/migrations\/[^/]+\.sql$/);
    expect(brokenSeals(migrations, readSeals())).toEqual([]);
  });

  test('is named by its day and its place in the day', () => {
    const names = filesBelow('src', /\/migrations\//).map(({ path }) => path.split('/').at(-1));
    for (const name of names) expect(name).toMatch(/^\d{8}-\d+-[a-z0-9-]+\.sql$/);
  });
});
