/** The choices of whoever writes, in words. */

import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';

export type VisibilityName = 'public' | 'unlisted' | 'private' | 'direct';
export type Policy = 'public' | 'followers' | 'nobody';

interface Audience {
  readonly name: VisibilityName;
  readonly icon: string;
  readonly word: string;
  readonly hint: string;
}

export const audiencesInWords = (): readonly Audience[] => [
  { name: 'public', icon: 'globe', word: m.visibility_public(), hint: m.audience_public_hint() },
  { name: 'unlisted', icon: 'globe-lock', word: m.visibility_unlisted(), hint: m.audience_unlisted_hint() },
  { name: 'private', icon: 'lock', word: m.audience_private(), hint: m.audience_private_hint() },
  { name: 'direct', icon: 'at-sign', word: m.visibility_direct(), hint: m.audience_direct_hint() },
];

export const policiesInWords = (): readonly (readonly [Policy, string])[] => [
  ['public', m.policy_public()], ['followers', m.policy_followers()], ['nobody', m.policy_nobody()],
];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a poll may stay open, in seconds. */
export const DURATIONS = [5 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY] as const;

/** "3 days", in the language of the page. */
export function durationInWords(seconds: number): string {
  const [count, unit] = seconds % DAY === 0 ? [seconds / DAY, 'day'] : seconds % HOUR === 0 ? [seconds / HOUR, 'hour'] : [Math.round(seconds / MINUTE), 'minute'];
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

const LANGUAGES = `ar bg bn br ca co cs cy da de el en eo es et eu fa fi fr ga gd gl he hi hr hu hy id is it ja ka km ko ku la lb lt lv mk mr ms mt nb nl nn oc pl ps pt ro ru sk sl
 so sq sr sv sw ta te th tl tr uk ur vi wo zh`.trim().split(/\s+/);

/** The languages a post can be in, by their names in the language of the page. */
export function languagesInWords(chosen: string): readonly (readonly [code: string, name: string])[] {
  const names = new Intl.DisplayNames(getLocale(), { type: 'language', fallback: 'code' });
  const codes = chosen === '' || LANGUAGES.includes(chosen) ? LANGUAGES : [chosen, ...LANGUAGES];
  return codes.map((code) => [code, names.of(code) ?? code] as const).sort(([, a], [, b]) => a.localeCompare(b, getLocale()));
}
