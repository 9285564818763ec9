/**
 * Network addresses: which of them the server may call, and under which key a visitor's is counted.
 *
 * The parsing is ipaddr.js; the judgement is ours. Its `range()` calls `::7f00:1` and `::a9fe:a9fe` (loopback and the
 * cloud metadata address in IPv4-compatible form) plain unicast, so nothing is allowed because it is on no list: IPv6
 * must lie inside the one block from which public addresses are handed out.
 */

import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Blocks of IPv4 that are not public: IANA's special-purpose registry (RFC 6890 and its updates), and one cloud's. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Azure answers its machines here, from inside the public range, with their own settings.
  '168.63.129.16/32',
].map((block) => ipaddr.IPv4.parseCIDR(block));

/** Global unicast, RFC 4291 section 2.4. Everything else (loopback, mapped, translated, local, multicast) is outside. */
const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Blocks inside 2000::/3 that carry another address in them, or lead nowhere public. */
const NOT_PUBLIC_V6 = [
  '2001::/23', // protocol assignments, with Teredo 2001::/32, which wraps an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which wraps an IPv4 address
  '2620:4f:8000::/48', // AS112
  '3ffe::/16', // the former 6bone
  '3fff::/20', // documentation
].map((block) => ipaddr.IPv6.parseCIDR(block));

/**
 * Whether the server may connect to this literal address: a public one, written plainly.
 *
 * A name, a short form such as `127.1`, or an address with a zone is not an address here, so it is not public. IPv6
 * forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) are refused whatever they carry: a server that can
 * reach the IPv4 address is told it as such.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return !NOT_PUBLIC_V4.some((block) => parsed.match(block));
  return parsed.match(PUBLIC_V6) && !NOT_PUBLIC_V6.some((block) => parsed.match(block));
}

/**
 * The key under which a visitor is counted. IPv6 is cut to its /64, the smallest network a subscriber is given: counting
 * whole addresses would hand each of them 2^64 budgets. An IPv4 address written in IPv6 (`::ffff:192.0.2.1`, which is
 * how a dual-stack socket reports it) is the same visitor as `192.0.2.1`. What is not an address is its own key.
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address;
  const bare = address.replace(/%.*$/s, '');
  if (isIP(bare) !== 6) return address;
  const parsed = ipaddr.IPv6.parse(bare);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
