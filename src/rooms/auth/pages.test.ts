// The pages: who gets in by them, in which language, and what comes from elsewhere.
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveMember, createInvite, ownerLink } from '#auth';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { Browser } from '#test/town/browser.ts';

let town: Town;
let ahead = 0;

beforeAll(async () => {
  town = await openTown({ clock: () => Date.now() + ahead });
  await town.people('alice', 'bob', 'carol');
});

afterAll(() => town.close());

async function signIn(name: string, password = PASSWORD): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: name, password });
  return browser;
}

test.each(['/', '/auth/sign_in', '/auth/sign_up', '/auth/password/forgot', '/auth/password/reset', '/auth/setup', '/auth/confirm'])(
  '%s speaks French and English, and may not be framed', async (path) => {
    const french = await town.visitor.get(`${path}?lang=fr`);
    const byHeader = await town.visitor.get(path, { headers: { 'accept-language': 'de, fr-CA;q=0.8, en;q=0.5' } });
    const english = await town.visitor.get(path);
    expect([french.text, byHeader.text, english.text].map((text) => /<html lang="(..)">/.exec(text)?.[1])).toEqual(['fr', 'fr', 'en']);
    expect(french.text).toContain('Vie privée');
    expect(english.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(english.headers.get('cross-origin-opener-policy')).toBeNull();
    expect(english.text).not.toMatch(/<script(?! src="\/(assets|app)\/| type="application\/ld\+json")|<style| on\w+=/);
  });

test('a language that was asked for is kept, and pages of failure speak it too', async () => {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in?lang=fr');
  expect((await browser.open('/auth/password/forgot')).html).toContain('<html lang="fr">');
  await browser.open('/?lang=en');
  expect((await browser.open('/auth/sign_in')).html).toContain('<html lang="en">');
  const headers = { accept: 'text/html', 'accept-language': 'fr' };
  expect((await town.visitor.get('/nothing-here', { headers })).text).toContain('Il n’y a rien ici');
  expect((await town.visitor.get('/privacy-policy', { headers })).text).toContain('Ce serveur conserve');
});

test('a wrong password and a name that is not there look alike', async () => {
  const wrong = (await signIn('alice', 'not the password')).page;
  const nobody = (await signIn('nobody-here', 'not the password')).page;
  const bare = (html: string): string => html.replaceAll(/value="[^"]*"|data-token="[^"]*"/g, '');
  expect([wrong.status, bare(wrong.html)]).toEqual([nobody.status, bare(nobody.html)]);
  expect(wrong.status).toBe(422);
});

test('one signs in by name or by address, and gets another session each time', async () => {
  for (const name of ['alice', '@Alice', 'alice@example.org', 'Alice+tag@EXAMPLE.org']) {
    expect((await signIn(name)).page.html, name).toContain('href="/@alice"');
  }
  expect(new Set((await town.sql<{ hash: string }>('select hash from auth.session')).map((row) => row.hash)).size).toBeGreaterThanOrEqual(4);
});

test('after ten wrong passwords the right one waits too, but not in a browser that was here before', async () => {
  const known = await signIn('carol');
  for (let n = 0; n < 10; n++) await signIn('carol', 'guess');
  expect((await signIn('carol')).page.status).toBe(429);
  await known.open('/');
  await known.submit({}, /sign_out/);
  await known.open('/auth/sign_in');
  await known.submit({ username: 'carol', password: PASSWORD });
  expect(known.page.html).toContain('href="/@carol"');
});

describe('a form from elsewhere is refused', () => {
  const send = (headers: Record<string, string>, fields: Record<string, string> = {}) =>
    town.visitor.post('/auth/sign_in', { username: 'alice', password: PASSWORD, ...fields }, { form: true, headers });

  test.each([
    ['another origin', { origin: 'https://evil.example' }], ['an origin that is hidden', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }], ['nothing but the fields', {}],
  ])('with %s', async (_case, headers) => {
    const page = await town.visitor.get('/auth/sign_in');
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const form_token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await send({ ...headers, cookie }, Object.keys(headers).length > 0 ? { form_token } : {})).status).toBe(403);
    expect((await send({ origin: ORIGIN, cookie }, { form_token })).status).toBe(303);
    expect((await send({ origin: ORIGIN }, { form_token })).status).toBe(403);
  });

  test('the cookies are out of reach of scripts and of other sites', async () => {
    const page = await town.visitor.get('/auth/sign_in');
    expect(page.headers.get('set-cookie')).toMatch(/^perchoir_form=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('every form that changes something, on every page', async () => {
    const changing = town.house.rooms.flatMap((room) => room.routes ?? [])
      .filter((route) => route.who === 'page' && route.method === 'POST' && !['/oauth/token', '/oauth/revoke'].includes(route.path));
    expect(changing.length).toBeGreaterThan(15);
    for (const { path } of changing) {
      const answer = await town.visitor.post(path, { response: {} }, { headers: { origin: 'https://evil.example' } });
      expect(answer.status, path).toBe(403);
    }
  });
});

test.each(['//evil.example', '/\\evil.example', '/%2Fevil.example', 'https:evil.example', 'javascript:alert(1)', '\t//evil.example', '@evil.example', '／/evil.example'])(
  'after signing in "%s" leads home', async (address) => {
    const browser = new Browser(town.base);
    await browser.open(`/auth/sign_in?return_to=${encodeURIComponent(address)}`);
    await browser.submit({ username: 'alice', password: PASSWORD });
    expect(browser.page.address).toBe('/home');
  });

describe('the second step', () => {
  let secret = '';
  let codes: string[] = [];
  const code = (steps = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead + steps * 30_000 });

  beforeAll(async () => {
    const browser = await signIn('bob');
    await browser.open('/settings/security');
    await browser.submit({ current_password: 'wrong' }, /totp\/draft/);
    expect(browser.page.status).toBe(422);
    await browser.submit({ current_password: PASSWORD }, /totp\/draft/);
    expect(browser.page.html).toContain('src="data:image/svg+xml;base64,');
    secret = /<code class="code">([A-Z2-7]+)</.exec(browser.page.html)?.[1] ?? '';
    await browser.submit({ code: code() });
    codes = [...browser.page.html.matchAll(/<code>([\w-]{14})<\/code>/g)].map(([, text]) => text ?? '');
    expect(codes).toHaveLength(10);
  });

  test('takes each code once, none that is two steps off, and lets nobody past before it', async () => {
    ahead += 60_000;
    const browser = await signIn('bob');
    expect(browser.page.address).toMatch(/^\/auth\/two_factor/);
    expect((await browser.open('/settings/security')).address).toMatch(/^\/auth\/sign_in/);
    await browser.open('/auth/two_factor');
    expect((await browser.submit({ code: code(-2) })).status).toBe(422);
    const good = code();
    await browser.submit({ code: good });
    expect(browser.page.html).toContain('href="/@bob"');
    const again = await signIn('bob');
    expect((await again.submit({ code: good })).status).toBe(422);
    await again.submit({ code: code(1) });
    expect(again.page.html).toContain('href="/@bob"');
  });

  test('takes each recovery code once, and stops guesses after five', async () => {
    const browser = await signIn('bob');
    await browser.submit({ code: codes[0]?.toUpperCase() ?? '' });
    expect(browser.page.html).toContain('href="/@bob"');
    const again = await signIn('bob');
    const answers: number[] = [];
    for (let n = 0; n < 6; n++) answers.push((await again.submit({ code: codes[0] ?? '' })).status);
    expect(answers).toEqual([422, 422, 422, 422, 422, 429]);
    ahead += 301_000;
  });
});

test('a new password ends the other sessions and tokens, not this one', async () => {
  const person = await town.person('dan');
  const other = await signIn('dan');
  const browser = await signIn('dan');
  await browser.open('/settings/security');
  await browser.submit({ current_password: PASSWORD, password: 'something quite new' });
  expect(browser.page.html).toContain('has been changed');
  expect((await browser.open('/settings/security')).html).toContain('signed in as @dan');
  expect((await other.open('/settings/security')).address).toMatch(/^\/auth\/sign_in/);
  expect((await person.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
});

test('an app is listed and can be removed by its owner, not by another', async () => {
  const erin = await town.person('erin');
  const browser = await signIn('erin');
  const mallory = await signIn('alice');
  await browser.open('/settings/security');
  const id = /name="kind" value="app">\s*<input type="hidden" name="id" value="(\d+)"/.exec(browser.page.html)?.[1] ?? '';
  await mallory.open('/settings/security');
  await mallory.submit({ id, kind: 'app' }, /security\/revoke/).catch(() => undefined);
  expect((await erin.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
  await browser.submit({ id, kind: 'app' }, /value="app"/);
  expect((await erin.get('/api/v1/accounts/verify_credentials')).status).toBe(401);
});

describe('signing up', () => {
  const signUp = async (username: string, more: Record<string, string> = {}, query = ''): Promise<Browser> => {
    const browser = new Browser(town.base);
    await browser.open(`/auth/sign_up${query}`);
    if (browser.forms().length > 0) await browser.submit({ username, email: `${username}@example.org`, password: PASSWORD, agreement: 'true', ...more });
    return browser;
  };
  const mode = (value: string) => town.house.settings.change(town.ctx, 'signUpMode', value);

  test('open: at once inside; taken names and short passwords are explained', async () => {
    await mode('open');
    expect((await signUp('frank')).page.html).toContain('href="/@frank"');
    const wrong = await signUp('frank', { email: 'other@example.org' }, '?lang=fr');
    expect(wrong.page).toMatchObject({ status: 422 });
    expect(wrong.page.html).toContain('>Déjà pris.<');
    expect((await signUp('gina', { password: 'short' })).page.html).toContain('>Too short.<');
  });

  test('approval: may not act before the owner agrees', async () => {
    await mode('approval');
    expect((await signUp('hugo', { reason: 'To talk.' })).page.html).toContain('look at your request');
    const [row] = await town.sql<{ account_id: number }>(`select account_id from auth.credential where email = 'hugo@example.org'`);
    const { createToken } = await import('#auth');
    const hugo = town.holder(await createToken(town.ctx, { accountId: row?.account_id ?? 0, scopes: 'read' }));
    expect((await hugo.get('/api/v1/accounts/verify_credentials')).status).toBe(403);
    await approveMember(town.ctx, 'hugo');
    expect((await hugo.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
  });

  test('invite: as often as the invitation says; closed: not at all', async () => {
    await mode('invite');
    expect((await signUp('ivan', { invite_code: 'guessed' })).page.status).toBe(422);
    const query = new URL(await createInvite(town.ctx)).search;
    expect((await signUp('ivan', {}, query)).page.html).toContain('href="/@ivan"');
    expect((await signUp('jane', {}, query)).page.status).toBe(422);
    await mode('closed');
    expect((await signUp('jane')).page.html).toContain('not taking new members');
    await mode('open');
  });
});

test("the owner's link makes one owner, and none after", async () => {
  const link = ((await ownerLink(town.ctx)) ?? '').replace(ORIGIN, '');
  const browser = new Browser(town.base);
  await browser.open(link);
  await browser.submit({ username: 'olga', email: 'olga@example.org', password: PASSWORD });
  expect(browser.page.html).toContain('href="/@olga"');
  expect(await ownerLink(town.ctx)).toBeUndefined();
  expect((await browser.open(link)).status).toBe(404);
});
