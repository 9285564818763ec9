/** What a line of a file asks for. The columns are those of the field's own exports. */

import type { ListKind } from './types.ts';

/** An account by its address, as the file spells it. */
export interface Address {
  readonly username: string;
  /** Undefined: on this server. */
  readonly domain: string | undefined;
}

const ADDRESS = /^@?([A-Za-z0-9_]{1,30})(?:@([A-Za-z0-9.-]{1,253}(?::\d{1,5})?))?$/;

export function readAddress(cell: string | undefined): Address | undefined {
  const found = ADDRESS.exec((cell ?? '').trim());
  return found === null ? undefined : { username: (found[1] as string).toLowerCase(), domain: found[2]?.toLowerCase() };
}

/** The first line of a file that says what the columns are. */
export function isHeading(kind: ListKind, cells: readonly string[]): boolean {
  const first = (cells[0] ?? '').trim().toLowerCase();
  if (kind === 'lists') return first === 'list name' && (cells[1] ?? '').trim().toLowerCase() === 'account address';
  return kind === 'bookmarks' || kind === 'domain_blocks' ? first.startsWith('#') || first === 'uri' : first === 'account address';
}

/** Files say true and false in many ways; anything else leaves the wish open. */
export function readFlag(cell: string | undefined): boolean | undefined {
  const word = (cell ?? '').trim().toLowerCase();
  if (['true', '1', 't', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'f', 'no', 'off'].includes(word) ? false : undefined;
}

/** `fr, en` in one cell; undefined for all languages. */
export function readLanguages(cell: string | undefined): string[] | undefined {
  const names = (cell ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  return names.length === 0 ? undefined : names;
}

/** The id in the address of a post here: that of its page, or what it is called among servers. */
export function readPostAddress(cell: string | undefined, origin: string): string | undefined {
  const text = (cell ?? '').trim();
  if (!text.startsWith(`${origin}/`)) return undefined;
  return /^\/(?:@[A-Za-z0-9_]+|users\/[A-Za-z0-9_]+\/[a-z]+)\/(\d{1,19})$/.exec(text.slice(origin.length))?.[1];
}
