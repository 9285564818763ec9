import { request } from 'node:http';
import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Answer, Json, Town } from '#town';
import { provideFigure, VERSION } from './index.ts';
import { mayReadMetrics } from './rules.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

test('a client learns the name, the stream address and the sign-up mode, and a change by the owner shows at once', async () => {
  const before = await town.visitor.get('/api/v2/instance');
  expect(before.body).toMatchObject({
    domain: 'town.test',
    registrations: { enabled: true, approval_required: false },
    configuration: { urls: { streaming: 'ws://town.test' }, statuses: { max_characters: 500 } },
  });
  expect(before.body.version).toMatch(/^\d+\.\d+\.\d+ /);
  await town.house.settings.change(town.ctx, 'signUpMode', 'approval');
  await town.house.settings.change(town.ctx, 'rules', [{ text: 'Be <kind>.' }]);
  expect((await town.visitor.get('/api/v2/instance')).body.registrations).toMatchObject({ enabled: true, approval_required: true });
  expect((await town.visitor.get('/api/v1/instance')).body).toMatchObject({ approval_required: true, uri: 'town.test' });
  expect((await town.visitor.get('/api/v1/instance/rules')).body).toEqual([{ id: '1', text: 'Be <kind>.', hint: '', translations: {} }]);
});

test('a figure is counted once a minute, and the last one stays while counting fails', async () => {
  let now = Date.now();
  const other = await openTown({ clock: () => now });
  let counts = 0;
  const total = async (): Promise<number> => (await other.visitor.get('/nodeinfo/2.0')).body.usage.users.total;
  try {
    provideFigure(other.house, 'users', () => (++counts > 1 ? Promise.reject(new Error('away')) : Promise.resolve(7)));
    expect([await total(), await total(), counts]).toEqual([7, 7, 1]);
    now += 61_000;
    expect([await total(), counts]).toEqual([7, 2]);
  } finally {
    await other.close();
  }
});

test('posts that everybody may read and people who were here within a month are counted', async () => {
  let now = Date.now();
  const other = await openTown({ clock: () => now });
  const figures = async (): Promise<number[]> => {
    now += 61_000;
    const [two, one, node] = await Promise.all(['/api/v2/instance', '/api/v1/instance', '/nodeinfo/2.1'].map((path) => other.visitor.get(path)));
    expect(node?.body.usage).toEqual({ users: { total: one?.body.stats.user_count, activeMonth: two?.body.usage.users.active_month }, localPosts: one?.body.stats.status_count });
    return [node?.body.usage.localPosts, node?.body.usage.users.activeMonth];
  };
  try {
    const [ann, ben] = await other.people('ann', 'ben', 'silent');
    expect(await figures()).toEqual([0, 0]);
    const post = await ann.posts('one');
    for (const visibility of ['unlisted', 'private', 'direct']) await ann.posts('more', { visibility });
    await ben.does('reblog', post);
    await expect.poll(figures).toEqual([2, 2]);
    await ann.delete(`/api/v1/statuses/${post.id}`);
    now += 31 * 86_400_000;
    expect(await figures()).toEqual([1, 0]);
    await ben.home();
    await expect.poll(figures).toEqual([1, 1]);
  } finally {
    await other.close();
  }
});

test('every address that the description names answers', async () => {
  const { body } = await town.visitor.get('/api/v2/instance');
  const links = (await town.visitor.get('/.well-known/nodeinfo')).body.links as { href: string }[];
  const named = [
    body.thumbnail.url, body.icon[0].src, body.configuration.urls.about, body.configuration.urls.privacy_policy,
    ...links.map((link) => link.href),
  ] as string[];
  for (const address of named) expect([address, (await town.visitor.get(new URL(address).pathname, { headers: { accept: 'text/html,*/*' } })).status]).toEqual([address, 200]);
  const lists = ['peers', 'activity', 'domain_blocks', 'languages', 'translation_languages', 'extended_description', 'privacy_policy'];
  for (const name of lists) expect([name, (await town.visitor.get(`/api/v1/instance/${name}`)).status]).toEqual([name, 200]);
  expect((await town.visitor.get('/api/v1/announcements')).status).toBe(401);
  expect((await town.visitor.get('/.well-known/host-meta')).text).toContain('http://town.test/.well-known/webfinger?resource={uri}');
});

test('weeks are counted as they were: open posts, accounts that wrote, accounts that came', async () => {
  let now = Date.UTC(2027, 0, 6, 12);
  const [other, day] = [await openTown({ clock: () => now }), 86_400_000];
  try {
    const [ann, ben] = await other.people('ann', 'ben');
    await ann.posts('in the first week');
    await ben.posts('only for some', { visibility: 'private' });
    now += 7 * day;
    await (await other.person('cleo')).posts('in the second');
    await ann.posts('too');
    const { body } = await other.visitor.get('/api/v1/instance/activity');
    expect(body).toHaveLength(12);
    expect(body.slice(0, 3)).toEqual([
      { week: String(Date.UTC(2027, 0, 11) / 1000), statuses: '2', logins: '2', registrations: '1' },
      { week: String(Date.UTC(2027, 0, 4) / 1000), statuses: '1', logins: '2', registrations: '2' },
      { week: String(Date.UTC(2026, 11, 28) / 1000), statuses: '0', logins: '0', registrations: '0' },
    ]);
  } finally {
    await other.close();
  }
});

describe('every limit announced is the one obeyed:', () => {
  type Trial = (configuration: Json, by: number) => Promise<number>;
  const change = async (person: string, body: object): Promise<number> =>
    (await (await town.person(person)).patch('/api/v1/accounts/update_credentials', body)).status;
  const write = async (text: string, more: object = {}): Promise<number> =>
    (await (await town.person('alice')).post('/api/v1/statuses', { status: text, ...more })).status;
  const send = async (bytes: Uint8Array, more: Record<string, string> = {}): Promise<Answer> => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]));
    for (const [key, value] of Object.entries(more)) form.set(key, value);
    return (await town.person('alice')).post('/api/v1/media', form);
  };
  const ask = (poll: object): Promise<number> => write('?', { poll: { options: ['a', 'b'], expires_in: 600, ...poll } });
  const field = (name: number, value: number) => ({ fields_attributes: [{ name: 'é'.repeat(name), value: 'é'.repeat(value) }] });
  const trials: Record<string, Trial> = {
    'characters of a post': ({ statuses }, by) => write('é'.repeat(statuses.max_characters + by)),
    'with its warning': ({ statuses }, by) => write('é'.repeat(statuses.max_characters - 9), { spoiler_text: 'w'.repeat(9 + by) }),
    'and what a link counts': ({ statuses }, by) =>
      write(`https://example.org/${'x'.repeat(300)} ${'é'.repeat(statuses.max_characters - statuses.characters_reserved_per_url - 1 + by)}`),
    'options of a poll': ({ polls }, by) => ask({ options: Array.from({ length: polls.max_options + by }, (_, n) => `${n}`) }),
    'characters of an option': ({ polls }, by) => ask({ options: ['a', 'é'.repeat(polls.max_characters_per_option + by)] }),
    'shortest poll': ({ polls }, by) => ask({ expires_in: polls.min_expiration - by }),
    'longest poll': ({ polls }, by) => ask({ expires_in: polls.max_expiration + by }),
    'pinned posts': async ({ accounts }, by) => {
      const ann = await town.person(`pinner${by}`);
      const answers = [];
      for (let n = 0; n < accounts.max_pinned_statuses + by; n++) answers.push(await ann.post(`/api/v1/statuses/${(await ann.posts('x')).id}/pin`));
      return answers.at(-1)?.status ?? 0;
    },
    'display name': ({ accounts }, by) => change('alice', { display_name: 'é'.repeat(accounts.max_display_name_length + by) }),
    note: ({ accounts }, by) => change('alice', { note: 'é'.repeat(accounts.max_note_length + by) }),
    fields: ({ accounts }, by) =>
      change('alice', { fields_attributes: Array.from({ length: accounts.max_profile_fields + by }, (_, n) => ({ name: `f${n}`, value: 'x' })) }),
    'name of a field': ({ accounts }, by) => change('alice', field(accounts.profile_field_name_limit + by, 1)),
    'value of a field': ({ accounts }, by) => change('alice', field(1, accounts.profile_field_value_limit + by)),
    'description of an avatar': ({ accounts }, by) => change('alice', { avatar_description: 'é'.repeat(accounts.max_avatar_description_length + by) }),
    'description of a header': ({ accounts }, by) => change('alice', { header_description: 'é'.repeat(accounts.max_header_description_length + by) }),
    'pixels of a picture': ({ media_attachments: media }, by) => change('alice', pictureForm(greyPng(media.image_matrix_limit / 4320 + by, 4320))),
    'attachments of a post': async ({ statuses }, by) => {
      const media_ids = await Promise.all(Array.from({ length: statuses.max_media_attachments + by }, async () => (await send(greyPng(9, 9))).body.id));
      return write('x', { media_ids });
    },
    'description of an attachment': async ({ media_attachments: media }, by) => (await send(greyPng(9, 9), { description: 'é'.repeat(media.description_limit + by) })).status,
    'pixels of an attachment': async ({ media_attachments: media }, by) => (await send(greyPng(media.image_matrix_limit / 4320 + by, 4320))).status,
    'bytes of an attachment': async ({ media_attachments: media }, by) =>
      (await send(Buffer.concat([greyPng(9, 9), Buffer.alloc(media.image_size_limit)]).subarray(0, media.image_size_limit + by))).status,
    'bytes of a picture': ({ media_attachments: media }, by) =>
      change('alice', pictureForm(Buffer.concat([greyPng(9, 9), Buffer.alloc(media.image_size_limit)]).subarray(0, media.image_size_limit + by))),
  };

  test.each(Object.keys(trials))('%s', async (name) => {
    const { configuration } = (await town.visitor.get('/api/v2/instance')).body;
    expect((await town.visitor.get('/api/v1/instance')).body.configuration).toMatchObject({ statuses: configuration.statuses, polls: configuration.polls });
    expect(await trials[name]?.(configuration, 0)).toBe(200);
    expect([422, 413]).toContain(await trials[name]?.(configuration, 1));
  });
});

/** A grey picture, small however large. */
function greyPng(width: number, height: number): Buffer {
  const chunk = (type: string, bytes: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(bytes.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = deflateSync(Buffer.alloc((width + 1) * height), { level: 1 });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function pictureForm(bytes: Buffer): FormData {
  const form = new FormData();
  form.set('avatar', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'a.png');
  return form;
}

test('the stylesheet is asked for again without being sent again', async () => {
  const first = await town.visitor.get('/assets/style.css');
  expect(first.headers.get('content-type')).toBe('text/css; charset=utf-8');
  const again = await town.visitor.get('/assets/style.css', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('ready says 503 with Retry-After once the database is away, and live stays well', async () => {
  const other = await openTown();
  try {
    expect((await other.visitor.get('/health/ready')).status).toBe(200);
    await other.house.database.close();
    const answer = await other.visitor.get('/health/ready');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await other.visitor.get('/health/live')).text).toBe('OK');
  } finally {
    await other.close().catch(() => undefined);
  }
});

describe('/metrics', () => {
  const ask = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(new URL('/metrics', town.base), { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject).end();
    });

  test('is for this machine, not for those whom a proxy beside the server passes on', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({ 'x-forwarded-for': '203.0.113.9' })).toBe(404);
    expect(await ask({ forwarded: 'for=203.0.113.9' })).toBe(404);
  });

  test.each([
    ['127.0.0.1', false, [], true],
    ['::ffff:127.0.0.1', false, [], true],
    ['203.0.113.9', false, [], false],
    ['203.0.113.9', true, ['203.0.113.9'], true],
    ['127.0.0.1', true, [], false],
  ])('%s through a proxy %s with %j named: %s', (address, throughProxy, named, may) => {
    expect(mayReadMetrics({ address, throughProxy }, named)).toBe(may);
  });
});

test('the version announced is that of the package', async () => {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text).version).toBe(VERSION);
});
