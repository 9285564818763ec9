/** The scopes of the Mastodon API, by their own names. */

const READ = [
  'accounts', 'blocks', 'bookmarks', 'collections', 'favourites', 'filters', 'follows', 'lists', 'mutes',
  'notifications', 'search', 'statuses',
];
const WRITE = [
  'accounts', 'blocks', 'bookmarks', 'collections', 'conversations', 'favourites', 'filters', 'follows', 'lists',
  'media', 'mutes', 'notifications', 'reports', 'statuses',
];
const OLD_FOLLOW = ['blocks', 'follows', 'mutes'];

/** Broad scope → the narrow ones it covers. `admin` scopes are not offered: there is no such API here. */
export const SCOPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['read', READ.map((name) => `read:${name}`)],
  ['write', WRITE.map((name) => `write:${name}`)],
  ['follow', OLD_FOLLOW.flatMap((name) => [`read:${name}`, `write:${name}`])],
  ['push', []],
  ['profile', []],
]);

/** All that may be asked for, as discovery lists it. */
export const SCOPE_NAMES: readonly string[] = [...new Set([...SCOPES.keys(), ...[...SCOPES.values()].flat()])];
