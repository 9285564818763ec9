/** Strangers' words made fit to be kept and shown. */

import { cleanName } from '#kit/text.ts';

const TITLE = 200;
const DESCRIPTION = 500;
const LONGEST_ADDRESS = 4096;

/** One line of at most 200 characters, cut at a word where there is one. */
export const shortText = (text: string): string => cut(text, TITLE);
/** The same of at most 500. */
export const longText = (text: string): string => cut(text, DESCRIPTION);

function cut(text: string, most: number): string {
  const clean = cleanName(text.slice(0, most * 8));
  const characters = Array.from(clean);
  if (characters.length <= most) return clean;
  const kept = characters.slice(0, most - 1).join('');
  const space = kept.lastIndexOf(' ');
  return `${space > kept.length / 2 ? kept.slice(0, space) : kept}…`;
}

/** An http or https address, read against the page it stands on. */
export function addressIn(text: string, base?: string): string | undefined {
  const trimmed = text.trim();
  // Nothing, read against a page, would be the page itself.
  const url = trimmed === '' || text.length > LONGEST_ADDRESS ? null : URL.parse(trimmed, base);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  if (url.username !== '' || url.password !== '' || url.href.length > LONGEST_ADDRESS) return undefined;
  return url.href;
}

/** `fr`, `pt-BR`; Open Graph writes `fr_FR`. */
export function languageIn(text: string): string | undefined {
  const name = text.trim().replaceAll('_', '-');
  if (name === '' || name.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(name)[0];
  } catch {
    return undefined;
  }
}

/** A time as pages write it, in ISO 8601. Years of four digits only: others are mistakes. */
export function timeIn(text: string): string | undefined {
  if (!/^\s*\d{4}-\d\d/.test(text) || text.length > 60) return undefined;
  const time = new Date(text.trim());
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 ? undefined : time.toISOString();
}
