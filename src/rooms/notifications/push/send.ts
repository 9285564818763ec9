/**
 * One line to one app, through its push service. A service that cannot be reached is left alone for longer and longer, and the
 * subscription with it: so an address that never answers costs a few calls in all, not one for each line.
 */

import webPush from 'web-push';
import { findTokenOwner } from '#auth';
import { Refusal } from '#kit/errors.ts';
import { languageOf } from '#kit/language.ts';
import { houseOf, transaction, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { OutboundRefused } from '#platform/outbound.ts';
import type { OutboundAnswer } from '#platform/outbound.ts';
import { placeOf, sendPush } from '../job-names.ts';
import type { PushOrder } from '../job-names.ts';
import { deleteSubscription, selectSubscription, updateReached, updateResting } from '../queries/subscriptions.ts';
import { encodeNotification, getNotification } from '../reads/lines.ts';
import type { NotificationFacts, Subscription } from '../types.ts';
import { pushKeys } from './keys.ts';
import { pushMessage } from './message.ts';
import type { Told } from './message.ts';
import { openToken } from './seal.ts';

/** What is older is no news: neither we nor the push service keep it longer. */
const NEWS_MS = 48 * 3_600_000;
const TIMEOUT_MS = 5000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3 * 3_600_000;
/** About a day of silence. */
const MOST_FAILURES = 16;

/** Sends, or has it tried again later. Safe to repeat: at worst an app is told twice after a crash. */
export async function pushLine(ctx: Context, order: PushOrder): Promise<void> {
  const subscription = await selectSubscription(ctx, order.subscriptionId);
  if (subscription === undefined) return;
  const now = ctx.now().getTime();
  const { restsUntil } = subscription;
  if (restsUntil !== undefined && restsUntil.getTime() > now) return sendLater(ctx, order, restsUntil);
  const message = await readMessage(ctx, subscription, order);
  if (message === undefined) return;
  const outcome = await deliver(ctx, subscription, message);
  if (outcome === 'sent' || outcome === 'refused') return updateReached(ctx, subscription.id);
  if (outcome === 'gone') return deleteSubscription(ctx, subscription.id);
  const failures = subscription.failures + (outcome.counts ? 1 : 0);
  if (failures >= MOST_FAILURES) return deleteSubscription(ctx, subscription.id);
  const pause = outcome.afterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** subscription.failures);
  const again = new Date(now + pause);
  await updateResting(ctx, subscription.id, { failures, restsUntil: again });
  await sendLater(ctx, order, again);
}

function sendLater(ctx: Context, order: PushOrder, runAt: Date): Promise<void> {
  // A job under way still has its key: the later one is another.
  const { key, lane } = placeOf(order);
  return transaction(ctx, (tx) => tx.enqueue(sendPush, order, { runAt, lane, key: `${key} ${runAt.getTime()}` }));
}

interface Message {
  readonly text: string;
  readonly urgency: 'normal' | 'high';
}

/** Undefined: nobody is to be told any more. */
async function readMessage(ctx: Context, subscription: Subscription, order: PushOrder): Promise<Message | undefined> {
  const owner = await findTokenOwner(ctx, subscription.tokenId);
  if (owner?.accountId !== subscription.accountId) return undefined;
  const reader = viewedBy(ctx, { kind: 'account', id: owner.accountId });
  const line = await findLine(reader, order);
  if (line === undefined || line.filtered || ctx.now().getTime() - line.createdAt.getTime() > NEWS_MS) return undefined;
  const json = await encodeNotification(reader, line);
  if (json === undefined) return undefined;
  const token = await openToken(ctx, subscription.tokenId, subscription.sealedToken);
  if (token === undefined) {
    // Never to be opened again: the app subscribes anew when it is next opened.
    await deleteSubscription(ctx, subscription.id);
    return undefined;
  }
  const told = JSON.parse(String(json)) as Told;
  const text = pushMessage(told, { token, language: languageOf(owner.locale), type: line.type });
  return { text, urgency: line.type === 'mention' || line.type === 'quote' ? 'high' : 'normal' };
}

async function findLine(reader: Context, { lineId }: PushOrder): Promise<NotificationFacts | undefined> {
  try {
    return await getNotification(reader, lineId);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** `refused`: this message, not the subscription. Otherwise it is tried again. */
type Outcome = 'sent' | 'gone' | 'refused' | { readonly afterMs?: number | undefined; readonly counts: boolean };

async function deliver(ctx: Context, subscription: Subscription, message: Message): Promise<Outcome> {
  const { origin, domain } = houseOf(ctx).config;
  const { endpoint, p256dh, auth, standard } = subscription;
  const keys = pushKeys(ctx);
  // Whom a push service can turn to; Apple takes no address on localhost.
  const subject = origin.startsWith('https:') ? origin : `mailto:perchoir@${domain.replace(/:\d+$/, '')}`;
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message.text, {
    vapidDetails: { subject, ...keys },
    TTL: NEWS_MS / 1000,
    urgency: message.urgency,
    contentEncoding: standard ? 'aes128gcm' : 'aesgcm',
  });
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  try {
    const answer = await houseOf(ctx).outbound.fetch(endpoint, {
      method: 'POST', headers, body: request.body, maxRedirects: 0, maxBytes: 16_384, timeoutMs: TIMEOUT_MS,
    });
    return outcomeOf(answer);
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error;
    if (error.reason === 'badUrl' || error.reason === 'blocked') return 'gone';
    // It did answer: with something longer or stranger than we read.
    return error.reason === 'tooLarge' || error.reason === 'unreadable' ? 'refused' : { counts: true };
  }
}

function outcomeOf({ status, headers }: OutboundAnswer): Outcome {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410) return 'gone';
  if (status !== 408 && status !== 429 && status < 500) return 'refused';
  const seconds = Number(headers['retry-after']);
  const afterMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : undefined;
  return { afterMs, counts: true };
}
