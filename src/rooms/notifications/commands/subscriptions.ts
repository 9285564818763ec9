/** Where apps are told while they are closed, and that there is something to tell them. */

import { viewerSets } from '#accounts';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import { newsPlaceOf, placeOf, sendNews, sendPush } from '../job-names.ts';
import type { NewsOrder } from '../job-names.ts';
import type { NewsKind } from '../news.ts';
import { areGoodKeys } from '../push/keys.ts';
import { sealToken } from '../push/seal.ts';
import {
  deleteSubscriptionOf, deleteSubscriptionsOf, selectPushable, selectSubscriptions, selectWanting, updateChoice, updatePushed, upsertSubscription,
} from '../queries/subscriptions.ts';
import { ownId } from '../reads/lines.ts';
import { getSubscription } from '../reads/subscriptions.ts';
import { wantedAsPush } from '../rules.ts';
import type { PushChoice, Subscription } from '../types.ts';

/** An account has as many subscriptions as tokens; the newest of them are told. */
const MOST_TOLD = 50;

export interface NewSubscription extends PushChoice {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly standard: boolean;
}

/** The token that asks: its id, and itself. */
export interface Asking {
  readonly tokenId: Id;
  readonly token: string;
}

/**
 * Has an app told at its address from now on, in the place of what its token had before.
 * @throws Refusal 422 for an address that may not be called, and for keys for which nothing can be encrypted
 */
export async function subscribe(ctx: Context, wish: NewSubscription, { tokenId, token }: Asking): Promise<Subscription> {
  const accountId = ownId(ctx);
  if (!/^https:/i.test(wish.endpoint) || !houseOf(ctx).outbound.allows(wish.endpoint)) {
    throw invalid('Validation failed: subscription.endpoint must be the https address of a public push service');
  }
  if (!areGoodKeys(wish.p256dh, wish.auth)) {
    throw invalid('Validation failed: subscription.keys must be a public key on P-256 (p256dh) and 16 bytes (auth), in base64url');
  }
  const plain = (key: string): string => Buffer.from(key, 'base64url').toString('base64url');
  const sealedToken = await sealToken(ctx, tokenId, token);
  await transaction(ctx, (tx) => upsertSubscription(tx, {
    id: newId(tx), tokenId, accountId, endpoint: wish.endpoint, p256dh: plain(wish.p256dh), auth: plain(wish.auth), standard: wish.standard,
    alerts: wish.alerts, policy: wish.policy, sealedToken,
  }));
  return getSubscription(ctx, tokenId);
}

/** Changes what an app is told. @throws Refusal 404 */
export async function chooseAlerts(ctx: Context, tokenId: Id, choice: PushChoice | undefined): Promise<Subscription> {
  await getSubscription(ctx, tokenId);
  if (choice !== undefined) await updateChoice(ctx, tokenId, choice);
  return getSubscription(ctx, tokenId);
}

/** Nothing happens when there is none. */
export function unsubscribe(ctx: Context, tokenId: Id): Promise<void> {
  return deleteSubscriptionOf(ctx, tokenId);
}

/** A token that was taken back takes its subscription with it. */
export async function forgetToken(ctx: Context, { payload }: Heard<{ tokenId: Id }>): Promise<void> {
  await deleteSubscriptionOf(ctx, payload.tokenId);
}

/** So do all tokens of an account that there were until then. */
export async function forgetTokens(ctx: Context, { id, payload }: Heard<{ accountId: Id }>): Promise<void> {
  await deleteSubscriptionsOf(ctx, payload.accountId, id);
}

/** To whom, of what, and not before when. */
export interface NewsTelling {
  readonly kind: NewsKind;
  readonly key: string;
  readonly fromId: Id;
  readonly accountId: Id;
  readonly about: Readonly<Record<string, Id>>;
  readonly runAt?: Date | undefined;
}

/** Has the apps of some accounts told of news, as far as they want to be. What waits by the same key is replaced: safe to repeat. */
export async function orderNews(ctx: Context, tellings: readonly NewsTelling[]): Promise<void> {
  const [first] = tellings;
  if (first === undefined) return;
  const subscriptions = Map.groupBy(await selectWanting(ctx, [...new Set(tellings.map(({ accountId }) => accountId))], first.kind), ({ accountId }) => accountId);
  if (subscriptions.size === 0) return;
  const orders: { order: NewsOrder; runAt: Date | undefined }[] = [];
  for (const { kind, key, fromId, accountId, about, runAt } of tellings) {
    const own = subscriptions.get(accountId);
    if (own === undefined) continue;
    const [mine, theirs] = await Promise.all([viewerSets(ctx, accountId), viewerSets(ctx, fromId)]);
    const told = { type: kind, followed: hasId(mine.follows, fromId), follower: hasId(theirs.follows, accountId) };
    orders.push(...own.filter((subscription) => wantedAsPush(subscription, told)).map(({ id }) => ({ order: { subscriptionId: id, kind, key, about }, runAt })));
  }
  await transaction(ctx, async (tx) => {
    for (const { order, runAt } of orders) await tx.enqueue(sendNews, order, { ...newsPlaceOf(order), ...(runAt && { runAt }) });
  });
}

/** A new line: each app that wants to be told of it is, by a job of its own. Heard again it orders nothing. */
export async function orderPushes(ctx: Context, { payload: { id, accountId, pushes } }: Heard<{ id: Id; accountId: Id; pushes: boolean }>): Promise<void> {
  if (!pushes) return;
  const subscriptions = await selectSubscriptions(ctx, accountId, MOST_TOLD);
  if (subscriptions.length === 0) return;
  const line = await selectPushable(ctx, id, accountId);
  if (line === undefined) return;
  const [own, theirs] = await Promise.all([viewerSets(ctx, accountId), viewerSets(ctx, line.from_id)]);
  const told = { type: line.type, followed: hasId(own.follows, line.from_id), follower: hasId(theirs.follows, accountId) };
  const wanted = subscriptions.filter((subscription) => wantedAsPush(subscription, told));
  if (wanted.length === 0) return;
  await transaction(ctx, async (tx) => {
    if (!(await updatePushed(tx, id))) return;
    for (const { id: subscriptionId } of wanted) {
      const order = { subscriptionId, lineId: id };
      await tx.enqueue(sendPush, order, placeOf(order));
    }
  });
}
