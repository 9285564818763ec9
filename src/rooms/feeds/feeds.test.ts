// Feeds as readers of feeds meet them. The visibility table holds them to what a visitor may see.
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { plainText } from '#kit/plain-text.ts';
import { titleOf } from './plain.ts';
import { renderFeed } from './presenter.ts';

let town: Town;
let author: Person;

beforeAll(async () => {
  town = await openTown();
  [author] = (await town.people('author')) as [Person];
});

afterAll(() => town.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(town.base + path, { headers });

test('an account can be read as RSS, Atom and JSON Feed: what it says to everybody, newest first', async () => {
  await author.posts('Le premier <mot> & la suite #Été');
  await author.posts('ce qui suit', { spoiler_text: 'attention' });
  await author.posts('entre nous', { visibility: 'private' });
  await author.posts('à toi seule', { visibility: 'direct' });
  const answer = await get('/@author.json');
  expect(answer.headers.get('content-type')).toContain('application/feed+json');
  const feed = (await answer.json()) as Json;
  expect(feed['feed_url']).toBe('http://town.test/@author.json');
  expect((feed['items'] as Json[]).map(({ title }) => title)).toEqual(['attention', 'Le premier <mot> & la suite #Été']);
  for (const format of ['rss', 'atom']) {
    const page = await get(`/@author.${format}`);
    expect(page.headers.get('content-type')).toContain(`application/${format}+xml`);
    const text = await page.text();
    expect(text).toContain('Le premier &lt;mot&gt; &amp; la suite #Été');
    expect(text).not.toMatch(/entre nous|à toi seule/);
  }
});

test('a hashtag can be read in any spelling', async () => {
  for (const name of ['été', 'ETE', 'Été']) {
    const feed = (await (await get(`/tags/${encodeURIComponent(name)}.json`)).json()) as Json;
    expect(feed['items']).toHaveLength(1);
  }
});

test('asking again costs nothing while nothing has changed, and a new post is seen at once', async () => {
  const tag = (await get('/@author.rss')).headers.get('etag') ?? '';
  expect((await get('/@author.rss', { 'if-none-match': tag })).status).toBe(304);
  await author.posts('du neuf');
  const answer = await get('/@author.rss', { 'if-none-match': tag });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('du neuf');
});

test('there is no feed of nobody, and no feed opens with a token what a visitor may not see', async () => {
  expect((await get('/@nobody.rss')).status).toBe(404);
  expect((await get('/tags/%00.atom')).status).toBe(404);
  expect((await get('/@author.exe')).status).toBe(404);
  const own = await get('/@author.json', { authorization: `Bearer ${author.token}` });
  expect(await own.text()).not.toContain('entre nous');
});

test('whatever is written, XML stays XML and titles stay short', () => {
  const at = new Date(0);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (word) => {
      const item = { url: 'https://p.example/1', title: word, html: word, publishedAt: at, updatedAt: at, authorName: word, authorUrl: 'https://p.example/@a', language: undefined, tags: [word], files: [] };
      const feed = { title: word, description: word, pageUrl: 'https://p.example/@a', selfUrl: 'https://p.example/@a.rss', iconUrl: undefined, updatedAt: at, items: [item] };
      for (const format of ['rss', 'atom'] as const) {
        // oxlint-disable-next-line no-control-regex
        expect(renderFeed(feed, format)).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      }
      expect(Array.from(titleOf(plainText(word))).length).toBeLessThanOrEqual(91);
    }),
  );
});
