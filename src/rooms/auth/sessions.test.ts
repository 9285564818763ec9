// Pages of ours call the API by the session of their browser: as themselves, from our origin only, and no longer than it lasts.
import { createECDH, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { createMember, resetLink, viewerOf } from '#auth';
import type { AtBrowser } from '#auth';
import type { Exchange } from '#platform/http/route.ts';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Answer, Stream, Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { UpgradeRefused } from '#test/town/streams.ts';
import { makeLink } from './commands/links.ts';
import { removeExpired } from './commands/mail-link.ts';
import { confirmMailbox } from './commands/mailboxes.ts';

const HOUR_MS = 3_600_000;
const ME = '/api/v1/accounts/verify_credentials';

let town: Town;
let ahead = 0;

beforeAll(async () => {
  town = await openTown({ clock: () => Date.now() + ahead });
});
afterAll(() => town.close());

async function signIn(username: string): Promise<Browser> {
  await town.person(username);
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in?return_to=/settings/security');
  await browser.submit({ username, password: PASSWORD });
  return browser;
}

const ask = (browser: Browser, path = ME, more: Record<string, string> = {}): Promise<Answer> =>
  town.visitor.get(path, { headers: { ...browser.asPage, ...more } });
const tell = (browser: Browser, path: string, body?: unknown): Promise<Answer> => town.visitor.post(path, body, { headers: browser.asPage });
const listen = (browser: Browser, more: Record<string, string> = {}): Promise<Stream> =>
  town.visitor.stream('user', {}, { protocol: 'perchoir.session', headers: { ...browser.asSocket, ...more } });
const tokensOf = async (username: string): Promise<number> =>
  (await town.sql(`select 1 from auth.token where session_id is not null and account_id = ${(await town.person(username)).id}`)).length;
const statusOf = (opening: Promise<Stream>): Promise<number> =>
  opening.then(() => 101, (error: unknown) => (error instanceof UpgradeRefused ? error.status : Promise.reject(error)));

describe('signed in', () => {
  test('a page posts, likes, and hears what it posted, on a socket and by events, with nothing but its session', async () => {
    const ann = await signIn('ann');
    const socket = await listen(ann);
    const events = await town.visitor.events('user', {}, ann.asPage);
    const { body: post } = await tell(ann, '/api/v1/statuses', { status: 'written in the browser' });
    expect(post).toMatchObject({ account: { username: 'ann' }, application: { name: 'Web', website: null } });
    for (const stream of [socket, events]) expect((await stream.next('update')).payload.id).toBe(post.id);
    expect((await tell(ann, `/api/v1/statuses/${post.id}/favourite`)).body.favourited).toBe(true);
    expect((await ask(ann, `/api/v1/statuses/${post.id}`)).body.favourited).toBe(true);
    expect((await ask(ann, '/api/v1/timelines/home')).body[0].id).toBe(post.id);
    expect((await ask(ann)).headers.get('cache-control')).toBe('private, no-store');
  });

  test('what it calls with is no app of its person, and nothing that anybody could hold', async () => {
    const ann = await signIn('ann');
    expect((await ask(ann)).status).toBe(200);
    const { html } = await ann.open('/settings/security');
    expect(html).toContain('id="apps"');
    expect(html).not.toContain('Remove: Web');
    const rows = await town.sql<{ id: number; hash: string; client_id: string }>(
      'select t.id, t.hash, a.client_id from auth.token t join auth.app a on a.id = t.app_id where t.session_id is not null');
    const cookie = /perchoir_session=([\w-]+)/.exec(ann.asPage['cookie'] ?? '')?.[1] ?? '';
    for (const secret of [cookie, rows[0]?.hash ?? '', `session ${rows[0]?.hash}`]) {
      expect((await town.holder(secret).get(ME)).status, secret).toBe(401);
      expect((await town.visitor.get(ME, { headers: { authorization: `Session ${secret}` } })).status).toBe(401);
    }
    // Taken back as if it were an app's, and asked for a consent as if it were an app: it is neither.
    const body = new URLSearchParams({ ...ann.forms().find(({ action }) => action.endsWith('/delete'))?.fields, kind: 'app', id: String(rows[0]?.id) });
    await town.visitor.post('/settings/security/revoke', body, { headers: ann.asSocket });
    const consent = new URLSearchParams({ response_type: 'code', client_id: rows[0]?.client_id ?? '', scope: 'read', redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' });
    expect((await ann.open(`/oauth/authorize?${consent}`)).html).not.toContain('Authorize');
    expect((await ask(ann)).status).toBe(200);
  });

  test('many first calls at once make one token, and it stays the same one', async () => {
    const ben = await signIn('ben');
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(ben)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await tokensOf('ben')).toBe(1);
  });

  test('each browser has its own push subscription, which ends with it', async () => {
    const [first, second] = [await signIn('pia'), await signIn('pia')];
    const keys = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') };
    for (const [n, browser] of [first, second].entries()) {
      const wish = { subscription: { endpoint: `https://push.example.com/${n}`, standard: true, keys }, data: { alerts: { mention: true } } };
      expect((await tell(browser, '/api/v1/push/subscription', wish)).body.endpoint).toBe(`https://push.example.com/${n}`);
    }
    expect((await ask(first, '/api/v1/push/subscription')).body.endpoint).toBe('https://push.example.com/0');
    await first.open('/');
    await first.submit({}, /sign out/i);
    await town.settled();
    expect(await town.sql('select endpoint from notifications.subscription')).toEqual([{ endpoint: 'https://push.example.com/1' }]);
  });
});

describe('refused', () => {
  test('a cookie alone is a visitor, on every way in', async () => {
    const cleo = await signIn('cleo');
    const { authorization: _without, ...plain } = cleo.asPage;
    expect((await town.visitor.get(ME, { headers: plain })).status).toBe(401);
    expect((await town.visitor.post('/api/v1/statuses', { status: 'forged' }, { headers: plain })).status).toBe(401);
    expect(await statusOf(town.visitor.events('user', {}, plain))).toBe(401);
    const socket = await town.visitor.stream(undefined, {}, { headers: cleo.asSocket });
    socket.subscribe('user');
    expect(await socket.nextError()).toMatchObject({ status: 401 });
    expect(await tokensOf('cleo')).toBe(0);
  });

  test.each([
    [{ origin: 'https://evil.example' }], [{ origin: 'null' }], [{ origin: '' }], [{ origin: `${ORIGIN}:8080` }], [{ origin: `${ORIGIN}.evil.example` }],
    [{ 'sec-fetch-site': 'same-site' }], [{ 'sec-fetch-site': 'cross-site' }], [{ 'sec-fetch-site': 'none' }],
  ] as Record<string, string>[][])('a page elsewhere, which shows by %j', async (more) => {
    const cleo = await signIn('cleo');
    const headers = { ...cleo.asPage, ...more };
    expect((await town.visitor.get(ME, { headers })).status).toBe(403);
    expect((await town.visitor.get('/api/v1/timelines/public', { headers })).status).toBe(403);
    expect((await town.visitor.post('/api/v1/statuses', { status: 'forged' }, { headers })).status).toBe(403);
    if ('origin' in more) expect(await statusOf(listen(cleo, more))).toBe(403);
  });

  test('a socket whose page does not say where it is from', async () => {
    const cleo = await signIn('cleo');
    const { cookie = '' } = cleo.asSocket;
    expect(await statusOf(town.visitor.stream('user', {}, { protocol: 'perchoir.session', headers: { cookie } }))).toBe(403);
  });

  test('a browser in which nobody is signed in, or whose cookie was made up', async () => {
    for (const cookie of ['', 'perchoir_session=', `perchoir_session=${'a'.repeat(43)}`, `perchoir_session=${'a'.repeat(9000)}`, 'perchoir_session=a; =;;; perchoir_session']) {
      const headers = { cookie, authorization: 'session', origin: ORIGIN };
      expect((await town.visitor.get(ME, { headers })).status).toBe(401);
      expect((await town.visitor.get('/api/v1/timelines/public', { headers })).status).toBe(401);
      expect(await statusOf(town.visitor.stream('user', {}, { protocol: 'perchoir.session', headers: { cookie, origin: ORIGIN } }))).toBe(401);
    }
  });

  test('a session whose second factor is missing, until it is there', async () => {
    const dora = await signIn('dora');
    await dora.submit({ current_password: PASSWORD }, /Turn on/);
    const secret = /<code class="code">(\w+)<\/code>/.exec(dora.page.html)?.[1] ?? '';
    const code = (): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead });
    await dora.submit({ code: code() }, /Turn on/);
    const half = await signIn('dora');
    expect(half.page.address).toContain('/auth/two_factor');
    expect((await ask(half)).status).toBe(401);
    expect(await statusOf(listen(half))).toBe(401);
    expect(await viewerOf(town.ctx, exchangeOf(half))).toBeUndefined();
    expect(await tokensOf('dora')).toBe(0);
    ahead += 60_000;
    await half.submit({ code: code() });
    expect((await ask(half)).body.username).toBe('dora');
  });

  test('an account that may not act, as with a token', async () => {
    const eve = await signIn('eve');
    expect((await ask(eve)).status).toBe(200);
    for (const [standing, status] of [['disabled', 403], ['suspended', 401], ['active', 200]] as const) {
      await setStanding(town.ctx, Number((await town.person('eve')).id), standing);
      expect((await ask(eve)).status, standing).toBe(status);
    }
  });

  test('whoever asks from elsewhere is never told that credentials are allowed', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    for (const path of ['/api/v1/statuses', '/api/v2/instance', '/oauth/token', '/files/x', '/']) {
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await town.visitor.call(method, path, undefined, { headers });
        expect(answer.headers.get('access-control-allow-credentials'), `${method} ${path}`).toBeNull();
        expect(['*', null]).toContain(answer.headers.get('access-control-allow-origin'));
      }
    }
  });
});

type Way = (browser: Browser, username: string) => Promise<unknown>;
const ENDINGS: Record<string, Way> = {
  'one signs out': async (browser) => {
    await browser.open('/');
    return browser.submit({}, /sign out/i);
  },
  'another browser removes it': async (_browser, username) => {
    const other = await signIn(username);
    return other.submit({}, /Remove: /);
  },
  'another browser signs out all others': async (_browser, username) => {
    const other = await signIn(username);
    return other.submit({}, /all other browsers/);
  },
  'the password is changed elsewhere': async (_browser, username) => (await signIn(username)).submit({ current_password: PASSWORD, password: 'another long password 77' }),
  'the password is changed in it': async (browser) => {
    const before = browser.asPage;
    await browser.submit({ current_password: PASSWORD, password: 'another long password 77' });
    expect(browser.asPage['cookie']).not.toBe(before['cookie']);
    expect((await ask(browser)).status).toBe(200);
    await browser.open('/');
    await browser.submit({}, /sign out/i);
  },
  'the password is reset': async (_browser, username) => {
    const other = new Browser(town.base);
    await other.open((await resetLink(town.ctx, username)).replace(ORIGIN, ''));
    return other.submit({ password: 'another long password 77' });
  },
  'the account is deleted': async (browser) => {
    await browser.open('/settings/security');
    return browser.submit({ current_password: PASSWORD }, /settings\/security\/delete/);
  },
  'it was not used for sixty days': async (_browser, username) => {
    await town.sql(`update auth.session set seen_at = now() - interval '61 days' where account_id = ${(await town.person(username)).id}`);
    await removeExpired(town.ctx);
  },
};

describe.each(Object.keys(ENDINGS))('when %s', (way) => {
  test('its streams end, its pages are signed out at once, and its token is gone', async () => {
    const username = `leaver${Object.keys(ENDINGS).indexOf(way)}`;
    const browser = await signIn(username);
    const headers = browser.asPage;
    const streams = [await listen(browser), await town.visitor.events('user', {}, headers)];
    expect((await town.visitor.get(ME, { headers })).status).toBe(200);
    expect(await tokensOf(username)).toBe(1);
    await ENDINGS[way]?.(browser, username);
    expect((await town.visitor.get(ME, { headers })).status).toBe(401);
    expect(await viewerOf(town.ctx, { request: { headers } } as Exchange)).toBeUndefined();
    await Promise.race([
      Promise.all(streams.map((stream) => stream.closed)),
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error('A stream is still open after two seconds.')), 2000)),
    ]);
    expect(await tokensOf(username)).toBe(0);
  });
});

test('a session that ends while its first call comes in leaves no token, and no call that works', async () => {
  for (let round = 0; round < 8; round++) {
    const browser = await signIn('hasty');
    const headers = browser.asPage;
    await browser.open('/');
    await Promise.all([town.visitor.get(ME, { headers }), browser.submit({}, /sign out/i), town.visitor.get(ME, { headers })]);
    expect((await town.visitor.get(ME, { headers })).status).toBe(401);
    expect(await tokensOf('hasty')).toBe(0);
  }
});

/** What `viewerOf` needs of an exchange; the cookies it sets are kept. */
function exchangeOf(browser: Browser, set: string[] = []): Exchange {
  const reply = { setCookie: (name: string) => set.push(name) };
  return { request: { headers: browser.asSocket }, reply } as unknown as Exchange;
}

test('pages know at once who is signed in, and a session that is used goes on, with its cookie', async () => {
  const fay = await signIn('fay');
  const accountId = Number((await town.person('fay')).id);
  const found: AtBrowser | undefined = await viewerOf(town.ctx, exchangeOf(fay));
  expect(found).toMatchObject({ accountId, viewer: { kind: 'account', id: accountId }, role: 'member', mayAct: true, unconfirmed: undefined, locale: 'en' });
  expect(found?.formToken).toBe(fay.forms()[0]?.fields['form_token']);
  const set: string[] = [];
  expect(viewerOf(town.ctx, exchangeOf(fay, set))).toBe(found);
  expect(set).toEqual([]);
  const seen = async (): Promise<number> => {
    const [row] = await town.sql<{ seen_at: Date }>(`select max(seen_at) as seen_at from auth.session where account_id = ${accountId}`);
    return Number(row?.seen_at);
  };
  const before = await seen();
  ahead += 2 * HOUR_MS;
  viewerOf(town.ctx, exchangeOf(fay, set));
  expect(set).toEqual(['perchoir_session']);
  await expect.poll(seen).toBeGreaterThan(before + HOUR_MS);
  const middle = await seen();
  ahead += 2 * HOUR_MS;
  await ask(fay);
  await expect.poll(seen).toBeGreaterThan(middle + HOUR_MS);
  expect(viewerOf(town.ctx, exchangeOf(new Browser(town.base)))).toBeUndefined();
});

test('one whose mailbox is not proven is known to pages, and may do nothing until it is', async () => {
  const { accountId } = await createMember(town.ctx, { username: 'unproven', email: 'unproven@example.org', password: PASSWORD, confirmed: false });
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: 'unproven', password: PASSWORD });
  expect(await viewerOf(town.ctx, exchangeOf(browser))).toMatchObject({ accountId, mayAct: false, unconfirmed: 'unproven@example.org' });
  expect((await ask(browser)).status).toBe(403);
  expect((await ask(browser, '/api/v1/emails/check_confirmation')).body).toBe(false);
  await confirmMailbox(town.ctx, (await makeLink(town.ctx, 'confirm', { accountId, email: 'unproven@example.org' })).split('token=')[1] ?? '');
  expect(await viewerOf(town.ctx, exchangeOf(browser))).toMatchObject({ mayAct: true, unconfirmed: undefined });
  expect((await ask(browser)).status).toBe(200);
});

test.each(['/home', '/@ann/116', '/tags/été', '/@ann/116?lang=fr', '/notifications?types[]=mention'])('signing in leads on to %s', async (path) => {
  await town.person('ann');
  const browser = new Browser(town.base);
  const wanted = new URL(path, ORIGIN);
  await browser.open(`/auth/sign_in?return_to=${encodeURIComponent(wanted.pathname + wanted.search)}`);
  await browser.submit({ username: 'ann', password: PASSWORD });
  expect(browser.page.address).toBe(wanted.pathname + wanted.search);
});
