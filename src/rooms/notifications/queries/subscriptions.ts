import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Alert, NotificationType, PushChoice, PushPolicy, Subscription } from '../types.ts';

interface SubscriptionRow {
  id: Id;
  token_id: Id;
  account_id: Id;
  endpoint: string;
  p256dh: string;
  auth: string;
  standard: boolean;
  alerts: Alert[];
  policy: PushPolicy;
  sealed_token: Buffer;
  failures: number;
  rests_until: Date | null;
}

const subscriptionOf = (row: SubscriptionRow): Subscription => ({
  id: row.id, tokenId: row.token_id, accountId: row.account_id, endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth, standard: row.standard,
  alerts: row.alerts, policy: row.policy, sealedToken: row.sealed_token, failures: row.failures, restsUntil: row.rests_until ?? undefined,
});

const SUBSCRIPTION = 'select * from notifications.subscription';

/** By the unique index on token_id. */
export async function selectSubscriptionOf(ctx: Context, tokenId: Id): Promise<Subscription | undefined> {
  const [row] = await rowsOf<SubscriptionRow>(ctx, `${SUBSCRIPTION} where token_id = $1`, [tokenId]);
  return row && subscriptionOf(row);
}

/** By the primary key. */
export async function selectSubscription(ctx: Context, id: Id): Promise<Subscription | undefined> {
  const [row] = await rowsOf<SubscriptionRow>(ctx, `${SUBSCRIPTION} where id = $1`, [id]);
  return row && subscriptionOf(row);
}

/** The newest of an account. By subscription_account. */
export async function selectSubscriptions(ctx: Context, accountId: Id, limit: number): Promise<Subscription[]> {
  const rows = await rowsOf<SubscriptionRow>(ctx, `${SUBSCRIPTION} where account_id = $1 order by id desc limit $2`, [accountId, limit]);
  return rows.map(subscriptionOf);
}

/** Those of some accounts that want to be told of this. By subscription_account. */
export async function selectWanting(ctx: Context, accountIds: readonly Id[], alert: Alert): Promise<Subscription[]> {
  const rows = await rowsOf<SubscriptionRow>(ctx, `${SUBSCRIPTION} where account_id = any($1::bigint[]) and $2 = any(alerts) and policy <> 'none'`, [accountIds, alert]);
  return rows.map(subscriptionOf);
}

/** In the place of what the token had: another id, no failures. By the unique index on token_id. */
export async function upsertSubscription(ctx: Context, one: Omit<Subscription, 'failures' | 'restsUntil'>): Promise<void> {
  await rowsOf(
    ctx,
    `insert into notifications.subscription (id, token_id, account_id, endpoint, p256dh, auth, standard, alerts, policy, sealed_token)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (token_id) do update set id = excluded.id, account_id = excluded.account_id, endpoint = excluded.endpoint,
       p256dh = excluded.p256dh, auth = excluded.auth, standard = excluded.standard, alerts = excluded.alerts, policy = excluded.policy,
       sealed_token = excluded.sealed_token, failures = 0, rests_until = null`,
    [one.id, one.tokenId, one.accountId, one.endpoint, one.p256dh, one.auth, one.standard, one.alerts, one.policy, one.sealedToken],
  );
}

/** By the unique index on token_id. */
export async function updateChoice(ctx: Context, tokenId: Id, { alerts, policy }: PushChoice): Promise<void> {
  await rowsOf(ctx, 'update notifications.subscription set alerts = $2, policy = $3 where token_id = $1', [tokenId, alerts, policy]);
}

/** By the primary key. */
export async function updateReached(ctx: Context, id: Id): Promise<void> {
  await rowsOf(ctx, 'update notifications.subscription set failures = 0, rests_until = null where id = $1 and rests_until is not null', [id]);
}

/** By the primary key. */
export async function updateResting(ctx: Context, id: Id, { failures, restsUntil }: { failures: number; restsUntil: Date }): Promise<void> {
  await rowsOf(ctx, 'update notifications.subscription set failures = $2, rests_until = $3 where id = $1', [id, failures, restsUntil]);
}

/** By the unique index on token_id. */
export async function deleteSubscriptionOf(ctx: Context, tokenId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.subscription where token_id = $1', [tokenId]);
}

/** By the primary key. */
export async function deleteSubscription(ctx: Context, id: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.subscription where id = $1', [id]);
}

/** Those of tokens given out before some id. By subscription_account. */
export async function deleteSubscriptionsOf(ctx: Context, accountId: Id, beforeId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from notifications.subscription where account_id = $1 and token_id < $2', [accountId, beforeId]);
}

/** What a push is ordered for. By the primary key. */
export async function selectPushable(ctx: Context, id: Id, accountId: Id): Promise<{ type: NotificationType; from_id: Id } | undefined> {
  const text = 'select type, from_id from notifications.notification where id = $1 and account_id = $2 and not (dismissed or filtered or pushed)';
  const [row] = await rowsOf<{ type: NotificationType; from_id: Id }>(ctx, text, [id, accountId]);
  return row;
}

/** By the primary key. @returns false when pushes were ordered before */
export async function updatePushed(tx: Context, id: Id): Promise<boolean> {
  const rows = await rowsOf(tx, 'update notifications.notification set pushed = true where id = $1 and not pushed returning 1', [id]);
  return rows.length > 0;
}

export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The pair that was first: `made` is kept only where there is none. */
export async function insertPushKeys(ctx: Context, made: PushKeys): Promise<PushKeys> {
  const insert = 'insert into notifications.push_key (public_key, private_key) values ($1, $2) on conflict do nothing';
  await rowsOf(ctx, insert, [made.publicKey, made.privateKey]);
  return (await selectPushKeys(ctx)) ?? made;
}

export async function selectPushKeys(ctx: Context): Promise<PushKeys | undefined> {
  const [row] = await rowsOf<PushKeys>(ctx, 'select public_key as "publicKey", private_key as "privateKey" from notifications.push_key', []);
  return row;
}
