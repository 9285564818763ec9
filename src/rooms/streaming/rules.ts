/** Who may open which channel. Pure. */

import type { Caller } from '#platform/http/route.ts';
import type { Channel } from './types.ts';

/** Why a subscription is refused, in the words and with the status an HTTP answer would have. */
export interface Denied {
  readonly error: string;
  readonly status: 400 | 401 | 403 | 404 | 429;
}

export const MOST_SUBSCRIPTIONS = 20;
const LONGEST_PARAMETER = 500;

/** A token with too little is refused also where a visitor is let in: its owner meant it to see less. */
export function whyNotOpen(channel: Channel, caller: Caller | undefined): Denied | undefined {
  if (caller === undefined) {
    return channel.anonymous ? undefined : { error: 'Missing access token', status: 401 };
  }
  if (!channel.scopes.some((scope) => caller.scopes.has(scope))) {
    return { error: 'Access token does not have the required scopes', status: 403 };
  }
  if (!channel.anonymous && caller.viewer.kind !== 'account') {
    return { error: 'This stream requires an authenticated user', status: 403 };
  }
  return undefined;
}

/** The same for what is not there and for what is another's. */
export const NOT_THERE: Denied = { error: 'Record not found', status: 404 };

/** No channel has this name. */
export const UNKNOWN: Denied = { error: 'Unknown stream', status: 400 };

/** The parameter as the channel makes it canonical, undefined where it takes none; or why it is refused. */
export function readParameter(channel: Channel, parameter: string | undefined): string | undefined | Denied {
  if (channel.parameter === undefined) return undefined;
  const given = parameter?.trim() ?? '';
  if (given === '' || given.length > LONGEST_PARAMETER) return { error: `Missing ${channel.parameter} parameter`, status: 400 };
  const canonical = channel.canonical ? channel.canonical(given) : given;
  if (canonical === undefined) return { error: `The ${channel.parameter} parameter is not valid`, status: 400 };
  return canonical;
}

/** Milliseconds by which frames are held back; undefined where nothing is said, null where it is none. */
export function readDelay(text: string | undefined): number | undefined | null {
  if (text === undefined || text === '') return undefined;
  return /^\d{1,6}$/.test(text) && Number(text) <= 600_000 ? Number(text) : null;
}

/** What the events of a channel are routed by. */
export function topicOf(channel: Channel, parameter: string | undefined): string {
  return parameter === undefined || channel.together ? channel.name : `${channel.name}/${parameter}`;
}
