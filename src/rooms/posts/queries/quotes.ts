import type { QuotePolicy } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { QuoteFacts } from '../types.ts';

/** Of a page, the ids of the posts that quote this one, newest first. By post_quotes. */
export async function selectQuotes(ctx: Context, quotedId: Id, page: Page): Promise<Id[]> {
  const ascending = page.minId !== undefined;
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select id from posts.post where quoted_id = $1 and quote_state = 'accepted' and id < $2 and id > $3
    order by id ${ascending ? 'asc' : 'desc'} limit $4`,
    [quotedId, page.maxId ?? Number.MAX_SAFE_INTEGER, page.minId ?? page.sinceId ?? 0, page.limit],
  );
  const ids = rows.map((row) => row.id);
  return ascending ? ids.reverse() : ids;
}

/** By primary key. */
export async function updateQuoteState(ctx: Context, id: Id, state: QuoteFacts['state']): Promise<void> {
  await rowsOf(ctx, 'update posts.post set quote_state = $2 where id = $1', [id, state]);
}

/** @returns whether it was another one */
export async function updateQuotePolicy(ctx: Context, id: Id, policy: QuotePolicy): Promise<boolean> {
  const rows = await rowsOf(ctx, 'update posts.post set quote_policy = $2 where id = $1 and quote_policy <> $2 returning id', [id, policy]);
  return rows.length > 0;
}

/** By post_quotes. */
export async function hasQuotes(ctx: Context, quotedId: Id): Promise<boolean> {
  return (await rowsOf(ctx, 'select 1 from posts.post where quoted_id = $1 limit 1', [quotedId])).length > 0;
}

/** Notes on some quotes of a post that it is gone; which. By post_quotes. */
export async function updateOrphans(ctx: Context, quotedId: Id, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `update posts.post set quote_state = 'deleted' where id in (
      select id from posts.post where quoted_id = $1 and quote_state <> 'deleted' order by id limit $2 for update
    ) returning id`,
    [quotedId, limit],
  );
  return rows.map((row) => row.id);
}
