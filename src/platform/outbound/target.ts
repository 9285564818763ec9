/** Which URLs may be asked at all, before anything is resolved. */

import { isIP } from 'node:net';
import { isPublicAddress } from '#platform/addresses.ts';
import { OutboundRefused } from './refused.ts';

export interface TargetRules {
  /** Loopback and private networks too: tests, and servers that federate on one developer's machine. */
  allowPrivate: boolean;
  /** `undefined`: any port. */
  ports: readonly number[] | undefined;
  /** This server's own origin, `https://example.org`: it does not call itself. */
  ownOrigin: string | undefined;
}

/** Longer than any browser's address bar is of use; keeps what we log and store bounded. */
const MAX_URL_LENGTH = 8192;

/**
 * Names that never lead to a public host: RFC 6761, RFC 6762 (`local`), RFC 7686 (`onion`), RFC 8375 (`home.arpa`), RFC 9476
 * (`alt`) and ICANN's `internal`. Refused before the resolver is asked, which may know them from inside.
 */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'onion', 'alt', 'test', 'invalid', 'lan'];

/** The host as a resolver takes it: no brackets, no final dot. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/s, '$1').replace(/\.$/, '');

function isPublicName(name: string): boolean {
  return name.includes('.') && !PRIVATE_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port));

/** With private networks allowed two servers may share a host name, so there the port tells them apart. */
function isOwn(url: URL, rules: TargetRules): boolean {
  if (rules.ownOrigin === undefined) return false;
  const own = new URL(rules.ownOrigin);
  return bareHost(own.hostname) === bareHost(url.hostname) && (!rules.allowPrivate || portOf(own) === portOf(url));
}

/**
 * The URL that may be asked, or OutboundRefused. `base` is the URL that redirected here. The URL parser has already turned
 * every spelling of an IPv4 address (`127.1`, `0x7f.1`, `2130706433`, full-width digits) into the plain one.
 */
export function allowedTarget(text: string, rules: TargetRules, base?: URL): URL {
  if (text.length > MAX_URL_LENGTH) throw new OutboundRefused('badUrl');
  const url = URL.parse(text, base?.href);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new OutboundRefused('badUrl');
  if (url.username !== '' || url.password !== '') throw new OutboundRefused('badUrl');
  url.hash = '';
  const host = bareHost(url.hostname);
  if (host === '') throw new OutboundRefused('badUrl');
  if (rules.ports && !rules.ports.includes(portOf(url))) throw new OutboundRefused('blocked');
  if (isOwn(url, rules)) throw new OutboundRefused('blocked');
  const isPublic = isIP(host) === 0 ? isPublicName(host) : isPublicAddress(host);
  if (!isPublic && !rules.allowPrivate) throw new OutboundRefused('blocked');
  return url;
}
