// Whose token is good but who may not act is told so by every route and both kinds of stream, and nothing is ever our fault.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { createMember, createToken, deleteMember } from '#auth';
import { openTown, PASSWORD } from '#town';
import type { Town, Visitor } from '#town';
import { Browser } from './town/browser.ts';
import { addressOf, everyRoute } from './town/routes.ts';
import { UpgradeRefused } from './town/streams.ts';

let town: Town;
const barred = new Map<string, Visitor>();

interface Bar {
  readonly status: number;
  readonly why: RegExp;
  readonly at: (id: number) => Promise<void>;
}

/** What happened to the account after its token was issued, and what the token is answered now. */
const BARS: Record<string, Bar> = {
  disabled: { status: 403, why: /disabled/, at: (id) => setStanding(town.ctx, id, 'disabled') },
  pending: { status: 403, why: /pending approval/, at: (id) => setStanding(town.ctx, id, 'pending') },
  unconfirmed: { status: 403, why: /confirmed e-mail/, at: () => Promise.resolve() },
  suspended: { status: 401, why: /token/, at: (id) => setStanding(town.ctx, id, 'suspended') },
  deleted: { status: 401, why: /token/, at: (id) => deleteMember(town.ctx, id) },
};
const names = Object.keys(BARS);

beforeAll(async () => {
  town = await openTown();
  for (const [name, { at }] of Object.entries(BARS)) {
    const member = { username: name, email: `${name}@example.org`, password: PASSWORD, confirmed: name !== 'unconfirmed' };
    const { accountId } = await createMember(town.ctx, member);
    const holder = town.holder(await createToken(town.ctx, { accountId, scopes: 'read write follow push profile' }));
    if (name !== 'unconfirmed') expect((await holder.get('/api/v1/accounts/verify_credentials')).status).toBe(200);
    await at(accountId);
    barred.set(name, holder);
  }
});
afterAll(() => town.close());

const ask = (who: string, method: string, path: string) =>
  (barred.get(who) as Visitor).call(method, path, method === 'GET' ? undefined : {});

describe.each(names)('an account that is %s', (name) => {
  const { status, why } = BARS[name] as Bar;
  const guarded = everyRoute.filter(({ route }) => (route.who === 'member' || route.who === 'app') && !(name === 'unconfirmed' && route.unconfirmed));
  const open = everyRoute.filter(({ route }) => route.who === 'anyone' || route.who === 'page');

  test.each(guarded)('$name is refused with the reason', async ({ route }) => {
    const answer = await ask(name, route.method, addressOf(route));
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(why)]);
  });

  test('what is open to anybody refuses or answers, and never fails', async () => {
    expect(open.length).toBeGreaterThan(20);
    for (const { name: label, route } of open) {
      const answer = await ask(name, route.method, addressOf(route));
      expect([label, answer.status < 500 || answer.status === 501]).toEqual([label, true]);
      if (answer.status >= 400 && route.who === 'anyone') expect([label, answer.body]).toEqual([label, expect.objectContaining({ error: expect.any(String) })]);
    }
  });

  test('no stream opens', async () => {
    const holder = barred.get(name) as Visitor;
    const params: Record<string, Record<string, string>> = { user: {}, 'user:notification': {}, public: {}, hashtag: { tag: 'x' }, direct: {} };
    for (const [stream, more] of Object.entries(params)) {
      await expect(holder.stream(stream, more)).rejects.toSatisfy((error) => error instanceof UpgradeRefused && error.message.includes(String(status)));
      const path = stream.replace(':', '/');
      await expect(holder.events(path, more)).rejects.toSatisfy((error) => error instanceof UpgradeRefused && error.message.includes(String(status)));
    }
  });

  test('signing in at a browser leads nowhere, or to what is left to do', async () => {
    const browser = new Browser(town.base);
    await browser.open('/auth/sign_in');
    expect((await browser.submit({ username: name, password: PASSWORD })).status).toBeLessThan(500);
    for (const path of ['/', '/settings/security', '/oauth/authorize?response_type=code&client_id=x&redirect_uri=y']) {
      expect((await browser.open(path)).status).toBeLessThan(500);
    }
  });
});
