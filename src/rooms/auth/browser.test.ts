// The script of the pages in a real browser, with a device that the browser makes up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { openChromium } from '#test/town/chromium.ts';
import type { Chromium } from '#test/town/chromium.ts';
import { INSTALL_MS } from '#test/town/debian.ts';

describe('in a browser', () => {
  let town: Town;
  let browser: Chromium;

  beforeAll(async () => {
    town = await openTown({ config: { origin: 'http://localhost', domain: 'localhost' } });
    await town.person('alice');
    browser = await openChromium(town.base);
    await browser.send('WebAuthn.enable');
    await browser.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    });
  }, INSTALL_MS);

  afterAll(async () => {
    await browser?.close();
    await town?.close();
  });

  const fill = (form: string, fields: Record<string, string>): Promise<void> => browser.evaluate(`{
    const form = document.querySelector(${JSON.stringify(form)});
    for (const [name, value] of Object.entries(${JSON.stringify(fields)})) form.elements[name].value = value;
    form.requestSubmit(form.querySelector('button'));
  }`);

  test('a page calls the API and hears its own post by the session of its browser, which its script cannot read', async () => {
    await browser.open('/auth/sign_in');
    await fill('form[action="/auth/sign_in"]', { username: 'alice', password: PASSWORD });
    await browser.until('location.pathname === "/home" && document.querySelector("a[href=\'/@alice\']") !== null');
    expect(await browser.evaluate('document.cookie')).toBe('');
    const heard = await browser.evaluate(`new Promise((resolve, reject) => {
      const socket = new WebSocket('/api/v1/streaming?stream=user', 'perchoir.session');
      socket.onerror = () => reject(new Error('The socket was refused'));
      socket.onmessage = ({ data }) => { resolve([socket.protocol, JSON.parse(JSON.parse(data).payload).content]); socket.close(); };
      const headers = { authorization: 'Session', 'content-type': 'application/json' };
      socket.onopen = () => fetch('/api/v1/statuses', { method: 'POST', headers, body: '{"status":"from the page"}' });
    })`);
    expect(heard).toEqual(['perchoir.session', '<p>from the page</p>']);
    await browser.open('/');
    await fill('form[action="/auth/sign_out"]', {});
    await browser.until('document.querySelector("a[href^=\'/auth/sign_in\']") !== null');
  });

  test('a passkey is added on the security page, and signs in without a password', async () => {
    await browser.open('/auth/sign_in');
    await fill('form[action="/auth/sign_in"]', { username: 'alice', password: PASSWORD });
    await browser.until('location.pathname === "/home" && document.querySelector("a[href=\'/@alice\']") !== null');

    await browser.open('/settings/security');
    expect(await browser.evaluate('document.querySelector("#passkey-part").hidden')).toBe(false);
    await fill('#passkey-add', { name: 'My pocket', current_password: 'wrong' });
    await browser.until('document.querySelector("#passkey-add [role=alert]")?.textContent.includes("password is not right")');
    await fill('#passkey-add', { name: 'My pocket', current_password: PASSWORD });
    await browser.until('document.querySelector("main").innerText.includes("My pocket")');

    await browser.open('/');
    await fill('form[action="/auth/sign_out"]', {});
    await browser.until('document.querySelector("a[href^=\'/auth/sign_in\']") !== null');

    await browser.open('/auth/sign_in?return_to=/settings/security');
    await browser.evaluate('document.querySelector("#passkey-sign-in button").click()');
    await browser.until('location.pathname === "/settings/security" && document.body.innerText.includes("@alice")');
    expect(await town.sql('select name, counter from auth.passkey where last_used_at is not null')).toMatchObject([{ name: 'My pocket' }]);
  });
});
