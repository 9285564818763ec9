/** The steps of trust and what they widen, in words. */

import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';

const STEPS: Record<string, () => string> = {
  public: m.trust_step_public, follow: m.trust_step_follow, group: m.trust_step_group, private: m.trust_step_private, phone: m.trust_step_phone,
};

const RIGHTS: Record<string, () => string> = {
  follow: m.trust_right_follow, write: m.trust_right_write, invite: m.trust_right_invite, help: m.trust_right_help, read_marks: m.trust_right_read_marks, typing: m.trust_right_typing, email: m.trust_right_email, birthday: m.trust_right_birthday,
  address: m.trust_right_address, phone: m.trust_right_phone,
};

export const stepWord = (step: string): string => STEPS[step]?.() ?? step;
export const rightWord = (right: string): string => RIGHTS[right]?.() ?? right;

const LINES: Record<string, () => string> = { help: m.trust_help, email: m.trust_email, birthday: m.trust_birthday, address: m.trust_address, phone: m.trust_phone };

/** A line of a private card. */
export const lineWord = (line: string): string => LINES[line]?.() ?? line;

/** A birthday as it is kept, in words: with or without its year. */
export function birthdayWords(kept: string): string {
  const [, year, month, day] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(kept) ?? [];
  if (month === undefined || day === undefined) return kept;
  const hasYear = year !== '-';
  const at = new Date(Date.UTC(hasYear ? Number(year) : 2000, Number(month) - 1, Number(day)));
  return new Intl.DateTimeFormat(getLocale() === 'fr' ? 'fr-FR' : 'en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC', ...(hasYear && { year: 'numeric' }) }).format(at);
}
