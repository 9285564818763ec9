// Who may call what: from the route list, so that a new route is under the same rules without a line here.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '#auth';
import { PASSWORD, openTown } from '#town';
import type { Person, Town } from '#town';
import { Browser } from './town/browser.ts';
import { addressOf, everyRoute } from './town/routes.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let town: Town;
let alice: Person;
let appToken: string;
let pageHeaders: Record<string, string>;
const weakTokens = new Map<string, string>();

beforeAll(async () => {
  town = await openTown();
  alice = await town.person('alice');
  const app = await town.visitor.post('/api/v1/apps', { client_name: 'probe', redirect_uris: 'https://probe.example/', scopes: 'read write follow push' });
  const granted = await town.visitor.post('/oauth/token', {
    grant_type: 'client_credentials', client_id: app.body.client_id, client_secret: app.body.client_secret, scope: 'read write follow push',
  });
  appToken = granted.body.access_token as string;
  for (const scopes of ['push', 'read:lists', 'profile']) weakTokens.set(scopes, await createToken(town.ctx, { accountId: Number(alice.id), scopes }));
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: 'alice', password: PASSWORD });
  pageHeaders = browser.asPage;
});

afterAll(() => town.close());

function ask(method: string, url: string, token?: string, body: object = {}) {
  return askAs(token === undefined ? {} : { authorization: `Bearer ${token}` }, method, url, body);
}

async function askAs(headers: Record<string, string>, method: string, url: string, body: object = {}) {
  const writes = method !== 'GET';
  const answer = await town.house.http?.inject({ method: method as Method, url, headers, ...(writes && { payload: body }) });
  if (answer === undefined) throw new Error('The town is closed.');
  return answer;
}

/** A token whose scope has nothing to do with the route's. */
function weakTokenFor(scopes: readonly string[]): string {
  const scope = scopes.some((one) => one.startsWith('push')) ? 'read:lists' : 'push';
  return weakTokens.get(scope) as string;
}

const scopesOf = (scope: string | readonly string[] | undefined): string[] => (scope === undefined ? [] : [scope].flat() as string[]);

test('the route list has something in it for each of these rules', () => {
  for (const who of ['anyone', 'member', 'app', 'key', 'page']) expect(everyRoute.some(({ route }) => route.who === who), who).toBe(true);
});

describe('without a token', () => {
  const guarded = everyRoute.filter(({ route }) => route.who === 'member' || route.who === 'app');
  test.each(guarded)('$name answers 401', async ({ route }) => {
    const answer = await ask(route.method, addressOf(route));
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ error: expect.any(String), request_id: answer.headers['x-request-id'] });
    expect((await ask(route.method, addressOf(route), 'no-such-token')).statusCode).toBe(401);
  });
});

describe('signed in at a browser', () => {
  test('a page of ours is let in by its session', async () => {
    expect((await askAs(pageHeaders, 'GET', '/api/v1/accounts/verify_credentials')).json()).toMatchObject({ username: 'alice' });
  });

  const called = everyRoute.filter(({ route }) => route.who !== 'page' && route.who !== 'key');
  test.each(called)('$name answers 403 to a page from elsewhere', async ({ route }) => {
    expect((await askAs({ ...pageHeaders, origin: 'https://elsewhere.example' }, route.method, addressOf(route))).statusCode).toBe(403);
  });

  const guarded = called.filter(({ route }) => route.who !== 'anyone');
  test.each(guarded)('$name answers 401 to the cookie alone', async ({ route }) => {
    const { authorization: _without, ...headers } = pageHeaders;
    expect((await askAs(headers, route.method, addressOf(route))).statusCode).toBe(401);
  });
});

describe('with a token for something else', () => {
  const scoped = everyRoute.filter(({ route }) => route.who !== 'page' && scopesOf(route.scope).length > 0);
  test.each(scoped)('$name answers 403', async ({ route }) => {
    const answer = await ask(route.method, addressOf(route), weakTokenFor(scopesOf(route.scope)));
    expect(answer.statusCode).toBe(403);
  });
});

describe("with an application's token", () => {
  const personal = everyRoute.filter(({ route }) => route.who === 'member');
  test.each(personal)('$name answers 422', async ({ route }) => {
    expect((await ask(route.method, addressOf(route), appToken)).statusCode).toBe(422);
  });
});

describe('a body without what it needs', () => {
  interface Shape { required?: string[] }
  const demanding = everyRoute.filter(({ route }) => route.who !== 'page' && ((route.body as Shape | undefined)?.required?.length ?? 0) > 0);
  test.each(demanding)('$name answers 422 (400 where OAuth says so)', async ({ route }) => {
    const token = route.who === 'app' ? appToken : alice.token;
    const answer = await ask(route.method, addressOf(route), token);
    expect(route.path.startsWith('/oauth/') ? [400, 401, 422] : [422]).toContain(answer.statusCode);
    expect(answer.json()).toHaveProperty('error');
  });
});
