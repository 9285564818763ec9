/** What a list of scopes means: broad ones cover their narrow ones. */

import { SCOPES, SCOPE_NAMES } from './presenter/scope-names.ts';

const known = new Set(SCOPE_NAMES);

/** The scopes in a text, each once, in the order given; undefined when one is unknown or none is there. */
export function parseScopes(text: string): string[] | undefined {
  const names = [...new Set(text.split(/[\s+]+/).filter(Boolean))];
  return names.length > 0 && names.every((name) => known.has(name)) ? names : undefined;
}

/**
 * Why a list of scopes is refused. Apps do not reach the owner's desk here, and one that asks for it is told so instead of
 * being let in with less than it needs.
 */
export function whyRefused(text: string): string {
  const asksForDesk = text.split(/[\s+]+/).some((name) => name.split(':', 1)[0] === 'admin');
  return asksForDesk ? 'This server has no admin API: scopes that begin with "admin" are not given' : 'The requested scope is invalid, unknown, or malformed.';
}

const spreads = new Map<string, ReadonlySet<string>>();

/** Every scope that a token with these covers, broad and narrow. One set for each spelling, shared by all callers. */
export function spreadScopes(text: string): ReadonlySet<string> {
  let spread = spreads.get(text);
  if (spread === undefined) {
    const names = text.split(' ').filter(Boolean);
    spread = new Set(names.flatMap((name) => [name, ...(SCOPES.get(name) ?? [])]));
    // Spellings are as many as clients are, unless somebody plays: then it is worked out each time.
    if (spreads.size < 1000) spreads.set(text, spread);
  }
  return spread;
}

/** Whether everything asked for lies within what was granted. */
export function areWithin(asked: readonly string[], granted: string): boolean {
  const spread = spreadScopes(granted);
  return asked.every((name) => spread.has(name));
}
