/** Much data quickly: copies of one row that the product itself has written, with other ids. */

import pg from 'pg';
import type { House } from '#platform/house.ts';
import type { Id } from '#kit/ids.ts';

const STEP = 16;

/** A statement on a connection without the app's deadline: copying a million rows takes longer than a request may. */
async function bulk<Row>(house: House, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Copies of an account, named `clone<n>`. @returns their ids. */
export async function cloneAccounts(house: House, template: Id, count: number): Promise<Id[]> {
  const rows = await bulk<{ id: string }>(
    house,
    `insert into accounts.account
    select (jsonb_populate_record(a, jsonb_build_object('id', a.id - (1000000 + n) * ${STEP}::bigint, 'username', 'clone' || n))).*
    from accounts.account a, generate_series(1, $2::int) n where a.id = $1
    returning id`,
    [template, count],
  );
  return rows.map(({ id }) => Number(id));
}

/** One follower of many. */
export async function cloneFollows(house: House, follower: Id, targets: Id[]): Promise<void> {
  await insertFollows(house, targets.map((target) => [follower, target]));
}

/** Many followers of one. */
export async function cloneFollowers(house: House, target: Id, followers: Id[]): Promise<void> {
  await insertFollows(house, followers.map((follower) => [follower, target]));
}

let follows = 1;

async function insertFollows(house: House, pairs: [Id, Id][]): Promise<void> {
  if (pairs.length === 0) return;
  const first = follows;
  follows += pairs.length;
  await bulk(
    house,
    `insert into accounts.follow (id, follower_id, target_id)
    select $1::bigint + row_number() over () - 1, f, t from unnest($2::bigint[], $3::bigint[]) as p (f, t)`,
    [first, pairs.map(([follower]) => follower), pairs.map(([, target]) => target)],
  );
}

export interface ClonedPosts {
  template: Id;
  authors: Id[];
  count: number;
  /** The id from which the copies begin; they are spread evenly up to the template. */
  from: Id;
}

/** Copies of a post, by the authors in turn. */
export async function clonePosts(house: House, { template, authors, count, from }: ClonedPosts): Promise<void> {
  const step = Math.floor((template - from) / (count + 1) / STEP) * STEP;
  await bulk(
    house,
    `insert into posts.post
    select (jsonb_populate_record(p, jsonb_build_object(
      'id', $2::bigint + n * $3::bigint, 'root_id', $2::bigint + n * $3::bigint, 'author_id', ($4::bigint[])[1 + n % $5::int]))).*
    from posts.post p, generate_series(0, $6::int - 1) n where p.id = $1`,
    [template, from, step, authors, authors.length, count],
  );
  await bulk(house, 'analyze');
}
