import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Card, PairRow, Step } from './types.ts';

const PAIR = 'id, low_id, high_id, step, offered_step, offered_by, offered_at, refused_by, refused_at, changed_at';
const CARD = 'help, email, birthday, address, phone';

/** By the primary key. `hold`: as it is until the transaction ends. */
export async function selectPair(ctx: Context, id: Id, hold = false): Promise<PairRow | undefined> {
  const [row] = await rowsOf<PairRow>(ctx, `select ${PAIR} from trust.pair where id = $1 ${hold ? 'for no key update' : ''}`, [id]);
  return row;
}

/** What stands between two people. By pair_once. */
export async function selectBetween(ctx: Context, low: Id, high: Id): Promise<PairRow | undefined> {
  const [row] = await rowsOf<PairRow>(ctx, `select ${PAIR} from trust.pair where low_id = $1 and high_id = $2`, [low, high]);
  return row;
}

/** The row of two people, there from now on and held. By pair_once. */
export async function upsertPair(tx: Context, row: { id: Id; low: Id; high: Id; at: Date }): Promise<PairRow> {
  const [kept] = await rowsOf<PairRow>(
    tx,
    `insert into trust.pair (id, low_id, high_id, step, changed_at) values ($1, $2, $3, 0, $4)
     on conflict (low_id, high_id) do update set step = pair.step returning ${PAIR}`,
    [row.id, row.low, row.high, row.at],
  );
  return kept as PairRow;
}

/** By the primary key. */
export async function updatePair(tx: Context, row: PairRow): Promise<void> {
  await rowsOf(
    tx,
    `update trust.pair set step = $2, offered_step = $3, offered_by = $4, offered_at = $5, refused_by = $6, refused_at = $7, changed_at = $8 where id = $1`,
    [row.id, row.step, row.offered_step, row.offered_by, row.offered_at, row.refused_by, row.refused_at, row.changed_at],
  );
}

/** Nothing is left between two people. By pair_once. */
export async function deleteBetween(tx: Context, low: Id, high: Id): Promise<PairRow | undefined> {
  const [row] = await rowsOf<PairRow>(tx, `delete from trust.pair where low_id = $1 and high_id = $2 returning ${PAIR}`, [low, high]);
  return row;
}

/** Everything of one account. By pair_once and pair_high. */
export function deletePairsOf(tx: Context, accountId: Id): Promise<PairRow[]> {
  return rowsOf(tx, `delete from trust.pair where low_id = $1 or high_id = $1 returning ${PAIR}`, [accountId]);
}

const SHELVES = { agreed: 'step > 0', offers: 'offered_step is not null' } as const;

/** Of one account, the newest first. By pair_once and pair_high. */
export function selectPairs(ctx: Context, accountId: Id, shelf: keyof typeof SHELVES, page: { below: Id; limit: number }): Promise<PairRow[]> {
  return rowsOf(
    ctx,
    `select ${PAIR} from trust.pair where (low_id = $1 or high_id = $1) and ${SHELVES[shelf]} and id < $2 order by id desc limit $3`,
    [accountId, page.below, page.limit],
  );
}

/** Everybody with whom an account shares a step. By pair_once and pair_high. */
export function selectSteps(ctx: Context, accountId: Id): Promise<{ other_id: Id; step: Step }[]> {
  return rowsOf(
    ctx,
    `select high_id as other_id, step from trust.pair where low_id = $1 and step > 0
     union all select low_id, step from trust.pair where high_id = $1 and step > 0`,
    [accountId],
  );
}

/** To how many others an account has offered something since a moment. By pair_offers. */
export async function selectOfferCount(ctx: Context, accountId: Id, since: Date, exceptId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from trust.pair where offered_by = $1 and offered_at > $2 and id <> $3', [accountId, since, exceptId]);
  return row?.count ?? 0;
}

/** By the primary key. */
export function selectCards(ctx: Context, accountIds: readonly Id[]): Promise<(Card & { account_id: Id })[]> {
  return rowsOf(ctx, `select account_id, ${CARD} from trust.card where account_id = any($1::bigint[])`, [accountIds]);
}

/** By the primary key. */
export async function upsertCard(tx: Context, accountId: Id, card: Card): Promise<void> {
  await rowsOf(
    tx,
    `insert into trust.card (account_id, ${CARD}) values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id) do update set help = excluded.help, email = excluded.email, birthday = excluded.birthday, address = excluded.address, phone = excluded.phone`,
    [accountId, card.help, card.email, card.birthday, card.address, card.phone],
  );
}

/** By the primary key. */
export async function deleteCard(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from trust.card where account_id = $1', [accountId]);
}
