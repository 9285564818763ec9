/** In which lists the logs say that posts are: what lists are held against. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { LeafRow } from '../types.ts';

/** An entry as lists are held against it; `record` is null of what was erased. */
export type ListedEntry = LeafRow & { readonly record: string | null };

/** Posts between two ids, both counted. */
export interface Span {
  readonly from: Id;
  readonly to: Id;
}

const ENTRY = 'e.account_id, e.audience, e.seq, e.kind, e.post_id, e.at, e.commitment, e.record';

export async function insertListed(tx: Context, rows: readonly { list: string; postId: Id; accountId: Id }[]): Promise<void> {
  await rowsOf(
    tx,
    'insert into receipts.listed (list, post_id, account_id) select * from unnest($1::text[], $2::bigint[], $3::bigint[]) on conflict do nothing',
    [rows.map(({ list }) => list), rows.map(({ postId }) => postId), rows.map(({ accountId }) => accountId)],
  );
}

/** What was erased or reworded leaves its lists; a rewording comes back into those that it names. By listed_post. */
export async function deleteListed(tx: Context, postIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from receipts.listed where post_id = any($1::bigint[])', [postIds]);
}

/** All that logs say of the posts of some authors, the newest posts first, each post's entries in their order. By entry_of_post, one probe for each author. */
export function selectOfAuthors(ctx: Context, authorIds: readonly Id[], { from, to }: Span, limit: number): Promise<ListedEntry[]> {
  return rowsOf(
    ctx,
    `select ${ENTRY} from unnest($1::bigint[]) as a (id) cross join lateral (
       select account_id, audience, seq, kind, post_id, at, commitment, record from receipts.entry where account_id = a.id and post_id >= $2 and post_id <= $3 order by post_id desc limit $4) e
     order by e.post_id desc, e.seq limit $4`,
    [authorIds, from, to, limit],
  );
}

/** The same of the posts in some lists. By the primary key of receipts.listed. */
export function selectOfLists(ctx: Context, lists: readonly string[], { from, to }: Span, limit: number): Promise<ListedEntry[]> {
  return rowsOf(
    ctx,
    `select ${ENTRY} from (
       select distinct account_id, post_id from receipts.listed where list = any($1::text[]) and post_id >= $2 and post_id <= $3 order by post_id desc limit $4) l
     join receipts.entry e on e.account_id = l.account_id and e.post_id = l.post_id order by e.post_id desc, e.seq limit $4`,
    [lists, from, to, limit],
  );
}

/** The same of single posts. By entry_of_post. */
export function selectOfPosts(ctx: Context, posts: readonly { authorId: Id; id: Id }[]): Promise<ListedEntry[]> {
  return rowsOf(
    ctx,
    `select ${ENTRY} from receipts.entry e where (account_id, post_id) in (select * from unnest($1::bigint[], $2::bigint[])) order by e.post_id desc, e.seq`,
    [posts.map(({ authorId }) => authorId), posts.map(({ id }) => id)],
  );
}
