import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEmoji, removeEmoji } from '#media';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { film, frames, greyPng } from '#test/town/files.ts';

let town: Town;
let alice: Person;
let bob: Person;
let serial = 0;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
  await bob.follows(alice);
});

afterAll(() => town.close());

async function uploads(who = alice, fields: Record<string, string> = {}, bytes: Uint8Array = greyPng(20 + ++serial, 20)): Promise<Json> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), 'a.png');
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  const { status, body } = await who.post('/api/v1/media', form);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const idsOf = (post: Json): string[] => post.media_attachments.map((one: Json) => one.id);
const fetchedStatus = async (url: string): Promise<number> => (await fetch(town.base + new URL(url).pathname)).status;

describe('a post with attachments', () => {
  test('shows them in the order asked, without a text, to everybody, in every list and on streams', async () => {
    const [one, two] = [await uploads(alice, { description: 'first' }), await uploads()];
    const [user, media] = [await bob.stream('user'), await bob.stream('public:media')];
    const post = await alice.posts('', { media_ids: [two.id, one.id] });
    expect(post.media_attachments).toEqual([two, one]);
    expect(post.content).toBe('');
    for (const list of ['/api/v1/timelines/home', '/api/v1/timelines/public?only_media=true', `/api/v1/accounts/${alice.id}/statuses?only_media=1`]) {
      expect((await bob.get(list)).body[0], list).toMatchObject({ id: post.id, media_attachments: [{ id: two.id }, { id: one.id, description: 'first' }] });
    }
    for (const stream of [user, media]) {
      await expect.poll(() => stream.frames.some((frame) => frame.event === 'update' && idsOf(frame.payload as Json).join() === `${two.id},${one.id}`)).toBe(true);
    }
    expect(idsOf((await town.visitor.get(`/api/v1/statuses/${post.id}`)).body)).toEqual([two.id, one.id]);
  });

  test('lists of attachments have nothing else', async () => {
    const plain = await alice.posts('without #seen');
    const post = await alice.posts('with #seen', { media_ids: [(await uploads()).id] });
    for (const list of ['/api/v1/timelines/public', '/api/v1/timelines/tag/seen', `/api/v1/accounts/${alice.id}/statuses`]) {
      const ids = (await bob.get(`${list}?only_media=true`)).body.map((one: Json) => one.id);
      expect(ids, list).toContain(post.id);
      expect(ids, list).not.toContain(plain.id);
    }
  });

  test('takes up to four that are its author’s, ready and in no other post; a film stands alone', async () => {
    const five = await Promise.all(Array.from({ length: 5 }, () => uploads()));
    const ids = five.map((one) => one.id as string);
    const refused = async (who: Person, more: object): Promise<string> => {
      const answer = await who.post('/api/v1/statuses', { status: 'x', ...more });
      expect(answer.status, answer.text).toBe(422);
      return answer.body.error as string;
    };
    expect(await refused(alice, { media_ids: ids })).toMatch(/more than 4/);
    expect(await refused(bob, { media_ids: ids.slice(0, 1) })).toMatch(/not found/);
    expect(await refused(alice, { media_ids: ['1', 'abc'] })).toMatch(/not found/);
    const moving = await uploads(alice, {}, await film());
    expect(await refused(alice, { media_ids: [moving.id, ids[0]] })).toMatch(/beside/);
    expect(await refused(alice, { media_ids: ids.slice(0, 1), poll: { options: ['a', 'b'], expires_in: 600 } })).toMatch(/poll/);
    await alice.posts('', { media_ids: [moving.id] });
    await alice.posts('', { media_ids: ids.slice(0, 4) });
    expect(await refused(alice, { media_ids: ids.slice(0, 1) })).toMatch(/already/);
    await town.sql(`update media.attachment set state = 'processing', spool = 'x', format = 'png' where id = ${ids[4]}`);
    expect(await refused(alice, { media_ids: [ids[4]] })).toBe('Cannot attach files that have not finished processing. Try again in a moment!');
    await town.sql(`update media.attachment set state = 'ready' where id = ${ids[4]}`);
  });

  test('two posts that ask for the same upload at once: one has it', async () => {
    const { id } = await uploads();
    const answers = await Promise.all(Array.from({ length: 6 }, () => alice.post('/api/v1/statuses', { status: 'mine', media_ids: [id] })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422, 422, 422, 422]);
  });

  test('is edited: others in, some out, described anew; its history shows what was there', async () => {
    const [one, two, three] = [await uploads(alice, { description: 'old' }), await uploads(), await uploads()];
    const post = await alice.posts('pictures', { media_ids: [one.id, two.id] });
    const edited = await alice.put(`/api/v1/statuses/${post.id}`, {
      status: 'pictures', media_ids: [three.id, one.id], media_attributes: [{ id: one.id, description: 'new', focus: '0.1,0.2' }],
    });
    expect(edited.body.media_attachments).toMatchObject([{ id: three.id }, { id: one.id, description: 'new', meta: { focus: { x: expect.closeTo(0.1), y: expect.closeTo(0.2) } } }]);
    expect(edited.body.edited_at).not.toBeNull();
    expect((await town.visitor.get(`/api/v1/statuses/${post.id}`)).body.media_attachments).toEqual(edited.body.media_attachments);
    expect((await bob.get(`/api/v1/statuses/${post.id}/history`)).body).toMatchObject([
      { media_attachments: [{ id: one.id, description: 'old' }, { id: two.id }] },
      { media_attachments: [{ id: three.id }, { id: one.id, description: 'new' }] },
    ]);
    const form = new URLSearchParams({ status: 'pictures', 'media_attributes[][id]': one.id, 'media_attributes[][description]': 'by form' });
    expect((await alice.put(`/api/v1/statuses/${post.id}`, form)).body.media_attachments).toMatchObject([{ id: three.id }, { id: one.id, description: 'by form' }]);
    expect((await alice.put(`/api/v1/statuses/${post.id}`, { status: 'none', media_ids: [] })).body.media_attachments).toEqual([]);
    expect((await alice.put(`/api/v1/statuses/${post.id}`, { status: '', media_ids: [] })).status).toBe(422);
    const foreign = await uploads(bob, { description: 'his' });
    await alice.put(`/api/v1/statuses/${post.id}`, { status: 'mine', media_attributes: [{ id: foreign.id, description: 'stolen' }] });
    expect((await bob.get(`/api/v1/media/${foreign.id}`)).body.description).toBe('his');
  });

  test('is edited with another small picture, among several; one that is none changes nothing', async () => {
    const [one, two] = [await uploads(), await uploads()];
    const post = await alice.posts('pictures', { media_ids: [one.id, two.id] });
    const form = (thumbnail: Uint8Array): FormData => {
      const body = new FormData();
      body.set('status', 'pictures again');
      body.append('media_attributes[][id]', one.id);
      body.append('media_attributes[][description]', 'the first');
      body.append('media_attributes[][id]', two.id);
      body.append('media_attributes[][thumbnail]', new Blob([new Uint8Array(thumbnail)]), 'b.png');
      return body;
    };
    expect((await alice.put(`/api/v1/statuses/${post.id}`, form(Buffer.from('no picture')))).status).toBe(422);
    expect((await alice.get(`/api/v1/statuses/${post.id}`)).body).toEqual(post);
    const edited = await alice.put(`/api/v1/statuses/${post.id}`, form(greyPng(30, 60)));
    const [first, second] = edited.body.media_attachments;
    expect(first).toMatchObject({ id: one.id, description: 'the first', preview_url: one.preview_url });
    expect(second.preview_url).not.toBe(two.preview_url);
    expect(second).toMatchObject({ id: two.id, url: two.url, meta: { small: { width: 30, height: 60 } } });
    expect((await bob.get(`/api/v1/statuses/${post.id}`)).body.media_attachments).toEqual(edited.body.media_attachments);
  });

  test('described after it was posted: readers and streams see it', async () => {
    const one = await uploads();
    const post = await alice.posts('look', { media_ids: [one.id] });
    const stream = await bob.stream('user');
    expect((await alice.put(`/api/v1/media/${one.id}`, { description: 'A heron' })).status).toBe(200);
    expect((await bob.get(`/api/v1/statuses/${post.id}`)).body).toMatchObject({ media_attachments: [{ description: 'A heron' }], edited_at: null });
    await expect.poll(() => stream.frames.map((frame) => [frame.event, (frame.payload as Json).media_attachments?.[0]?.description])).toContainEqual(['status.update', 'A heron']);
    expect((await alice.delete(`/api/v1/media/${one.id}`)).status).toBe(422);
  });
});

test('a post of a later time keeps its attachments until then, and shows them', async () => {
  const one = await uploads();
  const { body } = await alice.post('/api/v1/statuses', { status: '', media_ids: [one.id], scheduled_at: new Date(Date.now() + 3 * 86_400_000).toISOString() });
  expect(body).toMatchObject({ params: { media_ids: [one.id] }, media_attachments: [{ id: one.id }] });
  expect((await alice.get('/api/v1/scheduled_statuses')).body[0].media_attachments).toEqual([one]);
  const sweep = async (): Promise<number> => Number((await town.sql<{ days: string }>(`select extract(epoch from sweep_at - now()) / 86400 as days from media.attachment where id = ${one.id}`))[0]?.days);
  expect(await sweep()).toBeGreaterThan(3);
  await alice.delete(`/api/v1/scheduled_statuses/${body.id}`);
  expect(await sweep()).toBeLessThan(2);
});

describe('a deleted post', () => {
  /** What was put a moment ago is spared: somebody may be about to show it. */
  async function age(): Promise<void> {
    const folder = join(town.house.config.dataDir, 'files');
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const name of await readdir(folder, { recursive: true })) await utimes(join(folder, name), yesterday, yesterday);
  }

  test('with delete_media takes rows and files along', async () => {
    const one = await uploads();
    const post = await alice.posts('gone', { media_ids: [one.id] });
    const out = await uploads();
    await alice.put(`/api/v1/statuses/${post.id}`, { status: 'gone', media_ids: [out.id] });
    await age();
    const answer = await alice.delete(`/api/v1/statuses/${post.id}?delete_media=true`);
    expect(answer.body).toMatchObject({ text: 'gone', media_attachments: [{ id: out.id }] });
    for (const { id, url, preview_url: preview } of [one, out]) {
      expect((await alice.get(`/api/v1/media/${id}`)).status).toBe(404);
      for (const file of [url, preview]) await expect.poll(() => fetchedStatus(file), { timeout: 10_000 }).toBe(404);
    }
  }, 30_000);

  test('without it gives them back, to be posted anew', async () => {
    const one = await uploads();
    const post = await alice.posts('draft', { media_ids: [one.id] });
    await alice.delete(`/api/v1/statuses/${post.id}`);
    expect(idsOf(await alice.posts('better', { media_ids: [one.id] }))).toEqual([one.id]);
  });

  test('a file that another post shows stays', async () => {
    const bytes = greyPng(77, 77);
    const [hers, his] = [await uploads(alice, {}, bytes), await uploads(bob, {}, bytes)];
    expect(hers.url).toBe(his.url);
    const post = await alice.posts('', { media_ids: [hers.id] });
    await bob.posts('', { media_ids: [his.id] });
    await age();
    await alice.delete(`/api/v1/statuses/${post.id}?delete_media=1`);
    await expect.poll(async () => town.sql("select 1 from graphile_worker.jobs where task_identifier = 'media.removeFiles' and run_at <= now()"), { timeout: 10_000 }).toEqual([]);
    expect(await fetchedStatus(his.url)).toBe(200);
  }, 30_000);
});

describe('custom emoji', () => {
  async function add(shortcode: string, bytes: Uint8Array): Promise<void> {
    const path = await town.house.blobs.spool();
    await writeFile(path, bytes);
    await addEmoji(town.ctx, { shortcode, category: 'birds', file: { path, size: bytes.length, start: bytes.subarray(0, 128) } });
  }

  test('are listed, and named beside every text that has their short code', async () => {
    const before = await alice.posts('early :heron: :nobody: https://x.example/:heron:');
    expect(before.emojis).toEqual([]);
    await add('heron', greyPng(300, 200));
    await add('party', await (await frames(3)).gif({ loop: 0 }).toBuffer());
    const list = (await town.visitor.get('/api/v1/custom_emojis')).body as Json[];
    expect(list.map((one) => one.shortcode)).toEqual(['heron', 'party']);
    expect(list[1]).toMatchObject({ url: expect.stringMatching(/\.gif$/), static_url: expect.stringMatching(/\.png$/), visible_in_picker: true, category: 'birds' });
    for (const { url, static_url: still } of list) for (const file of [url, still]) expect(await fetchedStatus(file)).toBe(200);
    expect((await bob.get(`/api/v1/statuses/${before.id}`)).body.emojis).toEqual([list[0]]);
    const post = await alice.posts('a poll :party:', { spoiler_text: ':heron:', poll: { options: [':heron:', 'b'], expires_in: 600 } });
    expect(post.emojis.map((one: Json) => one.shortcode).toSorted()).toEqual(['heron', 'party']);
    expect(post.poll.emojis).toEqual([list[0]]);
    await alice.patch('/api/v1/accounts/update_credentials', { display_name: 'Alice :heron:', fields_attributes: [{ name: 'a', value: ':party:' }] });
    expect((await bob.get(`/api/v1/accounts/${alice.id}`)).body.emojis).toEqual(list);
    expect((await bob.get(`/api/v1/statuses/${post.id}`)).body.account.emojis).toEqual(list);
    await removeEmoji(town.ctx, 'heron');
    expect((await bob.get(`/api/v1/statuses/${before.id}`)).body).toMatchObject({ emojis: [], account: { emojis: [list[1]] } });
  });

  test('are refused under a name that is none, and as a file that is none', async () => {
    for (const name of ['a', 'a-b', '../x', ':x:', 'x'.repeat(99), '']) await expect(add(name, greyPng(9, 9)), name).rejects.toThrow(/short code/);
    await expect(add('svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toThrow(/PNG, WebP or GIF/);
    await expect(add('large', Buffer.concat([greyPng(9, 9), Buffer.alloc(256 << 10)]))).rejects.toThrow(/256 kB/);
  });
});
