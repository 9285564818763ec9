/** What a name, a profile and a follow have to be. */

import { invalid } from '#kit/errors.ts';
import type { FieldError, Refusal } from '#kit/errors.ts';
import { cleanName, countBytes, countCharacters, countGraphemes, parseText, BYTES_PER_CHARACTER } from '#kit/text.ts';
import type { AccountFacts, ProfileField, Standing } from './types.ts';

const LONGEST_USERNAME = 30;

/** The figures this server announces, in characters as people see them. */
export interface ProfileLimits {
  readonly displayName: number;
  readonly note: number;
  readonly fields: number;
  readonly fieldName: number;
  readonly fieldValue: number;
}

/** Names that people would take for the house itself. */
const RESERVED = new Set(
  ('abuse account accounts admin administrator administration anonymous api assets auth contact everyone files health help here ' +
    'home hostmaster info instance legal login logout mail mailer media mod moderator moderators nobody noreply no_reply oauth ' +
    'official owner perchoir postmaster privacy public register root security settings signin signup staff support system ' +
    'team terms webmaster well_known www').split(' '),
);

export const refuseUsername = (error: string, description: string): Refusal =>
  invalid(`Validation failed: Username ${description}`, { username: [{ error, description }] });

const keptUsername = (wish: string): string => wish.trim().toLowerCase();

/** What is wrong with a name that somebody wishes for, by itself: whether it is taken is another question. */
export function usernameProblem(wish: string): FieldError | undefined {
  const username = keptUsername(wish);
  if (username === '') return { error: 'ERR_BLANK', description: "can't be blank" };
  if (username.length > LONGEST_USERNAME) return { error: 'ERR_TOO_LONG', description: `may have ${LONGEST_USERNAME} characters at most` };
  if (!/^[a-z0-9_]+$/.test(username)) return { error: 'ERR_INVALID', description: 'may hold only letters a to z, digits and underscores' };
  return RESERVED.has(username) ? { error: 'ERR_RESERVED', description: 'is reserved' } : undefined;
}

/** The name as it is kept: lower case. @throws Refusal 422 with ERR_BLANK, ERR_TOO_LONG, ERR_INVALID or ERR_RESERVED. */
export function tidyUsername(wish: string): string {
  const problem = usernameProblem(wish);
  if (problem !== undefined) throw refuseUsername(problem.error, problem.description);
  return keptUsername(wish);
}

const tooLong = (field: string, label: string, most: number): Refusal => {
  const description = `may have ${most} characters at most`;
  return invalid(`Validation failed: ${label} ${description}`, { [field]: [{ error: 'ERR_TOO_LONG', description }] });
};

/** @throws Refusal 422 */
export function tidyDisplayName(wish: string, { displayName: most }: ProfileLimits): string {
  const name = cleanName(wish);
  const isTooLong = countGraphemes(name) > most || name.length > most * BYTES_PER_CHARACTER;
  if (isTooLong) throw tooLong('display_name', 'Display name', most);
  return name;
}

/** @throws Refusal 422 */
export function tidyNote(wish: string, { note: most }: ProfileLimits): string {
  const parsed = parseText(wish);
  const isTooLong = countCharacters(parsed) > most || countBytes(parsed) > most * BYTES_PER_CHARACTER;
  if (isTooLong) throw tooLong('note', 'Note', most);
  return parsed.source;
}

/** Without the empty ones. @throws Refusal 422 */
export function tidyFields(wishes: readonly ProfileField[], limits: ProfileLimits): ProfileField[] {
  const fields = wishes.map(({ name, value }) => ({ name: cleanName(name), value: cleanName(value) }));
  const kept = fields.filter(({ name, value }) => name !== '' || value !== '');
  if (kept.length > limits.fields) throw invalid(`Validation failed: Fields may be ${limits.fields} at most`);
  for (const { name, value } of kept) {
    if (name === '') throw invalid('Validation failed: a field needs a name');
    if (countGraphemes(name) > limits.fieldName) throw tooLong('fields', 'Name of a field', limits.fieldName);
    if (countGraphemes(value) > limits.fieldValue) throw tooLong('fields', 'Value of a field', limits.fieldValue);
  }
  return kept;
}

/** @throws Refusal 422 */
export function tidyListTitle(wish: string, most: number): string {
  const title = cleanName(wish);
  if (title === '') throw invalid("Validation failed: Title can't be blank");
  if (countGraphemes(title) > most || title.length > most * BYTES_PER_CHARACTER) throw tooLong('title', 'Title', most);
  return title;
}

/** A language as people's clients name it (BCP 47), in the short form we keep; undefined for none. @throws Refusal 422 */
export function tidyLanguage(wish: string): string | undefined {
  if (wish === '') return undefined;
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(wish)) throw invalid('Validation failed: Language is not a language');
  try {
    // The spelling in which posts are marked, so that one can be compared with the other.
    return Intl.getCanonicalLocales(wish)[0];
  } catch {
    throw invalid('Validation failed: Language is not a language');
  }
}

/** The languages wanted of a follow, each once; null for all. @throws Refusal 422 */
export function tidyLanguages(wishes: readonly string[]): string[] | null {
  const languages = new Set(wishes.flatMap((wish) => tidyLanguage(wish) ?? []));
  return languages.size === 0 ? null : [...languages];
}

/** How a name is compared in a search: lower case, accents off, so that "Zoe" finds "Zoé". */
export function foldName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 200);
}

/** Whether others get to see an account of this standing at all. */
export function maySeeAccount(standing: Standing): boolean {
  return standing === 'active' || standing === 'disabled';
}

/** What is said of a picture for those who do not see it. @throws Refusal 422 */
export function tidyDescription(wish: string, field: 'avatar_description' | 'header_description', most: number): string {
  const text = cleanName(wish);
  if (countGraphemes(text) > most || text.length > most * BYTES_PER_CHARACTER) throw tooLong(field, 'Description of a picture', most);
  return text;
}

/** A domain in lower case, also from an address. @throws Refusal 422 */
export function tidyDomain(wish: string): string {
  const domain = wish.trim().toLowerCase().replace(/^https?:\/\//, '').replace(/\/.*$/, '').replace(/\.$/, '');
  const labels = domain.split('.');
  const isDomain = domain.length <= 253 && labels.length > 1 && labels.every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label));
  if (!isDomain) throw invalid('Validation failed: Domain is not a valid domain name', { domain: [{ error: 'ERR_INVALID', description: 'is not a valid domain name' }] });
  return domain;
}

const MOST_ATTRIBUTION_DOMAINS = 100;

/** Each once. @throws Refusal 422 */
export function tidyAttribution(wishes: readonly string[]): string[] {
  const domains = [...new Set(wishes.filter((wish) => wish.trim() !== '').map(tidyDomain))];
  if (domains.length > MOST_ATTRIBUTION_DOMAINS) throw invalid(`Validation failed: Attribution domains may be ${MOST_ATTRIBUTION_DOMAINS} at most`);
  return domains;
}

/** Whom an account recommends is shown unless it says otherwise. */
export function mayReadFeatured(account: AccountFacts, viewer: number | undefined, isBlockedBy: boolean): boolean {
  return account.id === viewer || (account.showFeatured && !isBlockedBy);
}

/** Whom an account follows, and who follows it, is its own affair if it says so. */
export function mayReadFollows(account: AccountFacts, viewer: number | undefined, isBlockedBy: boolean): boolean {
  return account.id === viewer || (!account.hideCollections && !isBlockedBy);
}
