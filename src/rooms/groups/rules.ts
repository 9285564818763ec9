import { canonicalTag, cleanName } from '#kit/text.ts';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { AskRow, GroupFacts, GroupRow, ItemRow, MemberRow } from './types.ts';

const DAY_MS = 86_400_000;
export const WEEK_BEFORE_MS = 7 * DAY_MS;
export const DAY_BEFORE_MS = DAY_MS;
/** Who has not objected by then consents. */
export const CONSENT_MS = 2 * DAY_MS;
/** A group that ends lasts at least so long. */
const SHORTEST_MS = 10 * 60_000;

export const LONGEST = { title: 100, purpose: 1000, rules: 10_000, trade: 80, word: 40, reason: 500, item: 1000, note: 500 } as const;
const MOST_WORDS = 8;
export const MOST_ITEMS = 200;

/** Words that are addresses of their own. */
const RESERVED: ReadonlySet<string> = new Set(['new', 'open', 'mine', 'map', 'requests', 'ended', 'search']);
const HANDLE = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** What the parent of a group is to whoever looks: whether they are in it. */
export interface Beside {
  readonly isInParent: boolean;
}

export function isIn(group: GroupFacts, accountId: Id | undefined): boolean {
  return accountId !== undefined && hasId(group.inside, accountId);
}

/**
 * Whether a group is there for somebody at all. Secret ones: for whoever is in them or invited. Sub-groups: besides, for those
 * who are in the parent, unless it was to be private. Once dissolved: for those who were in it at the end, and the parent.
 */
export function maySeeGroup(group: GroupFacts, accountId: Id | undefined, { isInParent }: Beside): boolean {
  const state = accountId === undefined ? undefined : group.members.get(accountId)?.state;
  const isChild = group.parent_group_id !== null || group.parent_chat_id !== null;
  if (group.state === 'dissolved') return state === 'kept' || (isChild && isInParent && !group.map_private);
  if (state === 'in' || state === 'invited') return true;
  if (isChild) return isInParent && !group.map_private;
  return group.access !== 'secret';
}

/** A group without a steward is everybody's. */
export function maySteer(group: GroupFacts, accountId: Id | undefined): boolean {
  if (accountId === undefined || !isIn(group, accountId)) return false;
  return group.members.get(accountId)?.steward === true || !hasSteward(group);
}

function hasSteward(group: GroupFacts): boolean {
  for (const { steward, state } of group.members.values()) if (steward && state === 'in') return true;
  return false;
}

/** Whether somebody knows the rules of the house as they are now. */
export function hasReadRules(group: Pick<GroupRow, 'house_rules' | 'rules_changed_at'>, member: Pick<MemberRow, 'rules_read_at'> | undefined): boolean {
  if (group.house_rules === '') return true;
  const readAt = member?.rules_read_at ?? null;
  return readAt !== null && readAt >= group.rules_changed_at;
}

/** What somebody may do who wants to join: come in, ask, or neither. */
export function joiningOf(group: GroupFacts, member: MemberRow | undefined): 'in' | 'asked' | undefined {
  if (member?.state === 'barred') return undefined;
  if (member?.state === 'in' || member?.state === 'asked') return member.state;
  if (member?.state === 'invited' || group.access === 'public') return 'in';
  return group.access === 'request' ? 'asked' : undefined;
}

/** What of a digest stays: what somebody approved and nobody vetoed. */
export const isKept = ({ approved_by: approved, vetoed_by: vetoed }: Pick<ItemRow, 'approved_by' | 'vetoed_by'>): boolean => approved.length > 0 && vetoed.length === 0;

/** Whether what is asked has everybody's consent by now. Nobody's objection stands: that would have taken the question away. */
export function hasConsent(ask: AskRow, group: GroupFacts, at: Date): boolean {
  if (ask.decides_at <= at) return true;
  return [...group.inside].every((id) => ask.yes.includes(id));
}

/** Which warnings are due, and were not given. */
export function warningsDue(group: GroupRow, at: Date): { week: boolean; day: boolean } {
  if (group.ends_at === null || group.state !== 'open') return { week: false, day: false };
  const left = group.ends_at.getTime() - at.getTime();
  return { week: !group.warned_week && left <= WEEK_BEFORE_MS && left > DAY_BEFORE_MS, day: !group.warned_day && left <= DAY_BEFORE_MS && left > 0 };
}

/** A group that is shorter than a warning's time is not warned by it. */
export function warnedFrom(from: Date, endsAt: Date | null): { warned_week: boolean; warned_day: boolean } {
  const left = endsAt === null ? Infinity : endsAt.getTime() - from.getTime();
  return { warned_week: left <= WEEK_BEFORE_MS, warned_day: left <= DAY_BEFORE_MS };
}

/** @throws Refusal 422 */
export function tidyTitle(title: string): string {
  const tidy = cleanName(title);
  if (tidy === '' || [...tidy].length > LONGEST.title) throw invalid(`Validation failed: title has 1 to ${LONGEST.title} characters`);
  return tidy;
}

/** Lines of text, as they were typed but for what cannot be seen. @throws Refusal 422 */
export function tidyText(name: string, typed: string, most: number): string {
  const tidy = typed.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\0', '').trim();
  if ([...tidy].length > most) throw invalid(`Validation failed: ${name} has ${most} characters at most`);
  return tidy;
}

/** @throws Refusal 422 */
export function tidyLine(name: string, typed: string, most: number): string {
  const tidy = cleanName(typed);
  if ([...tidy].length > most) throw invalid(`Validation failed: ${name} has ${most} characters at most`);
  return tidy;
}

/** @throws Refusal 422 */
export function tidyHandle(typed: string): string {
  const handle = typed.trim().toLowerCase();
  if (!HANDLE.test(handle) || RESERVED.has(handle)) throw invalid('Validation failed: handle has 1 to 40 small letters, digits and hyphens, and a letter among them');
  return handle;
}

/** A handle from a title; undefined where nothing of it can be one. */
export function handleFrom(title: string): string | undefined {
  const words = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 28).replace(/^-+|-+$/g, '');
  return HANDLE.test(words) && !RESERVED.has(words) ? words : undefined;
}

/** @throws Refusal 422 */
export function tidyTag(typed: string): string {
  const word = typed.trim().replace(/^#/, '');
  if (word === '') return '';
  const tag = canonicalTag(word);
  if (tag === '') throw invalid('Validation failed: tag is not a hashtag');
  return tag;
}

/** @throws Refusal 422 */
export function tidyWords(words: readonly string[]): string[] {
  const tidy = [...new Set(words.map((word) => tidyLine('helps_with', word, LONGEST.word)).filter((word) => word !== ''))];
  if (tidy.length > MOST_WORDS) throw invalid(`Validation failed: helps_with has ${MOST_WORDS} words at most`);
  return tidy;
}

/** @throws Refusal 422 */
export function tidyEnd(endsAt: Date, from: Date, now: Date, mostDays: number): Date {
  if (endsAt.getTime() < from.getTime() + SHORTEST_MS) throw invalid('Validation failed: ends_at is too soon');
  if (endsAt.getTime() > now.getTime() + mostDays * DAY_MS) throw invalid(`Validation failed: ends_at is at most ${mostDays} days away`);
  return endsAt;
}
