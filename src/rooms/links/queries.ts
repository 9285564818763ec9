import { createHash } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { CardFacts, CardRow, Order } from './types.ts';

/** By what an address is kept. */
export const keyOf = (url: string): string => createHash('sha256').update(url).digest('base64url');

/** By primary key, in no order; those that have something to show. */
export function selectCards(ctx: Context, urls: readonly string[]): Promise<(CardRow & { facts: CardFacts })[]> {
  return rowsOf(ctx, 'select url, facts from links.card where key = any($1::text[]) and facts is not null', [urls.map(keyOf)]);
}

/** Whether the address waits to be looked at, or was looked at lately. */
export async function hasFreshCard(ctx: Context, url: string): Promise<boolean> {
  const rows = await rowsOf(ctx, 'select 1 from links.card where key = $1 and (wanted_at is not null or expires_at > $2)', [keyOf(url), ctx.now()]);
  return rows.length > 0;
}

/** Puts an address in line, unless so many wait already. Counts by card_wanted. */
export async function upsertOrder(ctx: Context, { url, host }: { url: string; host: string }, most: { inAll: number; ofHost: number }): Promise<boolean> {
  const rows = await rowsOf(
    ctx,
    `insert into links.card (key, url, host, wanted_at, expires_at)
    select $1, $2, $3, $4, $4
    where (select count(*) < $5 and count(*) filter (where host = $3) < $6 from links.card where wanted_at is not null)
    on conflict (key) do update set wanted_at = excluded.wanted_at, claimed_at = null
      where card.wanted_at is null and card.expires_at <= excluded.expires_at
    returning key`,
    [keyOf(url), url, host, ctx.now(), most.inAll, most.ofHost],
  );
  return rows.length > 0;
}

/** Takes the next in line whose host nobody is asking; what was taken before `lost` and never came back is taken again. By card_wanted. */
export async function updateClaimed(ctx: Context, busy: readonly string[], lost: Date): Promise<Order | undefined> {
  const [order] = await rowsOf<Order>(
    ctx,
    `update links.card set claimed_at = $1 where key = (
      select key from links.card
      where wanted_at is not null and (claimed_at is null or claimed_at < $2) and host <> all($3::text[])
      order by wanted_at limit 1 for update skip locked
    ) returning key, url, host`,
    [ctx.now(), lost, busy],
  );
  return order;
}

/** Writes what was found and takes the address out of the line; `facts` undefined: as it was. @returns what was there before */
export async function updateLooked(
  ctx: Context,
  order: Order,
  found: { facts: CardFacts | null | undefined; expires: Date },
): Promise<{ facts: CardFacts | null; picture_key: string | null } | undefined> {
  const [before] = await rowsOf<{ facts: CardFacts | null; picture_key: string | null }>(
    ctx, 'select facts, picture_key from links.card where key = $1 for update', [order.key],
  );
  if (before === undefined) return undefined;
  const facts = found.facts === undefined ? before.facts : found.facts;
  await rowsOf(
    ctx,
    'update links.card set facts = $2::jsonb, picture_key = $3, wanted_at = null, claimed_at = null, expires_at = $4 where key = $1',
    [order.key, facts === null ? null : json(facts), facts?.picture?.key ?? null, found.expires],
  );
  return before;
}

/** Those of these pictures that some card shows; by card_picture. */
export async function selectPictureUse(ctx: Context, keys: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(ctx, 'select distinct picture_key as key from links.card where picture_key = any($1::text[])', [keys]);
  return rows.map((row) => row.key);
}

/** Addresses that were last looked at long ago, a page of them after `after`. By card_expiry. */
export function selectOld(ctx: Context, before: Date, after: string, limit: number): Promise<{ key: string; url: string }[]> {
  return rowsOf(
    ctx,
    'select key, url from links.card where expires_at < $1 and wanted_at is null and key > $2 order by key limit $3',
    [before, after, limit],
  );
}

/** @returns the pictures they showed */
export async function deleteCards(ctx: Context, urls: readonly string[], evenWaiting: boolean): Promise<string[]> {
  const rows = await rowsOf<{ picture_key: string | null }>(
    ctx, 'delete from links.card where key = any($1::text[]) and (wanted_at is null or $2) returning picture_key', [urls.map(keyOf), evenWaiting],
  );
  return rows.flatMap((row) => row.picture_key ?? []);
}
