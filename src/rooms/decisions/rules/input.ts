/** What people write in a decision, made fit to be kept. */

import { cleanName } from '#kit/text.ts';
import { invalid } from '#kit/errors.ts';

export const LONGEST = { title: 120, text: 5000, harm: 500, harmed: 200, remark: 2000, purpose: 1000, houseRules: 10_000 } as const;
const DAY_MS = 86_400_000;
/** A role that is not given anew ends after two years at most. */
const LONGEST_TERM_DAYS = 731;

/** One line. @throws Refusal 422 */
export function tidyLine(name: string, typed: string, most: number): string {
  const tidy = cleanName(typed);
  if (tidy === '' || [...tidy].length > most) throw invalid(`Validation failed: ${name} has 1 to ${most} characters`);
  return tidy;
}

/** Lines of text, which may be none. @throws Refusal 422 */
export function tidyText(name: string, typed: string, most: number): string {
  const tidy = typed.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\0', '').trim();
  if ([...tidy].length > most) throw invalid(`Validation failed: ${name} has ${most} characters at most`);
  return tidy;
}

/** The same where there has to be something. @throws Refusal 422 */
export function tidyWords(name: string, typed: string, most: number): string {
  const tidy = tidyText(name, typed, most);
  if (tidy === '') throw invalid(`Validation failed: ${name} can't be blank`);
  return tidy;
}

/** When a role ends: a day from now at the soonest. @throws Refusal 422 */
export function tidyTerm(typed: string, now: Date): string {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed) ? Date.parse(typed) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid('Validation failed: term_ends_at is not a time');
  const days = (ms - now.getTime()) / DAY_MS;
  if (days < 1 || days > LONGEST_TERM_DAYS) throw invalid(`Validation failed: term_ends_at is between a day and ${LONGEST_TERM_DAYS} days from now`);
  return new Date(ms).toISOString();
}
