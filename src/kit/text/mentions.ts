import { isHostCharacter, isInsideWord, isNameCode, isWordContinued } from './characters.ts';
import { endOfPort, readHost } from './hosts.ts';

/** Longest username looked at; the field uses up to 30 for its own people, remote servers allow more. */
const LONGEST_USERNAME = 128;

/** Somebody named in a text, in lower case; `domain` is in ASCII, with its port if it has one, absent for our own. */
export interface Mention {
  readonly username: string;
  readonly domain: string | undefined;
}

/** A mention and where it ends. */
export interface FoundMention extends Mention {
  readonly end: number;
}

/**
 * Reads the mention whose `@` is at `sign`. The whole word must be the name: "@jean-paul" is never a message to "jean",
 * because a direct message sent to the wrong person cannot be taken back.
 */
export function readMention(text: string, sign: number): FoundMention | undefined {
  if (!mayMentionStart(text, sign)) return undefined;
  const end = endOfUsername(text, sign + 1);
  if (end < 0) return undefined;
  const username = text.slice(sign + 1, end).toLowerCase();
  if (text.charCodeAt(end) === 64 && isHostCharacter(text, end + 1)) return readRemote(text, end + 1, username);
  return isWordContinued(text, end) ? undefined : { end, username, domain: undefined };
}

function readRemote(text: string, start: number, username: string): FoundMention | undefined {
  const host = readHost(text, start) ?? readLocalhost(text, start);
  if (host === undefined || isWordContinued(text, host.end)) return undefined;
  const end = endOfPort(text, host.end);
  return { end, username, domain: host.ascii + text.slice(host.end, end) };
}

/** The one name without a dot that is somebody's domain: a server tried out on its operator's machine. */
function readLocalhost(text: string, start: number): { end: number; ascii: string } | undefined {
  const end = start + 9;
  if (text.slice(start, end).toLowerCase() !== 'localhost' || isHostCharacter(text, end)) return undefined;
  return { end, ascii: 'localhost' };
}

/** Not inside a word or an e-mail address ("a@b", "a.@b"), nor in a path ("example.org/@a") or a row of signs. */
function mayMentionStart(text: string, sign: number): boolean {
  if (sign === 0) return true;
  const before = text.charCodeAt(sign - 1);
  if (before === 47 || before === 64 || before === 61 || before === 38 || before === 35) return false;
  // ".@alice" is an old way to answer in public; "marie.@alice" is a slip of the pen in an address.
  if (before === 46 || before === 43 || before === 45 || before === 37) return !isInsideWord(text, sign - 1);
  return !isInsideWord(text, sign);
}

/** Letters, digits and `_`, with single dots and hyphens inside only; -1 when empty or too long. */
function endOfUsername(text: string, start: number): number {
  let end = start;
  for (;;) {
    const code = text.charCodeAt(end);
    if (isNameCode(code)) end++;
    else if ((code === 46 || code === 45) && end > start && isNameCode(text.charCodeAt(end + 1))) end += 2;
    else break;
    if (end - start > LONGEST_USERNAME) return -1;
  }
  return end === start ? -1 : end;
}

/** How many characters a mention counts for: the domain of a remote account is free, as in the rest of the field. */
export function countedMention(mention: Mention): number {
  return mention.username.length + 1;
}
