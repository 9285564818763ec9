// Whoever loses the right to read loses the open stream with it, within two seconds, on both transports.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { resetLink } from '#auth';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Stream, Town, Visitor } from '#town';
import { Browser } from './town/browser.ts';
import { logIn } from './town/log-in.ts';
import type { LoggedIn } from './town/log-in.ts';
import { UpgradeRefused } from './town/streams.ts';

let town: Town;

beforeAll(async () => {
  town = await openTown();
});

afterAll(() => town.close());

async function signedIn(username: string): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in?return_to=/settings/security');
  await browser.submit({ username, password: PASSWORD });
  return browser;
}

const WAYS: Record<string, (person: Visitor, username: string, loggedIn: LoggedIn) => Promise<void>> = {
  'its token is revoked': async (_person, _username, { token, clientId, clientSecret }) => {
    expect((await town.visitor.post('/oauth/revoke', { token, client_id: clientId, client_secret: clientSecret })).status).toBe(200);
  },
  'the password is reset': async (_person, username) => {
    const browser = new Browser(town.base);
    await browser.open((await resetLink(town.ctx, username)).replace(ORIGIN, ''));
    const names = [...browser.page.html.matchAll(/<input\b[^>]*type="password"[^>]*>/g)].map(([tag]) => /name="([^"]+)"/.exec(tag)?.[1] ?? '');
    expect(names.length).toBeGreaterThan(0);
    await browser.submit(Object.fromEntries(names.map((name) => [name, 'another long password 77'])));
    expect(browser.page.status).toBe(200);
  },
  'the password is changed': async (_person, username) => {
    const browser = await signedIn(username);
    await browser.submit({ current_password: PASSWORD, password: 'another long password 77' });
    expect(browser.page.html).toContain('has been changed');
  },
  'the app is removed by its person': async (_person, username) => {
    const browser = await signedIn(username);
    while (browser.page.html.includes('value="app"')) await browser.submit({}, /Remove: A real client|Remove: Perchoir/);
  },
  'the account is suspended': async (_person, username) => setStanding(town.ctx, Number((await town.person(username)).id), 'suspended'),
  'the account is disabled': async (_person, username) => setStanding(town.ctx, Number((await town.person(username)).id), 'disabled'),
};

describe.each(Object.keys(WAYS))('when %s', (way) => {
  test('both streams end within two seconds, and the token opens no other', async () => {
    const username = `leaver${Object.keys(WAYS).indexOf(way)}`;
    await town.person(username);
    const loggedIn = await logIn(town, username);
    const person = town.holder(loggedIn.token);
    const streams: Stream[] = [await person.stream('user'), await person.events('user'), await person.stream('public')];
    await WAYS[way]?.(person, username, loggedIn);
    const started = performance.now();
    await Promise.race([
      Promise.all(streams.map((stream) => stream.closed)),
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error('A stream is still open after two seconds.')), 2000)),
    ]);
    expect(performance.now() - started).toBeLessThan(2000);
    expect([401, 403]).toContain((await person.get('/api/v1/accounts/verify_credentials')).status);
    await expect(person.stream('user')).rejects.toBeInstanceOf(UpgradeRefused);
    await expect(person.events('user')).rejects.toBeInstanceOf(UpgradeRefused);
  });
});

test("somebody else's streams stay open", async () => {
  const [stays, goes] = await town.people('stays', 'goes');
  const stream = await stays.stream('user');
  const gone = await goes.stream('user');
  await setStanding(town.ctx, Number(goes.id), 'suspended');
  await gone.closed;
  await stays.posts('still here');
  expect((await stream.next('update')).payload.content).toContain('still here');
});
