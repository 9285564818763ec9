import { LOOK_COOKIE, parseLook } from '#kit/look.ts';
import type { Look } from '#kit/look.ts';

/** A cookie of a request that has not been through the parser of pages: calls of the API and upgrades have not. */
export function findCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** What this browser was asked to make pages look like. */
export const lookOf = ({ headers }: { headers: { cookie?: string | undefined } }): Look => parseLook(findCookie(headers.cookie, LOOK_COOKIE));
