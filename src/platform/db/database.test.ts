import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#test/database.ts';
import type { TestDatabase } from '#test/database.ts';
import { DatabaseError, json, openDatabase, rowsOf, tablesOf } from './database.ts';
import type { DatabaseOptions, OpenDatabase } from './database.ts';

const log = { info: () => {}, warn: () => {} };
let place: TestDatabase;
let database: OpenDatabase;
const opened: OpenDatabase[] = [];

type Tables = { item: { id: number; name: string; parent: number | null; amount: number } };

function open(options: Partial<DatabaseOptions> = {}): OpenDatabase {
  const more = openDatabase({ url: place.url, log, ...options });
  opened.push(more);
  return more;
}

const items = (db = database.kysely) => tablesOf<Tables>({ db });

/** The class of the failure, with the constraint where there is one. */
async function failureOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return error.constraint === undefined ? error.kind : `${error.kind} ${error.constraint}`;
  }
}

const ask = (text: string, values: unknown[] = []) => rowsOf<Record<string, unknown>>({ db: database.kysely }, text, values);

beforeAll(async () => {
  place = await createTestDatabase();
  database = open();
  await ask(`create table item (
    id bigint primary key,
    name text not null constraint item_name unique,
    parent bigint constraint item_parent references item (id) deferrable,
    amount bigint not null default 0 constraint item_amount check (amount >= 0)
  )`);
});

beforeEach(async () => {
  await ask('truncate item');
  await ask(`insert into item (id, name) values (1, 'one'), (2, 'two')`);
});

afterAll(async () => {
  for (const each of opened) await each.close();
  await place.drop();
});

describe('values', () => {
  it('go in and come out as what they are', async () => {
    const time = new Date('2026-11-23T09:47:12.123Z');
    const [row] = await ask('select $1::int8 as id, $2::jsonb as doc, $3::timestamptz as at, $4::int8[] as ids, $5::text[] as texts, $6::bytea as bytes, $7::bool as yes, $8::text as nothing, 1.5::numeric as part', [
      2 ** 52, { a: [1] }, time, new Float64Array([1, 2 ** 52]), ['a"b', 'c\\d', 'NULL', ''], Buffer.from([0, 255]), true, null,
    ]);
    expect(row).toEqual({
      id: 2 ** 52, doc: { a: [1] }, at: time, ids: [1, 2 ** 52], texts: ['a"b', 'c\\d', 'NULL', ''], bytes: Buffer.from([0, 255]), yes: true, nothing: null, part: 1.5,
    });
    expect(await ask('select $1::jsonb as doc, array[]::int8[] as ids, count(*) as n from item', [json(['a'])])).toEqual([{ doc: ['a'], ids: [], n: 2 }]);
  });

  it('a number beyond 2^53 is refused in both directions', async () => {
    await expect(ask('select 9007199254740993::int8')).rejects.toThrow(/2\^53/);
    expect(await failureOf(ask('select $1::int8', [2 ** 53]))).toBe('invalidInput');
    expect(await ask('select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('what PostgreSQL cannot hold is invalid input', async () => {
    const bad: [string, unknown][] = [
      ['select $1::text', 'a\0b'], ['select $1::jsonb', '{"a":"\\u0000"}'], ['select $1::jsonb', JSON.stringify('\uD800')],
      ['select $1::int8', '99999999999999999999'], ['select $1::int8', 'abc'], ['select 1 limit $1', -1], [`select 'a' ~ $1`, '['],
      ['select to_tsquery($1)', 'a &'], ['select $1::timestamptz', '+275760-09-13T00:00:00Z'], ['select $1::timestamptz', new Date(Number.NaN)],
    ];
    for (const [text, value] of bad) expect(`${text}: ${await failureOf(ask(text, [value]))}`).toBe(`${text}: invalidInput`);
  });

  it('the rows of a table that changed under a prepared statement are those of the new table', async () => {
    await ask('create table changing (a int)');
    await ask('insert into changing values (1)');
    const read = () => Promise.all(Array.from({ length: 20 }, () => ask('select * from changing')));
    await read();
    await open({ maxConnections: 1 }).transaction((db) => rowsOf({ db }, `alter table changing add b text default 'new'`));
    for (const rows of await read()) expect(rows).toEqual([{ a: 1, b: 'new' }]);
    await database.transaction(async (db) => expect(await rowsOf({ db }, 'select * from changing')).toEqual([{ a: 1, b: 'new' }]));
  });

  it('more different texts than are kept prepared are still answered', async () => {
    const answers = await Promise.all(Array.from({ length: 1_500 }, (_, n) => ask(`select ${n} as n, $1::int as m`, [n])));
    expect(answers.map(([row]) => row)).toEqual(answers.map((_, n) => ({ n, m: n })));
  });
});

describe('failures', () => {
  it('are told apart by class and constraint', async () => {
    const insert = (values: Partial<Tables['item']>) => items().insertInto('item').values({ id: 9, name: 'nine', parent: null, amount: 0, ...values }).execute();
    expect(await failureOf(insert({ name: 'one' }))).toBe('unique item_name');
    expect(await failureOf(insert({ parent: 77 }))).toBe('foreignKey item_parent');
    expect(await failureOf(insert({ amount: -1 }))).toBe('check item_amount');
    expect(await failureOf(ask('select nothing from nowhere'))).toBe('other');
    expect(await failureOf(ask('selec'))).toBe('invalidInput');
  });

  it('one does not touch the statements sent beside it', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? failureOf(ask(`select 1 / ($1::int - ${n % 7})`, [n % 7])) : ask('select $1::int as n', [n]))));
    all.forEach((answer, n) => expect(answer).toEqual(n % 3 === 0 ? 'invalidInput' : [{ n }]));
  });

  it('a statement that runs too long is ended, as a timeout', async () => {
    expect(await failureOf(rowsOf({ db: open({ statementTimeoutMs: 200 }).kysely }, 'select pg_sleep(5)'))).toBe('timeout');
  });

  it('a connection that the server ends is replaced, and a lone write on it has an unknown outcome', async () => {
    const lone = open({ maxConnections: 1 });
    const end = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await ask(`select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(3)%' and pid <> pg_backend_pid()`);
    };
    const fates = [
      failureOf(rowsOf({ db: lone.kysely }, 'select pg_sleep(3)')),
      failureOf(rowsOf({ db: lone.kysely }, `update item set name = 'x' where id = 1`)),
      failureOf(rowsOf({ db: lone.kysely }, 'with found as (select 1) select * from found')),
    ];
    await end();
    expect(await Promise.all(fates)).toEqual(['unavailable', 'outcomeUnknown', 'unavailable']);
    expect(await rowsOf({ db: lone.kysely }, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('a transaction', () => {
  it('is kept whole or not at all, and its statements may be under way together', async () => {
    const names = await database.transaction(async (db) => {
      const written = await Promise.all(['a', 'b', 'c'].map((name, n) => items(db).insertInto('item').values({ id: 10 + n, name, parent: null, amount: 0 }).returning('name').executeTakeFirstOrThrow()));
      return written.map((row) => row.name);
    });
    expect(names).toEqual(['a', 'b', 'c']);
    await expect(database.transaction(async (db) => {
      await items(db).deleteFrom('item').execute();
      throw new RangeError('changed my mind');
    })).rejects.toThrow(RangeError);
    expect(await ask('select count(*) as n from item')).toEqual([{ n: 5 }]);
  });

  it('reports the first failure, and never success after a swallowed one', async () => {
    const swallowed = database.transaction(async (db) => {
      await failureOf(items(db).insertInto('item').values({ id: 3, name: 'one', parent: null, amount: 0 }).execute());
      await failureOf(items(db).deleteFrom('item').execute());
    });
    expect(await failureOf(swallowed)).toBe('unique item_name');
    // The second statement only says that the transaction is aborted; the reason is the first.
    expect(await failureOf(database.transaction(async (db) => {
      await failureOf(rowsOf({ db }, `insert into item (id, name) values (3, 'one')`));
      await rowsOf({ db }, 'select 1');
    }))).toBe('unique item_name');
    expect(await failureOf(database.transaction(async (db) => {
      await Promise.all([rowsOf({ db }, 'select 1 / 0'), rowsOf({ db }, 'select 1')]);
    }))).toBe('invalidInput');
    expect(await failureOf(database.transaction(async (db) => void (await rowsOf({ db }, 'update item set parent = 99 where id = 1').then(() => rowsOf({ db }, 'set constraints all immediate')))))).toBe('foreignKey item_parent');
  });

  it('a failure at the commit itself is reported', async () => {
    const late = database.transaction(async (db) => {
      await sql`set constraints all deferred`.execute(db);
      await items(db).updateTable('item').set({ parent: 99 }).where('id', '=', 1).execute();
    });
    expect(await failureOf(late)).toBe('foreignKey item_parent');
    expect(await ask('select parent from item where id = 1')).toEqual([{ parent: null }]);
  });

  it('that conflicts with another is run again, three times at most', async () => {
    let tries = 0;
    let read = 0;
    let opened = (): void => undefined;
    const bothHaveRead = new Promise<void>((resolve) => (opened = resolve));
    const add = () => database.transaction(async (db) => {
      tries++;
      await sql`set transaction isolation level serializable`.execute(db);
      const { amount } = await items(db).selectFrom('item').select('amount').where('id', '=', 1).executeTakeFirstOrThrow();
      if (++read === 2) opened();
      await bothHaveRead;
      await items(db).updateTable('item').set({ amount: amount + 1 }).where('id', '=', 1).execute();
    });
    await Promise.all([add(), add()]);
    expect(await ask('select amount from item where id = 1')).toEqual([{ amount: 2 }]);
    expect(tries).toBeGreaterThan(2);
    let calls = 0;
    const hopeless = database.transaction(async (db) => {
      calls++;
      await rowsOf({ db }, `do $$ begin raise sqlstate '40001'; end $$`);
    });
    expect(await failureOf(hopeless)).toBe('serialization');
    expect(calls).toBe(4);
  });

  it('two that lock each other out both succeed in the end', async () => {
    const both = [[1, 2], [2, 1]].map(([first, second]) => database.transaction(async (db) => {
      await items(db).updateTable('item').set((change) => ({ amount: change('amount', '+', 1) })).where('id', '=', first as number).execute();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await items(db).updateTable('item').set((change) => ({ amount: change('amount', '+', 1) })).where('id', '=', second as number).execute();
    }));
    await Promise.all(both);
    expect(await ask('select amount from item order by id')).toEqual([{ amount: 2 }, { amount: 2 }]);
  });

  it('takes no more statements once it is over', async () => {
    const kept = await database.transaction((db) => Promise.resolve({ db }));
    expect(await failureOf(rowsOf(kept, 'delete from item'))).toBe('other');
    expect(await ask('select count(*) as n from item')).toEqual([{ n: 2 }]);
  });

  it('that sits still too long is ended by the server and leaves nothing', async () => {
    const lone = open({ maxConnections: 2 });
    const idle = lone.transaction(async (db) => {
      await sql`set local idle_in_transaction_session_timeout = 100`.execute(db);
      await items(db).deleteFrom('item').execute();
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    expect(await failureOf(idle)).toBe('unavailable');
    expect(await rowsOf({ db: lone.kysely }, 'select count(*) as n from item')).toEqual([{ n: 2 }]);
  });
});

describe('the pool', () => {
  it('used up by transactions still serves statements, and waiting for it is bounded', async () => {
    const small = open({ maxConnections: 3, waitMs: 300, statementTimeoutMs: 3_000 });
    const slow = () => small.transaction(async (db) => void (await rowsOf({ db }, 'select pg_sleep(1)')));
    const held = [slow(), slow()];
    const started = performance.now();
    const refused = failureOf(small.transaction((db) => rowsOf({ db }, 'select 1')));
    expect(await rowsOf({ db: small.kysely }, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(performance.now() - started).toBeLessThan(250);
    expect(await refused).toBe('unavailable');
    expect(performance.now() - started).toBeLessThan(800);
    await Promise.all(held);
    expect(await small.transaction((db) => rowsOf({ db }, 'select 1 as n'))).toEqual([{ n: 1 }]);
  });

  it('refuses at once when thousands wait already', async () => {
    const small = open({ maxConnections: 1, waitMs: 5_000 });
    await rowsOf({ db: small.kysely }, 'select 1');
    const held = small.transaction(async (db) => void (await rowsOf({ db }, 'select pg_sleep(0.5)')));
    const crowd = await Promise.all(Array.from({ length: 2_100 }, () => failureOf(rowsOf({ db: small.kysely }, 'select 1'))));
    expect(crowd.filter((kind) => kind === 'unavailable').length).toBe(100);
    await held;
  });

  it('says at once that a password is wrong, and in time that nobody is there', async () => {
    const wrong = Object.assign(new URL(place.url), { password: 'guess' }).href;
    await expect(rowsOf({ db: open({ url: wrong }).kysely }, 'select 1')).rejects.toThrow(/password/);
    const nobody = open({ url: 'postgres://x:y@localhost/x?host=%2Fnowhere', waitMs: 200 });
    expect(await failureOf(rowsOf({ db: nobody.kysely }, 'select 1'))).toBe('unavailable');
    expect(nobody.isUp()).toBe(false);
  });

  it('hears what is told on a channel', async () => {
    const heard: string[] = [];
    const stop = await database.listen('bell', { notified: (payload) => heard.push(payload) });
    await ask(`select pg_notify('bell', 'ding')`);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toEqual(['ding']);
    await stop();
  });
});
