/** Parameters that say how a reader came by an address, not what is there. */
const TRACKERS = ['fbclid', 'gclid', 'dclid', 'msclkid', 'yclid', 'igshid', 'igsh', 'mc_cid', 'mc_eid', '_hsenc', '_hsmi', 'mkt_tok'];
/** Punycode and percent-encoding make an address up to six times as long as it was typed; beyond this it has no card. */
const LONGEST = 4096;

/**
 * The one form in which an address is remembered: without its fragment and without what only trackers read. Undefined for an
 * address that never has a card: one of this server, or one that is too long.
 */
export function canonicalLink(href: string, ownHost: string): string | undefined {
  const url = URL.parse(href);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  if (url.hostname === ownHost || url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  const tracked = [...url.searchParams.keys()].filter((name) => name.startsWith('utm_') || TRACKERS.includes(name));
  for (const name of tracked) url.searchParams.delete(name);
  return url.href.length > LONGEST ? undefined : url.href;
}

const HOUR = 3_600_000;

/** How long a card stands before it is looked at again: a week; a page without one, a day; a failure, an hour. */
export function cardLife(outcome: 'card' | 'nothing' | 'failed'): number {
  if (outcome === 'card') return 7 * 24 * HOUR;
  return outcome === 'nothing' ? 24 * HOUR : HOUR;
}

/** What a page allows to be shown of it (Google's "robots meta tag" words, as far as they concern a preview). */
export interface Allowed {
  readonly listed: boolean;
  readonly description: boolean;
  readonly picture: boolean;
}

/** @param words the directives of the robots meta tag and of the X-Robots-Tag header, joined by commas */
export function allowedByRobots(words: string): Allowed {
  const said = words.toLowerCase().split(',').map((word) => word.replace(/\s+/g, ''));
  const none = said.includes('none');
  return {
    listed: !none && !said.includes('noindex'),
    description: !said.includes('nosnippet') && !said.includes('max-snippet:0'),
    picture: !said.includes('noimageindex') && !said.includes('max-image-preview:none'),
  };
}
