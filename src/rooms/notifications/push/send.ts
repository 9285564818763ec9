/**
 * One line to one app, through its push service. A service that cannot be reached is left alone for longer and longer, and the
 * subscription with it: so an address that never answers costs a few calls in all, not one for each line.
 */

import webPush from 'web-push';
import { findTokenOwner } from '#auth';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { languageOf } from '#kit/language.ts';
import type { Language } from '#kit/language.ts';
import { houseOf, transaction, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { OutboundRefused } from '#platform/outbound.ts';
import type { OutboundAnswer } from '#platform/outbound.ts';
import { newsPlaceOf, placeOf, sendNews, sendPush } from '../job-names.ts';
import type { NewsOrder, PushOrder } from '../job-names.ts';
import { newsSource } from '../news.ts';
import { deleteSubscription, selectSubscription, updateReached, updateResting } from '../queries/subscriptions.ts';
import { encodeNotification, getNotification } from '../reads/lines.ts';
import type { NotificationFacts, Subscription } from '../types.ts';
import { pushKeys } from './keys.ts';
import { newsMessage, pushMessage } from './message.ts';
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
export function pushLine(ctx: Context, order: PushOrder): Promise<void> {
  return push(ctx, order.subscriptionId, {
    read: (subscription) => readMessage(ctx, subscription, order),
    // A job under way still has its key: the later one is another.
    again: (runAt) => transaction(ctx, (tx) => tx.enqueue(sendPush, order, { runAt, lane: placeOf(order).lane, key: `${placeOf(order).key} ${runAt.getTime()}` })),
  });
}

/** The same for news of a higher room. */
export function pushNews(ctx: Context, order: NewsOrder): Promise<void> {
  return push(ctx, order.subscriptionId, {
    read: (subscription) => readNews(ctx, subscription, order),
    again: (runAt) => transaction(ctx, (tx) => tx.enqueue(sendNews, order, { runAt, ...newsPlaceOf(order) })),
  });
}

interface Pushing {
  /** Undefined: nobody is to be told any more; a moment: not before then. */
  read(subscription: Subscription): Promise<Message | Date | undefined>;
  again(runAt: Date): Promise<void>;
}

async function push(ctx: Context, subscriptionId: Id, { read, again }: Pushing): Promise<void> {
  const subscription = await selectSubscription(ctx, subscriptionId);
  if (subscription === undefined) return;
  const now = ctx.now().getTime();
  const { restsUntil } = subscription;
  if (restsUntil !== undefined && restsUntil.getTime() > now) return again(restsUntil);
  const message = await read(subscription);
  if (message === undefined) return;
  if (message instanceof Date) return again(message);
  const outcome = await deliver(ctx, subscription, message);
  if (outcome === 'sent' || outcome === 'refused') return updateReached(ctx, subscription.id);
  if (outcome === 'gone') return deleteSubscription(ctx, subscription.id);
  const failures = subscription.failures + (outcome.counts ? 1 : 0);
  if (failures >= MOST_FAILURES) return deleteSubscription(ctx, subscription.id);
  const pause = outcome.afterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** subscription.failures);
  const later = new Date(now + pause);
  await updateResting(ctx, subscription.id, { failures, restsUntil: later });
  await again(later);
}

interface Message {
  readonly text: string;
  readonly urgency: 'normal' | 'high';
}

/** Undefined: nobody is to be told any more. */
async function readMessage(ctx: Context, subscription: Subscription, order: PushOrder): Promise<Message | undefined> {
  const owner = await findOwner(ctx, subscription);
  if (owner === undefined) return undefined;
  const line = await findLine(owner.reader, order);
  if (line === undefined || line.filtered || ctx.now().getTime() - line.createdAt.getTime() > NEWS_MS) return undefined;
  const json = await encodeNotification(owner.reader, line);
  const token = json && (await openOwnToken(ctx, subscription));
  if (json === undefined || token === undefined) return undefined;
  const told = JSON.parse(String(json)) as Told;
  const text = pushMessage(told, { token, language: owner.language, type: line.type });
  return { text, urgency: line.type === 'mention' || line.type === 'quote' ? 'high' : 'normal' };
}

async function readNews(ctx: Context, subscription: Subscription, { kind, about }: NewsOrder): Promise<Message | Date | undefined> {
  const [owner, source] = [await findOwner(ctx, subscription), newsSource(ctx, kind)];
  if (owner === undefined) return undefined;
  const news = await source?.(owner.reader, about, owner.language);
  if (news === undefined || news instanceof Date) return news;
  const token = await openOwnToken(ctx, subscription);
  return token === undefined ? undefined : { text: newsMessage(news, { token, language: owner.language, kind }), urgency: 'high' };
}

/** Whose subscription it is, while its token is theirs. */
async function findOwner(ctx: Context, subscription: Subscription): Promise<{ reader: Context; language: Language } | undefined> {
  const owner = await findTokenOwner(ctx, subscription.tokenId);
  if (owner?.accountId !== subscription.accountId) return undefined;
  return { reader: viewedBy(ctx, { kind: 'account', id: owner.accountId }), language: languageOf(owner.locale) };
}

async function openOwnToken(ctx: Context, subscription: Subscription): Promise<string | undefined> {
  const token = await openToken(ctx, subscription.tokenId, subscription.sealedToken);
  // Never to be opened again: the app subscribes anew when it is next opened.
  if (token === undefined) await deleteSubscription(ctx, subscription.id);
  return token;
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
