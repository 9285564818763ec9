import { cleanName } from '#kit/text.ts';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { BodyWish, ChatFacts, ChatRow, MemberRow, MessageRow } from './types.ts';

const LONGEST_TITLE = 100;
const MOST_OPAQUE_BYTES = 65_536;
export const MOST_REACTIONS = 20;
export const MOST_FILES = 10;
/** A message may be edited for so long; afterwards what others answered to stays. */
export const EDIT_MS = 24 * 3_600_000;
/** From half a minute to a year. */
const TIMER = { least: 30, most: 366 * 86_400 } as const;
/** A clock that is this much ahead of ours is not wrong. */
const AHEAD_MS = 60_000;
/** What was written longer ago than this without a network is dated when it came. */
const LONGEST_OFFLINE_MS = 30 * 86_400_000;

export const isPart = (member: MemberRow): boolean => member.state === 'in' || member.state === 'asked';

/** Who may look into a chat: whoever is in it, or asked into it. */
export function partOf(chat: ChatFacts, accountId: Id | undefined): MemberRow | undefined {
  const member = accountId === undefined ? undefined : chat.members.get(accountId);
  return member !== undefined && isPart(member) ? member : undefined;
}

/** Whether a message is there for somebody: nothing from before they came, and nothing whose time is over. */
export function isThere(message: MessageRow, member: MemberRow, now: Date): boolean {
  return message.id > member.after_id && (message.expires_at === null || message.expires_at > now);
}

/** Who is asked into a group sees who asks and not what is said there; who is written to by a stranger sees what the stranger says. */
export function mayReadMessages(chat: Pick<ChatRow, 'kind'>, member: Pick<MemberRow, 'state'>): boolean {
  return member.state === 'in' || chat.kind === 'pair';
}

export function mayWrite(chat: Pick<ChatRow, 'locked'>, member: Pick<MemberRow, 'state' | 'host'>): boolean {
  return member.state === 'in' && (!chat.locked || member.host);
}

/** A group without a host is everybody's. */
export function mayHost(chat: ChatFacts, member: MemberRow): boolean {
  if (chat.kind === 'pair' || member.state !== 'in') return false;
  return member.host || ![...chat.members.values()].some(({ host, state }) => host && state === 'in');
}

/** @throws Refusal 422 */
export function tidyTitle(title: string): string {
  const tidy = cleanName(title);
  if (tidy === '' || [...tidy].length > LONGEST_TITLE) throw invalid(`Validation failed: title has 1 to ${LONGEST_TITLE} characters`);
  return tidy;
}

/** What a message says, as it is kept. @throws Refusal 422 */
export function tidyBody({ text, opaque }: BodyWish, most: number, hasFiles: boolean): Pick<MessageRow, 'body' | 'opaque'> {
  const body = text.replace(/\r\n?/g, '\n').replaceAll('\0', '').trimEnd();
  if (opaque !== undefined) {
    if (body !== '') throw invalid('Validation failed: what is opaque has no text');
    if (opaque.length === 0 || opaque.length > MOST_OPAQUE_BYTES) throw invalid(`Validation failed: opaque has 1 to ${MOST_OPAQUE_BYTES} bytes`);
    return { body, opaque };
  }
  if (body.trim() === '' && !hasFiles) throw invalid("Validation failed: text can't be blank");
  if ([...body].length > most) throw invalid(`Validation failed: text has ${most} characters at most`);
  return { body: body.trim() === '' ? '' : body, opaque: null };
}

const LONGEST_FILE_NAME = 120;

/** What a file is called: nothing of where it lay, nothing that turns letters around, and the ending it had. */
export function tidyFileName(name: string, type: string): string {
  const last = cleanName(name.toWellFormed().slice(-2000).split(/[/\\]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').replace(/^\.+/, '').trim();
  const ending = /\.[\w-]{1,10}$/.exec(last)?.[0] ?? '';
  const stem = [...last].slice(0, Math.min(LONGEST_FILE_NAME, [...last].length) - ending.length).join('');
  return stem === '' ? `${type.split('/', 1)[0] === 'application' ? 'file' : type.split('/', 1)[0]}${ending}` : stem + ending;
}

/** A text of at most so many characters, on one line unless `long`. @throws Refusal 422 */
export function tidyText(name: string, text: string, most: number, long = false): string {
  const tidy = long ? text.replace(/\r\n?/g, '\n').replaceAll('\0', '').trimEnd() : cleanName(text);
  if ((!long && tidy === '') || [...tidy].length > most) throw invalid(`Validation failed: ${name} has ${long ? '' : '1 to '}${most} characters${long ? ' at most' : ''}`);
  return tidy;
}

/** One pictogram, as a keyboard makes it, with its skin and joiners. @throws Refusal 422 */
export function tidyReaction(name: string): string {
  const [first, ...more] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name);
  const isOne = first !== undefined && more.length === 0 && name.length <= 40 && /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*0-9]\uFE0F?\u20E3)/u.test(name);
  if (!isOne) throw invalid('Validation failed: name is one emoji');
  return name;
}

/** @throws Refusal 422 */
export function tidyTimer(seconds: number | null): number | null {
  if (seconds !== null && (seconds < TIMER.least || seconds > TIMER.most)) throw invalid(`Validation failed: timer_seconds is between ${TIMER.least} and ${TIMER.most}, or null`);
  return seconds;
}

/** From a minute to a year; a week where nothing is said. */
const LINK = { least: 60, most: 366 * 86_400, preset: 7 * 86_400 } as const;

/** How many seconds a link leads in. @throws Refusal 422 */
export function tidyExpiry(seconds: number | undefined): number {
  const tidy = seconds ?? LINK.preset;
  if (tidy < LINK.least || tidy > LINK.most) throw invalid(`Validation failed: expires_in is between ${LINK.least} and ${LINK.most}`);
  return tidy;
}

/** When a message was written, where that was before it came; undefined where it came at once, or its clock cannot be right. */
export function tidyWritten(writtenAt: Date | undefined, now: Date): Date | undefined {
  if (writtenAt === undefined) return undefined;
  const ago = now.getTime() - writtenAt.getTime();
  return ago < -AHEAD_MS || ago > LONGEST_OFFLINE_MS ? undefined : writtenAt > now ? now : writtenAt;
}
