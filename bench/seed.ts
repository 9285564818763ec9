/** Much data quickly: copies of one row that the product itself has written, with other ids. */

import { sql } from 'kysely';
import type { House } from '#platform/house.ts';
import type { Id } from '#kit/ids.ts';

const STEP = 16;

/** Copies of an account, named `clone<n>`. @returns their ids. */
export async function cloneAccounts(house: House, template: Id, count: number): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    insert into accounts.account
    select (jsonb_populate_record(a, jsonb_build_object('id', a.id + n * ${STEP}::bigint, 'username', 'clone' || n))).*
    from accounts.account a, generate_series(1, ${count}::int) n where a.id = ${template}
    returning id`.execute(house.database.kysely);
  return rows.map(({ id }) => id);
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
  await sql`insert into accounts.follow (id, follower_id, target_id)
    select ${first}::bigint + row_number() over () - 1, f, t
    from unnest(${pairs.map(([follower]) => follower)}::bigint[], ${pairs.map(([, target]) => target)}::bigint[]) as p (f, t)`.execute(house.database.kysely);
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
  const BATCH = 50_000;
  for (let begin = 0; begin < count; begin += BATCH) {
    await house.database.transaction(async (db) => {
      await sql`set local statement_timeout = 0`.execute(db);
      await sql`
        insert into posts.post
        select (jsonb_populate_record(p, jsonb_build_object(
          'id', ${from}::bigint + n * ${step}::bigint, 'root_id', ${from}::bigint + n * ${step}::bigint,
          'author_id', (${authors}::bigint[])[1 + n % ${authors.length}::int]))).*
        from posts.post p, generate_series(${begin}::int, ${Math.min(count, begin + BATCH) - 1}::int) n where p.id = ${template}`.execute(db);
    });
  }
}
