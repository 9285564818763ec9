/**
 * The guard itself: it sits where the socket is opened, so that no spelling, redirect or second DNS answer goes round it.
 */

import { Resolver, lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from '#platform/addresses.ts';
import { before } from './before.ts';
import { OutboundRefused } from './refused.ts';
import { bareHost } from './target.ts';

/** The addresses of a host name, at least one, or it throws. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Opens a socket to one of `addresses`, which have been checked. Tests stand a small internet in here. */
export type Dial = (
  target: buildConnector.Options,
  addresses: readonly string[],
  done: buildConnector.Callback,
) => void;

/** The time for DNS, and again for TCP and TLS together; the whole call has a deadline of its own. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Every answer is checked, only so many are tried. */
const MAX_ADDRESSES = 8;

/**
 * DNS in our own sockets instead of the system's `getaddrinfo`, which sits in one of libuv's four threads while it waits:
 * four links to a name server that does not answer would stop file reads and password checks for their whole timeout.
 * The price: `/etc/hosts` is not read, where no public host is found.
 */
export const resolvePublic: Resolve = async (host) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

/** The system's resolver, which knows `localhost` and the hosts file: only where private networks are allowed. */
export const resolveAnything: Resolve = async (host) =>
  (await lookup(host, { all: true })).map((answer) => answer.address);

/** A lookup that answers with what was checked, so that nobody asks DNS a second time. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const answers = addresses.map((address) => ({ address, family: isIP(address) }));
    const first = answers[0];
    if (!first) callback(new OutboundRefused('unreachable'), '', 4);
    else if (options.all) callback(null, answers);
    else callback(null, first.address, first.family);
  };

export const dialAddresses: Dial = (target, addresses, done) => {
  buildConnector({ lookup: pinned(addresses), timeout: CONNECT_TIMEOUT_MS, allowH2: false })(target, done);
};

/** A connector for undici that resolves once, refuses if any answer is not public, and connects only to what it checked. */
export function guardedConnector(guard: {
  allowPrivate: boolean;
  resolve: Resolve;
  dial: Dial;
}): buildConnector.connector {
  const checked = async (hostname: string): Promise<readonly string[]> => {
    const host = bareHost(hostname);
    const resolving = isIP(host) === 0 ? guard.resolve(host) : Promise.resolve([host]);
    const addresses = await before(AbortSignal.timeout(CONNECT_TIMEOUT_MS), resolving);
    if (addresses.length === 0) throw new OutboundRefused('unreachable');
    if (!guard.allowPrivate && !addresses.every(isPublicAddress)) throw new OutboundRefused('blocked');
    return addresses.slice(0, MAX_ADDRESSES);
  };
  return (target, done) => {
    checked(target.hostname).then(
      (addresses) => guard.dial(target, addresses, done),
      (error: unknown) => done(error instanceof Error ? error : new OutboundRefused('unreachable', error), null),
    );
  };
}
