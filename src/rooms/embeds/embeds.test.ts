import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown, ORIGIN } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let ann: Person;

beforeAll(async () => {
  town = await openTown();
  ann = await town.person('ann');
  await ann.patch('/api/v1/accounts/update_credentials', { display_name: '<b>Ann</b> & co' });
});
afterAll(() => town.close());

const frame = (post: Json, query = '', headers: Record<string, string> = {}) => town.visitor.get(`/@ann/${post.id}/embed${query}`, { headers });
const oembed = (url: string, more = '') => town.visitor.get(`/api/oembed?url=${encodeURIComponent(url)}${more}`);

test('a public post can be framed anywhere, without script, in French and in English', async () => {
  const post = await ann.posts('An <i>embedded</i> post https://example.org/ #tag');
  const english = await frame(post, '', { 'accept-language': 'en' });
  expect(english.status).toBe(200);
  expect(english.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors \*/);
  expect(english.headers.get('x-frame-options')).toBeNull();
  expect(english.text).not.toMatch(/<script|<i>|<b>Ann<\/b> &|onload=/);
  expect(english.text).toContain('&lt;i&gt;embedded&lt;/i&gt;');
  expect(english.text).toContain('See it on');
  expect((await frame(post, '?lang=fr')).text).toContain('Voir sur');
  expect((await town.visitor.get('/assets/embed.css')).text).toContain('prefers-color-scheme: dark');
  const warned = await frame(await ann.posts('inside', { spoiler_text: 'careful' }));
  expect(warned.text).toMatch(/<details><summary>careful/);
});

test('oEmbed says how, with the frame in it, by every address of the post', async () => {
  const post = await ann.posts('to be embedded');
  const answer = await oembed(post.url, '&maxwidth=300&maxheight=200');
  expect(answer.body).toMatchObject({ type: 'rich', version: '1.0', author_name: '<b>Ann</b> & co', author_url: `${ORIGIN}/@ann`, provider_url: ORIGIN, width: 300 });
  expect(answer.body.height).toBeLessThanOrEqual(200);
  expect(answer.body.html).toContain(`<iframe src="${ORIGIN}/@ann/${post.id}/embed"`);
  expect(answer.body.html).not.toMatch(/<script|<b>/);
  for (const url of [post.uri, `${post.url}/embed`, `${post.url}?x=1#y`]) expect((await oembed(url)).body.author_url).toBe(`${ORIGIN}/@ann`);
  expect((await oembed(post.url, '&format=xml')).status).toBe(422);
});

test('what a visitor may not see is not there: by frame, by oEmbed, whoever asks', async () => {
  const bob = await town.person('bob');
  await bob.follows(ann);
  const open = await ann.posts('open');
  const repost = await bob.does('reblog', open);
  const hidden: Json[] = [];
  for (const visibility of ['private', 'direct']) hidden.push(await ann.posts(`@bob canary-embed ${visibility}`, { visibility }));
  for (const post of hidden) {
    for (const who of [town.visitor, bob, ann]) {
      for (const path of [`/@ann/${post.id}/embed`, `/api/oembed?url=${encodeURIComponent(post.url)}`]) {
        const answer = await who.get(path);
        expect([path, answer.status, answer.text.includes('canary-embed')]).toEqual([path, 404, false]);
      }
    }
  }
  const quoting = await ann.posts('look', { quoted_status_id: hidden[0].id });
  expect(quoting.visibility).toBe('private');
  for (const path of [`/@bob/${open.id}/embed`, `/@bob/${repost.id}/embed`, '/@ann/abc/embed', '/@ann/1/embed', '/@nobody/1/embed']) expect((await town.visitor.get(path)).status).toBe(404);
  for (const url of ['', 'abc', 'https://elsewhere.example/@ann/1', `${ORIGIN}/@ann`, `${ORIGIN}.evil.example/@ann/${open.id}`, 'javascript:alert(1)']) expect([404, 422]).toContain((await oembed(url)).status);
  await ann.delete(`/api/v1/statuses/${open.id}`);
  expect((await frame(open)).status).toBe(404);
});
