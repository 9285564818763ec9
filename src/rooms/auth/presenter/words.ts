/** Names that machines give to things, in the words of a person. */

import type { Messages } from '../messages.ts';

const OUR_WORDS: Record<string, string> = { favourites: 'likes', statuses: 'posts' };

/** What a scope lets an app do. */
export function scopeInWords(words: Messages, scope: string): string {
  const [broad = '', thing] = scope.split(':');
  if (thing === undefined) return words.broadScopes[broad] ?? scope;
  return `${words.narrowScope[broad] ?? broad} ${words.scopeThings[OUR_WORDS[thing] ?? thing] ?? thing}`;
}

/** In this order: each names itself after those it wants to be taken for. */
const BROWSERS: readonly (readonly [sign: string, name: string])[] = [
  ['Edg', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser/', 'Samsung Internet'], ['Firefox/', 'Firefox'], ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari'],
];
const SYSTEMS: readonly (readonly [sign: string, name: string])[] = [
  ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux'],
];

/** A browser by its own words about itself (the header User-Agent): "Firefox, Linux". */
export function browserName(words: Messages, userAgent: string): string {
  const named = (list: typeof BROWSERS): string | undefined => list.find(([sign]) => userAgent.includes(sign))?.[1];
  const parts = [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : userAgent.slice(0, 60) || words.unknownBrowser;
}
