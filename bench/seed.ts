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
  /** Where they end; the template's id when left out. */
  until?: Id;
  /** Their texts in turn, in an order that looks like chance; the template's own when left out. */
  texts?: readonly string[];
}

/** Copies of a post, by the authors in turn. */
export async function clonePosts(house: House, { template, authors, count, from, until = template, texts }: ClonedPosts): Promise<void> {
  const step = Math.floor((until - from) / (count + 1) / STEP) * STEP;
  await bulk(
    house,
    `insert into posts.post
    select (jsonb_populate_record(p, jsonb_build_object(
      'id', $2::bigint + n * $3::bigint, 'root_id', $2::bigint + n * $3::bigint, 'author_id', ($4::bigint[])[1 + n % $5::int],
      'text', coalesce(t.text, p.text)))).*
    from posts.post p cross join generate_series(0, $6::int - 1) n
    left join unnest($7::text[]) with ordinality as t (text, at) on t.at = 1 + n::bigint * 7919 % $8::int where p.id = $1`,
    [template, from, step, authors, authors.length, count, texts ?? [], Math.max(1, texts?.length ?? 0)],
  );
  await bulk(house, 'analyze');
}

/** Likes of one account for posts spread evenly over all there are. */
export async function cloneLikes(house: House, accountId: Id, count: number): Promise<void> {
  await bulk(
    house,
    `insert into posts.liking (id, account_id, post_id)
    select id + 1, $1, id from (select id, row_number() over (order by id) as n, count(*) over () as many from posts.post) p
    where n % greatest(1, many / $2::int) = 0`,
    [accountId, count],
  );
}

/** Drops an index while `act` fills its table, and makes it again in one go: much quicker than row by row. */
export async function withoutIndex(house: House, name: string, act: () => Promise<void>): Promise<void> {
  const [index] = await bulk<{ definition: string }>(house, 'select pg_get_indexdef($1::regclass) as definition', [name]);
  if (index === undefined) throw new Error(`There is no index ${name}`);
  await bulk(house, `drop index ${name}`);
  await act();
  await bulk(house, index.definition);
  await bulk(house, 'analyze');
}

export interface ClonedNotifications {
  reader: Id;
  /** Whoever did something: at least as many as `viral`. */
  people: Id[];
  /** Of the reader, for likes and reposts; of others, for mentions. */
  own: Id[];
  mentions: Id[];
  count: number;
  /** How many of the newest are likes of one post. */
  viral: number;
  /** The ids between which they lie. */
  from: Id;
  to: Id;
}

/** Notifications of every kind, in groups of some forty, and one that grows much larger. */
export async function cloneNotifications(house: House, wish: ClonedNotifications): Promise<void> {
  const step = Math.floor((wish.to - wish.from) / (wish.count + 1) / STEP) * STEP;
  await bulk(
    house,
    `with line as (
      select n, $2::bigint + n * $3::bigint as id,
        case when n >= $4::int - $5::int or n % 20 < 13 then 'like' when n % 20 < 15 then 'repost' when n % 20 < 19 then 'mention' else 'follow' end as type
      from generate_series(0, $4::int - 1) n
    ), told as (
      select n, id, type, ($6::bigint[])[1 + case when type = 'follow' then n / 20 else n end % cardinality($6::bigint[])] as from_id,
        case when n >= $4::int - $5::int then ($7::bigint[])[1]
          when type in ('like', 'repost') then ($7::bigint[])[2 + n / 60 % (cardinality($7::bigint[]) - 1)]
          when type = 'mention' then ($8::bigint[])[1 + n % cardinality($8::bigint[])] end as post_id
      from line
    )
    insert into notifications.notification (id, account_id, type, from_id, post_id, event_id, created_at, group_id)
    select id, $1::bigint, type, from_id, post_id, id, now(),
      case when type <> 'mention' then min(id) over (partition by type, post_id, case when type = 'follow' then n / 2000 end) end
    from told on conflict do nothing`,
    [wish.reader, wish.from, step, wish.count, wish.viral, wish.people, wish.own, wish.mentions],
  );
  await bulk(house, 'vacuum analyze notifications.notification');
}

/** The newest posts of an account. */
export async function idsOfPosts(house: House, author: Id): Promise<Id[]> {
  const rows = await bulk<{ id: string }>(house, 'select id from posts.post where author_id = $1 order by id desc', [author]);
  return rows.map(({ id }) => Number(id));
}
