/**
 * E-mail addresses: whether a text is one, how it is kept, and when two of them are the same mailbox. One pass over the
 * characters each; there is no regular expression here that could be made to run long.
 */

import { domainToASCII } from 'node:url';

/** RFC 5321 section 4.5.3.1: 64 octets before the `@`; 254 in all is what fits in its 256-octet path. */
const MAX_LOCAL_BYTES = 64;
const MAX_BYTES = 254;
const MAX_LABEL = 63;

/** RFC 5322 `atext` beside letters and digits. Quoted local parts are left out: nobody has one, and attackers do. */
const ATEXT_SIGNS = "!#$%&'*+-/=?^_`{|}~";
/** RFC 6531: letters, digits and marks of every script may stand before the `@`. One character at a time. */
const LETTER = /^[\p{L}\p{N}\p{M}]$/u;

/** Providers that ignore dots before the `@`, with the one name under which they deliver. */
const DOTLESS: Readonly<Record<string, string>> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' };

interface Parts {
  local: string;
  /** In ASCII (punycode), lower case. */
  domain: string;
}

function isLocalPart(local: string): boolean {
  if (local === '' || Buffer.byteLength(local) > MAX_LOCAL_BYTES) return false;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  for (const character of local) {
    if (character !== '.' && !ATEXT_SIGNS.includes(character) && !LETTER.test(character)) return false;
  }
  return true;
}

function isLabel(label: string): boolean {
  if (label === '' || label.length > MAX_LABEL || label.startsWith('-') || label.endsWith('-')) return false;
  for (const character of label) {
    const isPlain = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character === '-';
    if (!isPlain) return false;
  }
  return true;
}

/** A name with at least one dot whose last label is not a number: `[127.0.0.1]`, `10.0.0.1` and `localhost` are none. */
function isMailDomain(domain: string): boolean {
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every(isLabel) && last.length > 1 && !(last[0]! >= '0' && last[0]! <= '9');
}

function partsOf(text: string): Parts | undefined {
  if (text.length > MAX_BYTES || !text.isWellFormed()) return undefined;
  const clean = text.trim().normalize('NFC');
  const at = clean.lastIndexOf('@');
  if (at < 0 || !isLocalPart(clean.slice(0, at))) return undefined;
  const written = clean.slice(at + 1);
  // The URL parser behind domainToASCII takes `a/b`, `a:1` and `%61`; none of these is in a name somebody typed.
  for (const character of written) {
    if (character !== '.' && character !== '-' && !LETTER.test(character)) return undefined;
  }
  const domain = domainToASCII(written);
  const bytes = Buffer.byteLength(clean.slice(0, at)) + 1 + domain.length;
  return isMailDomain(domain) && bytes <= MAX_BYTES ? { local: clean.slice(0, at), domain } : undefined;
}

/** Whether mail can be sent there, as far as the text tells. Space around it does no harm. */
export const isEmailAddress = (text: string): boolean => partsOf(text) !== undefined;

/**
 * The address as it is kept and written to: no space around it, one Unicode form (NFC), the domain in lower-case ASCII. The
 * part before the `@` keeps its case, which is its server's to judge (RFC 5321 section 2.4). `undefined` if it is none.
 */
export function normaliseEmail(text: string): string | undefined {
  const parts = partsOf(text);
  return parts && `${parts.local}@${parts.domain}`;
}

/**
 * The form in which two addresses of one mailbox are equal, for "is this taken" only: never write to it. All lower case,
 * compatibility forms folded, without a `+tag`, and without dots where the provider ignores them.
 */
export function canonicalEmail(text: string): string | undefined {
  const parts = partsOf(text);
  if (!parts) return undefined;
  const local = parts.local.normalize('NFKC').toLowerCase().normalize('NFKC');
  // A tag alone (`+spam@…`) is a mailbox of that name.
  const plus = local.indexOf('+', 1);
  const mailbox = plus < 0 ? local : local.slice(0, plus);
  const dotless = Object.hasOwn(DOTLESS, parts.domain) ? DOTLESS[parts.domain] : undefined;
  return dotless ? `${mailbox.replaceAll('.', '')}@${dotless}` : `${mailbox}@${parts.domain}`;
}
