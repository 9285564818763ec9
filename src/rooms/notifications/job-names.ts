/** The names of this room's jobs, for those who ask for them. */

import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';
import type { NewsKind } from './news.ts';
import type { Telling } from './types.ts';

/** One line to one app. What it says is read when it is sent: what is gone or no longer wanted by then is not told. */
export interface PushOrder {
  readonly subscriptionId: Id;
  readonly lineId: Id;
}

export const sendPush = defineJob<PushOrder>('notifications.sendPush');

/** News to one app: the newest of what a higher room calls by this key, which says what it is when it is sent. */
export interface NewsOrder {
  readonly subscriptionId: Id;
  readonly kind: NewsKind;
  readonly key: string;
  readonly about: Readonly<Record<string, Id>>;
}

export const sendNews = defineJob<NewsOrder>('notifications.sendNews');

/** So many pushes are under way at once; those to one app go one after the other. */
const LANES = 3;

/** How a push is enqueued: ordered twice, it is sent once. */
export const placeOf = ({ subscriptionId, lineId }: PushOrder): { key: string; lane: string } => ({
  key: `notifications.sendPush ${subscriptionId} ${lineId}`,
  lane: `notifications.push ${Math.floor(subscriptionId / 16) % LANES}`,
});

/** Ordered again while it waits, it is sent once. */
export const newsPlaceOf = ({ subscriptionId, kind, key }: NewsOrder): { key: string; lane: string } => ({
  key: `notifications.sendNews ${subscriptionId} ${kind} ${key}`,
  lane: placeOf({ subscriptionId, lineId: 0 }).lane,
});

/** Lines for somebody whose picture of an evening is there now. */
export const tellLater = defineJob<{ readonly telling: Telling; readonly thread?: { readonly rootId: Id } }>('notifications.tellLater');
