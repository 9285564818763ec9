// Apps and tokens: what a code is worth, to whom, and how often.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resetLink } from '#auth';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { Browser } from '#test/town/browser.ts';

const REDIRECT = 'https://client.example/back?from=here';
const OOB = 'urn:ietf:wg:oauth:2.0:oob';
let town: Town;
let client: { client_id: string; client_secret: string };

beforeAll(async () => {
  town = await openTown();
  await town.people('alice', 'bob');
  client = await register();
});

afterAll(() => town.close());

async function register(more: object = {}) {
  const answer = await town.visitor.post('/api/v1/apps', {
    client_name: 'A <b>client</b>', redirect_uris: `${REDIRECT}\n${OOB}`, scopes: 'read write:statuses', ...more,
  });
  expect(answer.status).toBe(200);
  const { client_id, client_secret } = answer.body as typeof client;
  return { client_id, client_secret };
}

async function signedIn(name: string): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: name, password: PASSWORD });
  expect(browser.page).toMatchObject({ status: 200, address: '/home' });
  return browser;
}

const verifier = randomBytes(48).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const PKCE = { code_challenge: challenge, code_challenge_method: 'S256' };

const authorizePath = (more: Record<string, string> = {}): string =>
  `/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: client.client_id, redirect_uri: REDIRECT, scope: 'read', state: 's&1', ...more })}`;

async function codeFor(name: string, more: Record<string, string> = {}): Promise<string> {
  const browser = await signedIn(name);
  await browser.open(authorizePath(more));
  await browser.submit({}, /value="allow"/);
  const back = new URL(browser.page.address);
  expect([back.origin, back.searchParams.get('from'), back.searchParams.get('state'), back.searchParams.get('iss')])
    .toEqual(['https://client.example', 'here', 's&1', ORIGIN]);
  return back.searchParams.get('code') ?? '';
}

const redeem = (code: string, more: object = {}) =>
  town.visitor.post('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...client, ...more });
const me = (token: string) => town.holder(token).get('/api/v1/accounts/verify_credentials');

describe('a code', () => {
  test('becomes a token that speaks for its person, with S256 and without a secret', async () => {
    const code = await codeFor('alice', PKCE);
    const answer = await redeem(code, { client_secret: undefined, code_verifier: verifier });
    expect(answer.body).toMatchObject({ token_type: 'Bearer', scope: 'read', created_at: expect.any(Number) });
    expect((await me(answer.body.access_token)).body.username).toBe('alice');
  });

  test('that is used a second time takes its token back', async () => {
    const code = await codeFor('alice', PKCE);
    const token = (await redeem(code, { code_verifier: verifier })).body.access_token;
    expect((await me(token)).status).toBe(200);
    expect(await redeem(code, { code_verifier: verifier })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await me(token)).status).toBe(401);
  });

  test('brought fifty times at once gives one token at most', async () => {
    const code = await codeFor('alice', PKCE);
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(code, { code_verifier: verifier })));
    expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
    expect(answers.filter((one) => one.status !== 200 && one.status !== 400)).toEqual([]);
  });

  test.each([
    ['a wrong verifier', PKCE, { code_verifier: 'x'.repeat(43) }],
    ['no verifier', PKCE, {}],
    ['a verifier where no challenge was', {}, { code_verifier: verifier }],
    ['neither secret nor challenge', {}, { client_secret: undefined }],
    ['another address', PKCE, { code_verifier: verifier, redirect_uri: OOB }],
    ['a short verifier', PKCE, { code_verifier: 'short' }],
  ])('is refused with %s', async (_case, asked, brought) => {
    expect(await redeem(await codeFor('alice', asked), brought)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('is refused to another client, and to a wrong secret', async () => {
    const other = await register();
    const code = await codeFor('alice', PKCE);
    expect(await redeem(code, { ...other, code_verifier: verifier })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await redeem(code, { client_secret: 'wrong', code_verifier: verifier })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
    const answer = await town.visitor.post('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier },
      { form: true, headers: { authorization: `Basic ${basic}` } });
    expect(answer.status).toBe(200);
  });

  test('is shown on a page to programs without an address', async () => {
    const browser = await signedIn('bob');
    await browser.open(authorizePath({ redirect_uri: OOB, lang: 'fr' }));
    expect(browser.page.html).toContain('Autoriser');
    expect(browser.page.html).toContain('A &lt;b&gt;client&lt;/b&gt;');
    await browser.submit({}, /value="allow"/);
    const code = /<code class="code">([\w-]+)<\/code>/.exec(browser.page.html)?.[1] ?? '';
    expect((await redeem(code, { redirect_uri: OOB })).status).toBe(200);
  });
});

describe('a request for consent', () => {
  test.each([
    ['https://client.example/back', 'a part of the address'], [`${REDIRECT}&more=1`, 'more than the address'],
    ['https://CLIENT.example/back?from=here', 'another case'], ['https://client.example@evil.example/', 'a name in it'],
    ['https://client.example/x/../back?from=here', 'dots'], ['javascript:alert(1)', 'a program'],
  ])('with %s is answered on a page, not there', async (address) => {
    const answer = await town.visitor.get(authorizePath({ redirect_uri: address }));
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(answer.text).toContain('not one that the app has registered');
  });

  test.each([
    [{ scope: 'read write' }, 'invalid_scope'], [{ scope: 'admin:read' }, 'invalid_scope'], [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: challenge, code_challenge_method: 'plain' }, 'invalid_request'], [{ code_challenge: challenge }, 'invalid_request'],
    [{ response_mode: 'fragment' }, 'invalid_request'],
  ])('for %j goes back to the app as %s', async (more, error) => {
    const back = new URL((await town.visitor.get(authorizePath(more))).headers.get('location') ?? '');
    expect([back.origin, back.searchParams.get('error'), back.searchParams.get('code')]).toEqual(['https://client.example', error, null]);
  });

  test('refused by the person says so to the app', async () => {
    const browser = await signedIn('bob');
    await browser.open(authorizePath());
    await browser.submit({}, /value="deny"/);
    expect(new URL(browser.page.address).searchParams.get('error')).toBe('access_denied');
  });

  test('signed in already, asks for the password again when the app wants that', async () => {
    const browser = await signedIn('bob');
    await browser.open(authorizePath({ force_login: 'true' }));
    expect(browser.page.address).toMatch(/^\/auth\/sign_in/);
  });
});

describe('an app', () => {
  test('gets a token of its own by its secret, never with more than it registered for', async () => {
    const grant = (more: object) => town.visitor.post('/oauth/token', { grant_type: 'client_credentials', ...client, ...more });
    const { body } = await grant({ scope: 'read' });
    expect((await town.holder(body.access_token).get('/api/v1/apps/verify_credentials')).body.name).toBe('A <b>client</b>');
    expect((await me(body.access_token)).status).toBe(422);
    expect((await grant({ scope: 'read write' })).body.error).toBe('invalid_scope');
    expect((await grant({ client_secret: '' })).body.error).toBe('invalid_client');
    expect((await grant({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'not an address', '/path', 'https://a.example/#part', ''])(
    'may not register the address "%s"', async (address) => {
      expect((await town.visitor.post('/api/v1/apps', { client_name: 'x', redirect_uris: [address] })).status).toBe(422);
    });

  test('signs somebody up, and is told by field what is wrong', async () => {
    const app = await register({ scopes: 'read write' });
    const { body } = await town.visitor.post('/oauth/token', { grant_type: 'client_credentials', ...app, scope: 'read write' });
    const holder = town.holder(body.access_token);
    const wish = { username: 'newcomer', email: 'newcomer@example.org', password: 'a long password', agreement: true, locale: 'fr' };
    const wrong = await holder.post('/api/v1/accounts', { ...wish, username: 'new comer', email: 'none', password: 'short', agreement: false });
    expect(wrong.status).toBe(422);
    expect(Object.entries(wrong.body.details).map(([field, list]) => [field, (list as { error: string }[])[0]?.error]))
      .toEqual([['username', 'ERR_INVALID'], ['email', 'ERR_INVALID'], ['password', 'ERR_TOO_SHORT'], ['agreement', 'ERR_ACCEPTED']]);
    const made = await holder.post('/api/v1/accounts', wish);
    expect((await me(made.body.access_token)).body.username).toBe('newcomer');
    expect((await holder.post('/api/v1/accounts', { ...wish, email: 'b@example.org' })).body.details.username[0].error).toBe('ERR_TAKEN');
    expect((await holder.post('/api/v1/accounts', { ...wish, username: 'newer', email: 'NewComer+tag@example.org' })).body.details.email[0].error).toBe('ERR_TAKEN');
  });
});

test('a token that was taken back is refused, and another client may not take it back', async () => {
  const token = (await redeem(await codeFor('alice', PKCE), { code_verifier: verifier })).body.access_token;
  const other = await register();
  expect((await me(token)).status).toBe(200);
  expect((await town.visitor.post('/oauth/revoke', { ...other, token })).status).toBe(403);
  expect(await town.visitor.post('/oauth/revoke', { ...client, token }, { form: true })).toMatchObject({ status: 200, body: {} });
  expect((await me(token)).status).toBe(401);
  expect((await town.visitor.post('/oauth/revoke', { ...client, token })).status).toBe(200);
});

test('a reset ends every session and token, and its link works once', async () => {
  const token = (await redeem(await codeFor('bob', PKCE), { code_verifier: verifier })).body.access_token;
  const inside = await signedIn('bob');
  const link = (await resetLink(town.ctx, 'bob')).replace(ORIGIN, '');
  const browser = new Browser(town.base);
  await browser.open(link);
  await browser.submit({ password: 'short' });
  expect(browser.page.status).toBe(422);
  await browser.submit({ password: 'quite another password' });
  expect(browser.page.status).toBe(200);
  expect((await me(token)).status).toBe(401);
  expect((await inside.open('/settings/security')).address).toMatch(/^\/auth\/sign_in/);
  expect((await browser.open(link)).status).toBe(404);
});

test('userinfo says who it is, with the picture that the profile has', async () => {
  const person = await town.person('pictured');
  const { body } = await person.get('/oauth/userinfo');
  const account = (await person.get('/api/v1/accounts/verify_credentials')).body;
  expect(body).toMatchObject({ iss: ORIGIN, sub: account.url, preferred_username: 'pictured', profile: account.url, picture: account.avatar });
  expect(body.picture).toMatch(/^http/);
});

test('scopes of the admin API are refused by name: in registering, consenting and asking for a token', async () => {
  const why = 'no admin API';
  for (const scopes of ['admin:read', 'read write admin:write', 'admin:read:accounts', 'admin']) {
    const answer = await town.visitor.post('/api/v1/apps', { client_name: 'desk', redirect_uris: REDIRECT, scopes });
    expect([answer.status, answer.body.error]).toEqual([422, expect.stringContaining(why)]);
  }
  const misspelt = await town.visitor.post('/api/v1/apps', { client_name: 'desk', redirect_uris: REDIRECT, scopes: 'read administer' });
  expect([misspelt.status, misspelt.body.error]).toEqual([422, expect.not.stringContaining(why)]);
  const back = await town.visitor.get(authorizePath({ scope: 'read admin:read' }));
  const answer = new URL(back.headers.get('location') ?? '').searchParams;
  expect([answer.get('error'), answer.get('error_description')]).toEqual(['invalid_scope', expect.stringContaining(why)]);
  const token = await town.visitor.post('/oauth/token', { grant_type: 'client_credentials', ...client, scope: 'admin:read' });
  expect([token.status, token.body.error, token.body.error_description]).toEqual([400, 'invalid_scope', expect.stringContaining(why)]);
});
