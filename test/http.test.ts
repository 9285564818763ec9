// What every address of the API has in common: its document, its headers, its errors, and the spellings it takes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { everyRoute } from './town/routes.ts';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
});

afterAll(() => town.close());

describe('the OpenAPI document', () => {
  let document: Json;
  beforeAll(async () => {
    document = (await town.visitor.get('/api/openapi.json')).body;
  });

  test('is version 3.1 and knows every route that is not a page', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    for (const { name, route } of everyRoute) {
      if (route.who === 'page') continue;
      const path = route.path.replace(/:([A-Za-z_]+)/g, '{$1}');
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      expect(operation, name).toBeDefined();
      expect(operation.summary, name).not.toBe('');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect((operation.parameters ?? []).filter((one: Json) => one.in === 'path').map((one: Json) => one.name).toSorted(), name).toEqual(named.toSorted());
    }
  });

  test('bounds every text', () => {
    const unbounded: string[] = [];
    let texts = 0;
    const look = (value: Json, where: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (value.type === 'string' && !('const' in value) && !('enum' in value)) {
        texts += 1;
        if (typeof value.maxLength !== 'number') unbounded.push(where);
      }
      for (const [key, inner] of Object.entries(value)) look(inner, `${where}/${key}`);
    };
    look(document.paths, '');
    look(document.components?.schemas, '/components');
    expect(unbounded).toEqual([]);
    expect(texts).toBeGreaterThan(100);
  });
});

describe('pages of other origins', () => {
  test.each(['/api/v1/instance', '/api/v1/bookmarks', '/api/v1/no-such-thing', '/api/v1/statuses/1'])('may read %s, errors too', async (path) => {
    const answer = await town.visitor.get(path, { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    for (const name of ['Link', 'X-RateLimit-Remaining', 'X-Request-Id']) expect(answer.headers.get('access-control-expose-headers')).toContain(name);
  });

  test('are answered before they send', async () => {
    const asks = { origin: 'https://elsewhere.example', 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization, idempotency-key' };
    const answer = await town.visitor.call('OPTIONS', '/api/v1/statuses', undefined, { headers: asks });
    expect([200, 204]).toContain(answer.status);
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization, idempotency-key|\*/);
    expect((await town.visitor.call('OPTIONS', '/oauth/authorize', undefined, { headers: asks })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('errors', () => {
  test.each([
    ['no such address', 'GET', '/api/v1/no-such-thing', 404],
    ['no token', 'GET', '/api/v1/bookmarks', 401],
    ['no such post', 'GET', '/api/v1/statuses/1', 404],
    ['an id that is none', 'GET', '/api/v1/statuses/abc', 404],
  ])('%s: JSON that names the request', async (_what, method, path, status) => {
    const answer = await town.visitor.call(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({ error: expect.any(String), request_id: answer.headers.get('x-request-id') });
    expect(answer.text).not.toMatch(/\.ts:\d|select |node_modules/);
  });

  test.each([
    ['[[[[', 400], ['{"a":', 400], ['null', 400], [`{"status":${'['.repeat(5000)}`, 400], [`{"status":"${'x'.repeat(1_100_000)}"}`, 413], ['{"__proto__":{"a":1}}', 400],
  ])('a body like %.20s is refused and nothing is written', async (body, status) => {
    const answer = await alice.post('/api/v1/statuses', body, { headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(status);
    expect(await town.sql(`select id from posts.post where author_id = ${alice.id}`)).toEqual([]);
  });
});

describe('spellings', () => {
  test('a slash at the end is the same address', async () => {
    expect((await town.visitor.get('/api/v1/instance/')).status).toBe(200);
    const post = await alice.post('/api/v1/statuses/', { status: 'with a slash' });
    expect(post.status).toBe(200);
    expect((await alice.delete(`/api/v1/statuses/${post.body.id}/`)).status).toBe(200);
  });

  // bitlbee's plugin for Mastodon registers its app with the first of these.
  test.each(['Bearer (null)', 'Bearer ', 'Bearer'])('"%s" is no token: its sender is a visitor', async (authorization) => {
    const app = { client_name: 'An app', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob' };
    expect((await town.visitor.post('/api/v1/apps', app, { headers: { authorization } })).status).toBe(200);
    expect((await town.visitor.get('/api/v1/accounts/verify_credentials', { headers: { authorization } })).status).toBe(401);
    expect((await town.visitor.get('/api/v1/instance', { headers: { authorization: 'Bearer that-is-not-there' } })).status).toBe(401);
  });

  test('a list comes as id[]=, id=, id[0]= and JSON', async () => {
    for (const query of [`id[]=${bob.id}`, `id=${bob.id}`, `id[0]=${bob.id}`, `id%5B%5D=${bob.id}`]) {
      const answer = await alice.get(`/api/v1/accounts/relationships?${query}`);
      expect(answer.body.map((one: Json) => one.id), query).toEqual([bob.id]);
    }
  });

  test('PUT and PATCH are one', async () => {
    const updates = everyRoute.filter(({ route }) => route.method === 'PUT' || route.method === 'PATCH');
    const lonely = updates.filter(({ route }) => updates.filter((other) => other.route.path === route.path).length !== 2);
    expect(lonely.map(({ name }) => name)).toEqual([]);
    const post = await alice.posts('edit me');
    for (const method of ['PUT', 'PATCH']) expect((await alice.call(method, `/api/v1/statuses/${post.id}`, { status: `by ${method}` })).body.content).toContain(`by ${method}`);
  });

  test('JSON, form, multipart and query say the same thing', async () => {
    const multipart = new FormData();
    multipart.set('status', 'said four ways');
    multipart.set('visibility', 'unlisted');
    const said = [
      await alice.post('/api/v1/statuses', { status: 'said four ways', visibility: 'unlisted' }),
      await alice.post('/api/v1/statuses', { status: 'said four ways', visibility: 'unlisted' }, { form: true }),
      await alice.post('/api/v1/statuses', multipart),
      await alice.post('/api/v1/statuses?status=said+four+ways&visibility=unlisted'),
    ];
    for (const answer of said) expect(answer.body).toMatchObject({ content: said[0]?.body.content, visibility: 'unlisted' });
  });
});
