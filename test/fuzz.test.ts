/**
 * Two hundred inputs for every route, half sense and half the dictionary of bad values: no 5xx, no value that only the
 * database refused, no answer that its own schema does not know. `PERCHOIR_SEED=n` plays another game.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '#auth';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import {
  BAD_VALUES, OMITTED, addressOf, dice, escapeText, everyRoute, fieldsOf, formOf, misfit, paramsOf, sampleOf, spoil,
} from './town/routes.ts';
import type { ListedRoute } from './town/routes.ts';

const SEED = Number(process.env['PERCHOIR_SEED'] ?? 612);
const INPUTS = Number(process.env['PERCHOIR_FUZZ'] ?? 200);
/** A route that hashes passwords or draws pictures gets as many inputs as fit in here. */
const BUDGET_MS = 900;
const AT_ONCE = 8;

let town: Town;
let bob: Person;
let token: string;
let serial = 0;
const ids: string[] = [];

beforeAll(async () => {
  town = await openTown();
  bob = await town.person('bob');
  ids.push(bob.id, (await bob.posts('the first #post', { poll: { options: ['a', 'b'], expires_in: 600 } })).id, (await bob.posts('only for some', { visibility: 'private' })).id);
  await moveIn();
});

afterAll(() => town.close());

/** Somebody new to do the damage: some routes end sessions, tokens and accounts. */
async function moveIn(): Promise<void> {
  const person = await town.person(`fuzz${serial++}`);
  token = await createToken(town.ctx, { accountId: Number(person.id), scopes: 'read write follow push profile' });
  const own = await person.posts('mine to lose');
  ids.splice(3, ids.length, person.id, own.id);
}

/** What a field takes beyond its type, so that good inputs get past the rules too; an empty list leaves the field out. */
const SENSIBLE: Record<string, readonly unknown[]> = {
  visibility: ['public', 'unlisted', 'private', 'direct'], media_ids: [], poll: [{ options: ['a', 'b'], expires_in: 600 }], choices: [[0], [0, 1]], media_attributes: [], language: ['fr', 'en'], acct: ['bob'], resource: ['acct:bob@town.test'],
  redirect_uris: ['https://client.example/'], scopes: ['read', 'read write'], scope: ['read'], limit: [1, 20, 40], website: ['https://client.example/'],
  grant_type: ['client_credentials'], privacy: ['public'], types: [['mention']], scheduled_at: [new Date(Date.now() + 86_400_000).toISOString()], duration: [0, 60],
};

interface Attempt {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string;
}

function attemptFor({ route }: ListedRoute, roll: () => number): Attempt {
  const anId = (): string => ids[Math.floor(roll() * ids.length)] ?? '1';
  const bad = (): string => String(BAD_VALUES[Math.floor(roll() * 48)]);
  const given = (field: string): unknown => {
    const known = SENSIBLE[field];
    if (known !== undefined) return known.length === 0 ? OMITTED : known[Math.floor(roll() * known.length)];
    return /(^|_)ids?$/.test(field) ? anId() : undefined;
  };
  const params = Object.fromEntries(paramsOf(route).map((name) => {
    const good = name === 'id' || name.endsWith('_id') ? anId() : 'bob';
    return [name, roll() < 0.85 ? good : escapeText(bad()).slice(0, 1200) || 'x'];
  }));
  const fill = (schema: typeof route.query): unknown => {
    if (schema === undefined) return {};
    const good = sampleOf(schema, roll, given);
    return roll() < 0.5 ? good : spoil(good, fieldsOf(schema), roll);
  };
  const query = formOf(fill(route.query)).slice(0, 12_000);
  const headers: Record<string, string> = roll() < 0.93 && route.who !== 'page' ? { authorization: `Bearer ${token}` } : {};
  const url = addressOf(route, params) + (query === '' ? '' : `?${query}`);
  if (route.method === 'GET' || route.body === undefined) return { method: route.method, url, headers };
  const asForm = roll() < 0.25;
  headers['content-type'] = asForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const body = fill(route.body);
  const payload = asForm ? formOf(body) : roll() < 0.03 ? '[[[[' : (JSON.stringify(body) ?? 'null');
  return { method: route.method, url, headers, payload };
}

async function tryOut(listed: ListedRoute, attempt: Attempt): Promise<string | undefined> {
  const seen = town.log.length;
  const answer = await town.house.http?.inject(attempt);
  const said = `${attempt.method} ${attempt.url.slice(0, 300)} ${attempt.payload?.slice(0, 400) ?? ''}`;
  if (answer === undefined) return 'the town is closed';
  if (answer.statusCode >= 500) return `${answer.statusCode} for ${said}\n${JSON.stringify(town.log.slice(seen).map((line) => line.err?.message ?? line.msg))}`;
  const type = String(answer.headers['content-type'] ?? '');
  if (listed.route.who !== 'page' && answer.statusCode >= 400 && !type.includes('json')) return `${answer.statusCode} is no JSON for ${said}`;
  if (answer.statusCode !== 200 || listed.route.reply === undefined || !type.includes('json')) return undefined;
  const wrong = misfit(listed.route.reply, answer.json());
  return wrong === undefined ? undefined : `the reply does not match its schema (${wrong}) for ${said}`;
}

/** Streams stay open, which is what they are for. */
const tried = everyRoute.filter(({ route }) => !/^\/(api\/v1\/streaming(?!\/health)|live$)/.test(route.path));

describe(`every route withstands bad values (seed ${SEED})`, () => {
  test.each(tried)('$name', async (listed) => {
    const roll = dice(SEED + listed.name.length * 7919);
    const end = performance.now() + BUDGET_MS;
    const faults: string[] = [];
    const before = town.log.length;
    let done = 0;
    while (done < INPUTS && faults.length === 0 && performance.now() < end) {
      const batch = Array.from({ length: Math.min(AT_ONCE, INPUTS - done) }, () => attemptFor(listed, roll));
      for (const fault of await Promise.all(batch.map((attempt) => tryOut(listed, attempt)))) if (fault !== undefined) faults.push(fault);
      done += batch.length;
    }
    const nets = town.log.slice(before).filter((line) => line.net === true).map((line) => line.err?.message as string);
    expect(faults).toEqual([]);
    expect(nets, 'refused only by the database').toEqual([]);
    expect(done).toBeGreaterThan(0);
    const alive = await town.holder(token).get('/api/v1/accounts/verify_credentials');
    if (alive.status !== 200) await moveIn();
  });
});
