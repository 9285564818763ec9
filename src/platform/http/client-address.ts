/** The client's address of a bare request (a WebSocket upgrade), as Fastify finds it for all others. */

import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const NAMES: Record<string, readonly string[]> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const lists = new WeakMap<readonly string[], BlockList>();

/** Follows `X-Forwarded-For` from its end for as long as the one who says it is a trusted proxy. */
export function clientAddress(request: IncomingMessage, trusted: readonly string[]): string {
  let address = request.socket.remoteAddress ?? '';
  if (trusted.length === 0) return address;
  const said = String(request.headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim()).toReversed();
  for (const next of said) {
    if (isIP(next) === 0 || !isTrusted(address, trusted)) break;
    address = next;
  }
  return address;
}

function isTrusted(address: string, trusted: readonly string[]): boolean {
  let list = lists.get(trusted);
  if (list === undefined) {
    list = new BlockList();
    for (const entry of trusted.flatMap((name) => NAMES[name] ?? [name])) {
      const [base = '', bits] = entry.split('/');
      const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
      if (isIP(base) !== 0) list.addSubnet(base, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
    }
    lists.set(trusted, list);
  }
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
