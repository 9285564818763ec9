// What goes by mail, through a real SMTP server: links that work once, mails that wait, and nothing a stranger could learn from.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken, resetLink } from '#auth';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { MailServer, linkIn } from '#test/town/mail-server.ts';

let town: Town;
let post: MailServer;

beforeAll(async () => {
  post = await MailServer.at();
  await post.start();
  town = await openTown({ config: { smtpUrl: post.url } });
});

afterAll(async () => {
  await town.close();
  await post.stop();
});

async function signIn(name: string, password = PASSWORD): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in');
  await browser.submit({ username: name, password });
  return browser;
}

async function ask(path: string, username: string): Promise<string> {
  const browser = new Browser(town.base);
  await browser.open(path);
  await browser.submit({ username });
  return browser.page.html.replace(/value="[^"]*"/g, '');
}

async function signUp(username: string, email = `${username}@example.org`, query = ''): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open(`/auth/sign_up${query}`);
  await browser.submit({ username, email, password: PASSWORD, agreement: 'true' });
  return browser;
}

const idOf = async (email: string): Promise<number> =>
  (await town.sql<{ account_id: number }>(`select account_id from auth.credential where email = '${email}'`))[0]?.account_id ?? 0;

test('a password is reset by mail, once, and nobody learns whether there is such an account', async () => {
  await town.person('alice');
  const known = await ask('/auth/password/forgot?lang=fr', 'alice@example.org');
  expect(await ask('/auth/password/forgot?lang=fr', 'nobody-here@example.org')).toBe(known);
  const mail = await post.next('alice@example.org');
  expect(mail).toMatchObject({ subject: 'Réinitialisation de votre mot de passe sur Perchoir', text: expect.stringContaining('pour @alice sur Perchoir') });
  const browser = new Browser(town.base);
  await browser.open(linkIn(mail, '/auth/password/reset'));
  expect((await browser.submit({ password: 'short' })).html).toContain('Too short.');
  expect((await browser.submit({ password: 'a password that is new' })).html).toContain('has been changed');
  expect((await browser.open(linkIn(mail, '/auth/password/reset'))).status).toBe(404);
  expect((await signIn('alice', 'a password that is new')).page.html).toContain('href="/@alice"');
  expect(mail.text).toContain(`${ORIGIN}/`);
});

describe('signing up', () => {
  test('the account may act once its mailbox is proven, and the link can be asked for again', async () => {
    const browser = await signUp('bea');
    expect(browser.page.html).toContain('open the link in the mail');
    const first = linkIn(await post.next('bea@example.org'), '/auth/confirm');
    const bea = town.holder(await createToken(town.ctx, { accountId: await idOf('bea@example.org'), scopes: 'read' }));
    expect((await bea.get('/api/v1/accounts/verify_credentials')).status).toBe(403);
    expect((await signIn('bea')).page.html).toContain('we sent to bea@example.org');
    await ask('/auth/confirm/again', 'bea');
    const second = linkIn(await post.next('bea@example.org'), '/auth/confirm');
    expect((await browser.open(first)).status).toBe(404);
    await browser.open(second);
    expect((await bea.get('/api/v1/accounts/verify_credentials')).status).toBe(403);
    expect((await browser.submit({}, /button/)).html).toContain('has been confirmed');
    expect((await bea.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
  });

  test('an address that has an account looks like any other, and its mailbox is told', async () => {
    await town.person('celia');
    const taken = await signUp('celia2', 'Celia+again@example.org');
    const free = await signUp('celia3');
    const bare = (html: string): string => html.replace(/value="[^"]*"/g, '');
    expect([taken.page.status, bare(taken.page.html)]).toEqual([free.page.status, bare(free.page.html)]);
    expect((await post.next('celia@example.org')).text).toContain('belongs to @celia already');
    expect(await town.sql(`select 1 from accounts.account where username = 'celia2'`)).toEqual([]);
  });

  test('through an app: asks again, also to another address, until it is confirmed', async () => {
    await signUp('dora', 'dora@exmaple.org');
    await post.next('dora@exmaple.org');
    const dora = town.holder(await createToken(town.ctx, { accountId: await idOf('dora@exmaple.org'), scopes: 'read' }));
    expect((await dora.get('/api/v1/emails/check_confirmation')).body).toBe(false);
    expect((await dora.post('/api/v1/emails/confirmations')).status).toBe(200);
    await post.next('dora@exmaple.org');
    expect((await dora.post('/api/v1/emails/confirmations', { email: 'no address' })).status).toBe(422);
    expect((await dora.post('/api/v1/emails/confirmations', { email: 'dora@example.org' })).status).toBe(200);
    const browser = new Browser(town.base);
    await browser.open(linkIn(await post.next('dora@example.org'), '/auth/confirm'));
    await browser.submit({}, /button/);
    expect((await dora.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
    expect((await dora.post('/api/v1/emails/confirmations')).status).toBe(403);
    expect((await dora.get('/api/v1/emails/check_confirmation')).body).toBe(true);
    expect(await idOf('dora@example.org')).toBeGreaterThan(0);
  });
});

describe('another mail address', () => {
  async function move(name: string, email: string, password = PASSWORD): Promise<Browser> {
    const browser = await signIn(name);
    await browser.open('/settings/security');
    await browser.submit({ email, current_password: password });
    return browser;
  }

  test('needs the password and a link sent there; the old mailbox is told; links to the old one are dead', async () => {
    await town.person('emil');
    const wrong = await move('emil', 'emil@new.example.org', 'not it');
    expect(wrong.page).toMatchObject({ status: 422, html: expect.stringContaining('value="emil@new.example.org"') });
    expect(wrong.page.html).toMatch(/name="current_password"[^>]*aria-invalid="true"/);
    expect((await move('emil', 'no address')).page.html).toContain('Not valid.');
    const browser = await move('emil', 'emil@new.example.org');
    expect(browser.page.html).toContain('on its way to emil@new.example.org');
    expect((await post.next('emil@example.org')).subject).toContain('about to change');
    expect(await idOf('emil@example.org')).toBeGreaterThan(0);
    await ask('/auth/password/forgot', 'emil');
    const reset = linkIn(await post.next('emil@example.org'), '/auth/password/reset');
    await browser.open(linkIn(await post.next('emil@new.example.org'), '/auth/confirm'));
    await browser.submit({}, /button/);
    expect(await idOf('emil@new.example.org')).toBeGreaterThan(0);
    expect((await browser.open(reset)).status).toBe(404);
    expect((await signIn('emil@new.example.org')).page.html).toContain('href="/@emil"');
  });

  test('a new password stops it, and a taken address is told to that mailbox only', async () => {
    await town.people('fred', 'gwen');
    const browser = await move('fred', 'fred@new.example.org');
    const link = linkIn(await post.next('fred@new.example.org'), '/auth/confirm');
    await browser.open('/settings/security');
    await browser.submit({ current_password: PASSWORD, password: 'another password 77' });
    expect((await browser.open(link)).status).toBe(404);
    await browser.open('/settings/security');
    await browser.submit({ email: 'gwen@example.org', current_password: 'another password 77' });
    expect(browser.page.html).toContain('on its way to gwen@example.org');
    expect((await post.next('gwen@example.org')).text).toContain('belongs to @gwen already');
  });
});

test('while the mail server is away nothing is lost, people are told, and mails come once it is back', async () => {
  await town.people('hana', 'ines');
  await post.stop();
  await ask('/auth/password/forgot', 'hana');
  await expect.poll(() => town.house.mailer.late, { timeout: 5000 }).toBe(true);
  expect(await ask('/auth/password/forgot', 'ines')).toContain('will be sent as soon as it does');
  expect((await signUp('jana')).page.html).toContain('will be sent as soon as it does');
  await post.start();
  for (const name of ['hana', 'ines', 'jana']) expect((await post.next(`${name}@example.org`)).text).toContain(`@${name}`);
  expect(town.house.mailer.late).toBe(false);
  expect(await town.sql(`select 1 from graphile_worker.jobs where task_identifier = 'auth.mailLink'`)).toEqual([]);
});

test('a mailbox that does not exist is not written to again and again', async () => {
  expect((await signUp('karl', 'nobody@example.org')).page.html).toContain('open the link');
  await expect.poll(() => town.sql(`select 1 from graphile_worker.jobs where task_identifier = 'auth.mailLink'`), { timeout: 5000 }).toEqual([]);
  expect(town.house.mailer.late).toBe(false);
});

test('with limits on, a mailbox gets three mails within the hour, whoever asks and however', async () => {
  await town.person('lena');
  await town.house.settings.change(town.ctx, 'rates.on', true);
  try {
    for (let n = 0; n < 3; n++) {
      await ask('/auth/password/forgot', 'Lena@example.org');
      await post.next('lena@example.org');
    }
    await ask('/auth/password/forgot', 'lena');
    await signUp('lena2', 'lena@example.org');
    await town.settled();
    expect(await town.sql(`select 1 from graphile_worker.jobs where task_identifier = 'auth.mailLink'`)).toEqual([]);
    expect(post.mails.filter((mail) => mail.to === 'lena@example.org')).toEqual([]);
  } finally {
    await town.house.settings.change(town.ctx, 'rates.on', false);
  }
});

test("without mail the operator's link does it, and the page says so", async () => {
  const quiet = await openTown();
  try {
    await quiet.person('mona');
    const browser = new Browser(quiet.base);
    expect((await browser.open('/auth/password/forgot')).html).toContain('ask its operator for a reset link');
    await browser.open((await resetLink(quiet.ctx, 'mona')).replace(ORIGIN, ''));
    expect((await browser.submit({ password: 'a password that is new' })).html).toContain('has been changed');
  } finally {
    await quiet.close();
  }
});
