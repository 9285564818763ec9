/** Where a consent may lead back to. */

/** The code is shown on a page of ours instead, for programs without an address. */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** Schemes whose addresses are programs or documents made up by the client. */
const REFUSED = new Set(['data:', 'javascript:', 'vbscript:', 'blob:', 'file:', 'about:', 'ftp:', 'ws:', 'wss:']);

export const MOST_REDIRECTS = 20;
export const LONGEST_REDIRECT = 2000;

/** Whether an app may register this address: absolute, of a harmless scheme, without a fragment or a name in it. */
export function mayRedirectTo(address: string): boolean {
  if (address === OUT_OF_BAND) return true;
  if (address.length > LONGEST_REDIRECT || /[\s\\]/u.test(address) || address.includes('#')) return false;
  const url = URL.parse(address);
  if (url === null || REFUSED.has(url.protocol) || url.username !== '' || url.password !== '') return false;
  return !['http:', 'https:'].includes(url.protocol) || url.hostname !== '';
}

/** A path of this origin to return to after signing in; home for everything else (reliability: `//evil`, `/\evil`, …). */
export function safeReturn(path: string | undefined, origin: string): string {
  if (path === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.includes('\\')) return '/';
  if (/^\/%(2f|5c)/i.test(path)) return '/';
  const url = URL.parse(path, origin);
  return url !== null && url.origin === origin ? url.pathname + url.search : '/';
}
