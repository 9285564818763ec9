// The owner's pages: for the owner alone, by forms of ours alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMember } from '#auth';
import { signUpModeSetting } from '#instance';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { Browser } from '#test/town/browser.ts';

let town: Town;
let owner: Browser;
let member: Browser;

async function signIn(username: string): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username, password: PASSWORD });
  return browser;
}

beforeAll(async () => {
  town = await openTown();
  await createMember(town.ctx, { username: 'olive', email: 'olive@example.org', password: PASSWORD, role: 'owner' });
  await town.person('bob');
  [owner, member] = await Promise.all([signIn('olive'), signIn('bob')]);
});

afterAll(() => town.close());

const PAGES = ['/owner', '/owner/texts', '/owner/rules', '/owner/sign-up', '/owner/accounts', '/owner/announcements'];

const tokenOf = async (browser: Browser): Promise<string> => /name="form_token" value="([^"]+)"/.exec((await browser.open('/settings')).html)?.[1] ?? '';

/** A form as a browser sends it, with what may be wrong about it. */
function send(browser: Browser, path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const { cookie = '' } = browser.asPage;
  return fetch(town.base + path, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { accept: 'text/html', cookie, origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...headers },
  });
}

describe('nobody but the owner', () => {
  test.each(PAGES)('finds %s', async (path) => {
    expect((await owner.open(path)).status).toBe(200);
    expect((await member.open(path)).status).toBe(404);
    expect((await new Browser(town.base).open(path)).status).toBe(404);
    expect((await (await member.fetch(`${path}.data`)).text())).not.toContain('olive@example.org');
  });

  test('changes anything', async () => {
    const before = town.house.settings.get(signUpModeSetting);
    const answer = await send(member, '/owner/sign-up', { act: 'mode', mode: 'closed', form_token: await tokenOf(member) });
    expect(answer.status).toBe(404);
    expect(town.house.settings.get(signUpModeSetting)).toBe(before);
  });
});

test('the owner reads what live video stands on: where encoders send, what draws pictures, what recordings take', async () => {
  const { html } = await owner.open('/owner');
  expect(html).toContain('<dt>Encoders (RTMP)</dt><dd>No port (RTMP_PORT is 0)</dd>');
  expect(html).toContain('<dt>Live now</dt><dd>0</dd><');
  expect(html).toMatch(/<dt>Recordings<\/dt><dd>0 B/);
});

describe('a form of the owner’s', () => {
  const wish = { act: 'mode', mode: 'closed' };

  test('is refused from elsewhere, without its token, and with that of another', async () => {
    const form_token = await tokenOf(owner);
    expect((await send(owner, '/owner/sign-up', { ...wish, form_token }, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await send(owner, '/owner/sign-up', wish)).status).toBe(403);
    expect((await send(owner, '/owner/sign-up', { ...wish, form_token: await tokenOf(member) })).status).toBe(403);
    expect((await send(owner, '/owner/sign-up.data', wish)).status).toBe(403);
    expect(town.house.settings.get(signUpModeSetting)).toBe('open');
  });

  test('works without script', async () => {
    await owner.open('/owner/sign-up');
    expect((await owner.submit({ mode: 'approval' })).status).toBe(200);
    expect((await town.visitor.get('/api/v2/instance')).body.registrations).toMatchObject({ enabled: true, approval_required: true });
  });

  test('that cannot be is answered beside its field and changes nothing', async () => {
    const answer = await send(owner, '/owner/texts', { title: '', description: 'x', form_token: await tokenOf(owner) });
    expect(answer.status).toBe(422);
    expect((await town.visitor.get('/api/v2/instance')).body).toMatchObject({ title: 'Perchoir', description: 'An open live agora.' });
  });
});

test('rules are added, put in order, changed and removed', async () => {
  const form_token = await tokenOf(owner);
  const act = (fields: Record<string, string>): Promise<Response> => send(owner, '/owner/rules', { form_token, ...fields });
  const rules = async (): Promise<string[]> => (await town.visitor.get('/api/v1/instance/rules')).body.map(({ text }: { text: string }) => text);
  for (const text of ['Be kind.', 'Name your sources.']) expect((await act({ act: 'add', text, hint: '' })).status).toBe(200);
  await act({ act: 'up', at: '1', was: 'Name your sources.' });
  expect(await rules()).toEqual(['Name your sources.', 'Be kind.']);
  await act({ act: 'edit', at: '1', was: 'Be kind.', text: 'Be kind, always.', hint: 'Also when you are right.' });
  expect((await act({ act: 'remove', at: '1', was: 'Name your sources.' })).status).toBe(404);
  await act({ act: 'remove', at: '0', was: 'Name your sources.' });
  expect(await rules()).toEqual(['Be kind, always.']);
});

test('who waits is let in or turned away, and an invitation lets somebody in until it is revoked', async () => {
  const form_token = await tokenOf(owner);
  const act = (fields: Record<string, string>): Promise<Response> => send(owner, '/owner/sign-up', { form_token, ...fields });
  const signUp = async (username: string, more: Record<string, string> = {}, address = '/auth/sign_up'): Promise<string> => {
    const browser = new Browser(town.base);
    await browser.open(address);
    return (await browser.submit({ username, email: `${username}@example.org`, password: PASSWORD, agreement: 'true', ...more })).address;
  };
  await act({ act: 'mode', mode: 'approval' });
  for (const name of ['wanda', 'wim']) await signUp(name, { reason: `I am ${name} & <b>curious</b>` });
  const { html } = await owner.open('/owner/sign-up');
  expect(html).toContain('I am wanda &amp; &lt;b&gt;curious&lt;/b&gt;');
  const idOf = async (name: string): Promise<string> => (await town.sql<{ id: string }>(`select id::text from accounts.account where username = '${name}'`))[0]?.id ?? '';
  const [wanda, wim] = [await idOf('wanda'), await idOf('wim')];
  expect((await act({ act: 'approve', id: wanda })).status).toBe(200);
  expect((await act({ act: 'reject', id: wim })).status).toBe(200);
  expect((await act({ act: 'approve', id: wim })).status).toBe(404);
  expect((await town.visitor.get('/api/v1/accounts/lookup?acct=wanda')).status).toBe(200);
  await act({ act: 'mode', mode: 'invite' });
  const link = /\/auth\/sign_up\?invite=[\w-]+/.exec(await (await act({ act: 'invite', uses: '2', days: '3' })).text())?.[0] ?? '';
  expect(await signUp('ines', {}, link)).toBe('/welcome');
  const [invite] = await town.sql<{ id: string }>('select id::text from auth.invite');
  expect((await act({ act: 'revoke', id: invite?.id ?? '' })).status).toBe(200);
  expect(await signUp('ivan', {}, link)).toBe('/auth/sign_up');
});

test('a disabled account may not act until it is restored, a suspended one is not seen, and the owner stays', async () => {
  const bob = await town.person('bob');
  const form_token = await tokenOf(owner);
  const act = (id: string, standing: string): Promise<Response> => send(owner, '/owner/accounts', { form_token, act: 'standing', id, standing });
  expect((await owner.open('/owner/accounts?q=bo')).html).toContain('bob@example.org');
  expect((await owner.open('/owner/accounts?q=%25')).html).not.toContain('bob@example.org');
  await act(bob.id, 'disabled');
  expect((await bob.post('/api/v1/statuses', { status: 'hi' })).status).toBe(403);
  await act(bob.id, 'suspended');
  expect((await town.visitor.get('/@bob', { headers: { accept: 'text/html' } })).text).not.toContain('bob@example.org');
  await act(bob.id, 'active');
  expect((await bob.post('/api/v1/statuses', { status: 'hi' })).status).toBe(200);
  const [olive] = await town.sql<{ id: string }>("select id::text from accounts.account where username = 'olive'");
  expect((await act(olive?.id ?? '', 'disabled')).status).toBe(403);
});

test('an announcement is told to everybody and taken back', async () => {
  const bob = await town.person('bob');
  const form_token = await tokenOf(owner);
  await send(owner, '/owner/announcements', { form_token, act: 'add', text: 'We move on Sunday.', until: '' });
  const [told] = (await bob.get('/api/v1/announcements')).body;
  expect(told.content).toContain('We move on Sunday.');
  expect((await send(owner, '/owner/announcements', { form_token, act: 'add', text: 'x', until: 'soon' })).status).toBe(422);
  await send(owner, '/owner/announcements', { form_token, act: 'remove', id: told.id });
  expect((await bob.get('/api/v1/announcements')).body).toEqual([]);
});
