import { sql } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { ReadablePosts } from '#posts';
import type { Answered, Said, Trend } from '../trend-rule.ts';

const readable = (ctx: Context) => tablesOf<ReadableAccounts & ReadablePosts>(ctx);

/** The accounts that count: active, and here since before `since`. */
function counting(ctx: Context, since: Date) {
  return readable(ctx).selectFrom('accounts.account').select('id').where('standing', '=', 'active').where('created_at', '<=', since);
}

/** A stretch of ids, cut into hours. */
export interface Stretch {
  readonly from: Id;
  readonly below: Id;
  readonly hour: Id;
}

/** What posts speak of: tags, or the address they name. */
const SPOKEN_OF = { tag: sql`unnest(p.tag_keys)`, link: sql`p.link_url` } as const;

/** The things that most people said publicly, with people and the people of each hour summed up. Walks posts by their ids. */
export async function selectSaid(ctx: Context, kind: keyof typeof SPOKEN_OF, { from, below, hour }: Stretch, wish: { since: Date; least: number; limit: number }): Promise<Omit<Said, 'usual'>[]> {
  const { rows } = await sql<Omit<Said, 'usual'>>`
    select key, count(distinct author_id) as people, count(distinct (author_id, hour)) as recent
    from (select ${SPOKEN_OF[kind]} as key, p.author_id, (p.id - ${from}::bigint) / ${hour}::bigint as hour
      from (${readable(ctx).selectFrom('posts.post').select(['id', 'author_id', 'tag_keys', 'link_url']).where('id', '>=', from).where('id', '<', below).where('visibility', '=', 'public').where('repost_of_id', 'is', null)}) as p
      where p.author_id in (${counting(ctx, wish.since)})) as said
    where key is not null group by key having count(distinct author_id) >= ${wish.least} order by people desc, key limit ${wish.limit}`.execute(ctx.db);
  return rows;
}

/** The public posts since an id that name some addresses. By post_link. */
function naming(ctx: Context, urls: readonly string[], from: Id) {
  return readable(ctx)
    .selectFrom('posts.post as p')
    .select(['p.link_url as key', 'p.author_id', 'p.id'])
    .where(sql`md5(p.link_url)`, 'in', urls.map((url) => sql`md5(${url})`))
    .where('p.link_url', 'in', [...urls])
    .where('p.id', '>=', from)
    .where('p.visibility', '=', 'public')
    .where('p.repost_of_id', 'is', null);
}

/** How often some addresses were named publicly on each day (of ids) from one id on, and by how many. By post_link. */
export async function selectLinkDays(ctx: Context, urls: readonly string[], from: Id, day: Id): Promise<{ key: string; day: number; uses: number; accounts: number }[]> {
  if (urls.length === 0) return [];
  const { rows } = await sql<{ key: string; day: number; uses: number; accounts: number }>`
    select key, id / ${day}::bigint as day, count(*) as uses, count(distinct author_id) as accounts from (${naming(ctx, urls, from)}) as named
    group by 1, 2`.execute(ctx.db);
  return rows;
}

/** The people of each hour of an earlier stretch, summed up, for some things. By the primary keys of tagging and post, or post_link. */
export async function selectUsual(
  ctx: Context,
  kind: keyof typeof SPOKEN_OF,
  keys: readonly string[],
  { stretch: { from, below, hour }, since }: { stretch: Stretch; since: Date },
): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const tagged = readable(ctx)
    .selectFrom('posts.tagging as t')
    .innerJoin('posts.post as p', 'p.id', 't.post_id')
    .select(['t.tag_key as key', 'p.author_id', 'p.id'])
    .where('t.tag_key', 'in', [...keys])
    .where('t.post_id', '>=', from)
    .where('t.post_id', '<', below)
    .where('p.visibility', '=', 'public');
  const said = kind === 'tag' ? tagged : naming(ctx, keys, from).where('p.id', '<', below);
  const { rows } = await sql<{ key: string; usual: number }>`
    select key, count(distinct (author_id, (id - ${from}::bigint) / ${hour}::bigint)) as usual from (${said}) as said
    where author_id in (${counting(ctx, since)}) group by key`.execute(ctx.db);
  return new Map(rows.map(({ key, usual }) => [key, usual]));
}

/**
 * Posts that people liked, reposted or answered since `from`, with how many did. Acts are walked by their ids; a post has to be
 * public, written since `writtenFrom`, not sensitive, and its author has to want to be found.
 */
export async function selectAnswered(ctx: Context, wish: { from: Id; writtenFrom: Id; since: Date; least: number; limit: number }): Promise<Answered[]> {
  const { from, writtenFrom, since, least, limit } = wish;
  const db = readable(ctx);
  const open = ['public', 'unlisted'] as const;
  const acts = sql`
    ${db.selectFrom('posts.liking').select(['post_id', 'account_id']).where('id', '>=', from)}
    union all ${db.selectFrom('posts.post').select(['repost_of_id', 'author_id']).where('id', '>=', from).where('repost_of_id', 'is not', null).where('visibility', 'in', open)}
    union all ${db.selectFrom('posts.post').select(['reply_to_id', 'author_id']).where('id', '>=', from).where('reply_to_id', 'is not', null).where('visibility', 'in', open)}`;
  const posts = db
    .selectFrom('posts.post as p')
    .innerJoin('accounts.account as a', 'a.id', 'p.author_id')
    .select(['p.id', 'p.author_id', 'p.created_at'])
    .where('p.id', '>=', writtenFrom).where('p.visibility', '=', 'public').where('p.repost_of_id', 'is', null).where('p.sensitive', '=', false)
    .where('a.standing', '=', 'active').where('a.discoverable', '=', true);
  const { rows } = await sql<Answered>`
    select p.id::text as key, p.created_at as "writtenAt", count(distinct act.account_id) as people
    from (${acts}) as act (post_id, account_id) join (${posts}) as p on p.id = act.post_id
    where act.post_id >= ${writtenFrom} and act.account_id <> p.author_id and act.account_id in (${counting(ctx, since)})
    group by p.id, p.created_at having count(distinct act.account_id) >= ${least}
    order by people desc, p.id desc limit ${limit}`.execute(ctx.db);
  return rows;
}

export type Kind = 'tag' | 'post' | 'link';

interface TrendRow {
  kind: Kind;
  key: string;
  people: number;
  now: number;
  usual: number | null;
  rise: number | null;
}

/** All that was counted last, each kind in its order. */
export async function selectTrends(ctx: Context): Promise<Record<Kind, Trend[]>> {
  const rows = await rowsOf<TrendRow>(ctx, 'select kind, key, people, now, usual, rise from search.trend order by kind, place');
  const trends: Record<Kind, Trend[]> = { tag: [], post: [], link: [] };
  for (const { kind, key, people, now, usual, rise } of rows) {
    trends[kind].push({ key, people, now, usual: usual ?? undefined, rise: rise ?? undefined });
  }
  return trends;
}

/** Puts the list of one kind in place of the one before. */
export async function updateTrends(tx: Context, kind: Kind, trends: readonly Trend[]): Promise<void> {
  await rowsOf(tx, 'delete from search.trend where kind = $1', [kind]);
  await rowsOf(
    tx,
    `insert into search.trend (kind, place, key, people, now, usual, rise)
     select $1, place, key, people, now, usual, rise
     from unnest($2::text[], $3::int[], $4::float8[], $5::float8[], $6::float8[]) with ordinality as t (key, people, now, usual, rise, place)`,
    [
      kind, trends.map((one) => one.key), trends.map((one) => one.people), trends.map((one) => one.now),
      trends.map((one) => one.usual ?? null), trends.map((one) => one.rise ?? null),
    ],
  );
}
