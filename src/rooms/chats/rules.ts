import { cleanName } from '#kit/text.ts';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { ChatFacts, MemberRow } from './types.ts';

const LONGEST_TITLE = 100;
export const MOST_REACTIONS = 20;
/** A message may be edited for so long; afterwards what others answered to stays. */
export const EDIT_MS = 24 * 3_600_000;
/** From half a minute to a year. */
const TIMER = { least: 30, most: 366 * 86_400 } as const;
/** A clock that is this much ahead of ours is not wrong. */
const AHEAD_MS = 60_000;
/** What was written longer ago than this without a network is dated when it came. */
const LONGEST_OFFLINE_MS = 30 * 86_400_000;

/** Who may look into a chat: whoever is in it, or asked into it. */
export function partOf(chat: ChatFacts, accountId: Id | undefined): MemberRow | undefined {
  const member = accountId === undefined ? undefined : chat.members.get(accountId);
  return member?.state === 'in' || member?.state === 'asked' ? member : undefined;
}

/** Who is asked into a group sees who asks and not what is said there; who is written to by a stranger sees what the stranger says. */
export function mayReadMessages(chat: ChatFacts, member: MemberRow): boolean {
  return member.state === 'in' || chat.kind === 'pair';
}

export function mayWrite(chat: ChatFacts, member: MemberRow): boolean {
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

/** @throws Refusal 422 */
export function tidyMessage(text: string, most: number): string {
  const tidy = text.replace(/\r\n?/g, '\n').replaceAll('\0', '').trimEnd();
  if (tidy.trim() === '') throw invalid("Validation failed: text can't be blank");
  if ([...tidy].length > most) throw invalid(`Validation failed: text has ${most} characters at most`);
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

/** When a message was written, where that was before it came; undefined where it came at once, or its clock cannot be right. */
export function tidyWritten(writtenAt: Date | undefined, now: Date): Date | undefined {
  if (writtenAt === undefined) return undefined;
  const ago = now.getTime() - writtenAt.getTime();
  return ago < -AHEAD_MS || ago > LONGEST_OFFLINE_MS ? undefined : writtenAt > now ? now : writtenAt;
}
