// Texts that somebody means harm with, or that break careless programs: kept as they are, or refused in words; never a file name that leads elsewhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { STRINGS } from '#test/pages/strange-strings.ts';
import { tidyFileName } from './rules.ts';

const CHATS = '/api/perchoir/v1/chats';
let town: Town;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  town = await openTown();
  [ann, ben] = await town.people('ann', 'ben');
  await ben.follows(ann);
});
afterAll(() => town.close());

test('a message says what was written, to the letter; titles, tasks and names of notes are one line that keeps its direction', async () => {
  const chat = (await ann.post(CHATS, { account_ids: [ben.id], title: 'Strange' })).body;
  let taken = 0;
  for (const [n, text] of STRINGS.entries()) {
    const sent = await ann.post(`${CHATS}/${chat.id}/messages`, { text, client_key: `s${n}` });
    expect([200, 422], text).toContain(sent.status);
    if (sent.status === 200) expect(sent.body.text).toBe(text.replace(/\r\n?/g, '\n').trimEnd());
    expect((await ben.get(`${CHATS}/search?${new URLSearchParams({ q: text })}`)).status, text).toBe(200);
    if (sent.status === 200) taken++;
    if (n % 4 > 0) continue;
    for (const answer of [await ann.patch(`${CHATS}/${chat.id}`, { title: text }), await ann.post(`${CHATS}/${chat.id}/tasks`, { text }), await ann.post(`${CHATS}/${chat.id}/notes`, { title: text, text })]) {
      expect([200, 422], text).toContain(answer.status);
      if (answer.status === 200) expect(answer.body.title ?? answer.body.text).not.toMatch(/[\n\r\u202a-\u202e\u2066-\u2069]/u);
    }
  }
  const read = (await ben.get(`${CHATS}/${chat.id}/messages?limit=100`)).body as Json[];
  expect(read).toHaveLength(Math.min(100, taken));
});

test.each([
  ['../../etc/passwd', 'passwd'], ['C:\\Users\\ann\\letter.doc', 'letter.doc'], ['\u202Egpj.exe', 'gpj.exe'], ['...', 'file'], ['', 'file'], ['a\0b\n.txt', 'ab .txt'], ['.htaccess', 'htaccess'],
  [`${'é'.repeat(300)}.tar.gz`, `${'é'.repeat(117)}.gz`],
])('a file that its sender calls %j', (name, tidy) => {
  expect(tidyFileName(name, 'application/octet-stream')).toBe(tidy);
});

test('no name of a file leads elsewhere, is empty or turns letters around', () => {
  for (const one of STRINGS) {
    const name = tidyFileName(one, 'image/png');
    expect(name, one).toMatch(/^[^/\\\p{Cc}\p{Cf}]+$/u);
    expect([...name].length).toBeLessThanOrEqual(120);
  }
});
