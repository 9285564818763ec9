/** The end of a group: put off or called for by consent, warned of, and come. */

import { conflict, forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { orderTurn } from '../job-names.ts';
import { deleteAsks, insertAsk, selectAsks, selectAsksDue, upsertConsent } from '../queries/asks.ts';
import { selectToWarn, updateGroup } from '../queries/groups.ts';
import { holdInside, holdOpen } from '../reads/groups.ts';
import { CONSENT_MS, DAY_BEFORE_MS, WEEK_BEFORE_MS, hasConsent, tidyEnd, warnedFrom, warningsDue } from '../rules.ts';
import { longestSetting } from '../settings.ts';
import type { AskRow, GroupFacts } from '../types.ts';
import { log } from './log.ts';
import { orderTurns } from './make.ts';
import { tellChanged } from './people.ts';
import { news } from './tell.ts';

/**
 * Asks all members for a later end, or for the end now. Who says nothing within two days, or until the end that stands, consents;
 * one who objects stops it; when all have said yes it is decided.
 * @throws Refusal 404, 403 for a group without an end, 409 while something is asked, 422
 */
export function ask(ctx: Context, groupId: Id, wish: { kind: 'extension'; endsAt: Date } | { kind: 'dissolution' }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    const now = tx.now();
    if ((await selectAsks(tx, [groupId])).length > 0) throw conflict('Something is asked already: it is decided first');
    if (wish.kind === 'extension' && group.ends_at === null) throw forbidden('This group has no end');
    const decidesAt = new Date(Math.min(now.getTime() + CONSENT_MS, group.ends_at?.getTime() ?? Infinity));
    if (decidesAt <= now) throw conflict('The group is at its end');
    const row: AskRow = {
      id: newId(tx), group_id: groupId, kind: wish.kind, account_id: member.account_id, created_at: now, decides_at: decidesAt, yes: [member.account_id],
      ends_at: wish.kind === 'extension' && group.ends_at !== null ? tidyEnd(wish.endsAt, group.ends_at, now, tx.settings.get(longestSetting)) : null,
    };
    await insertAsk(tx, row);
    await upsertConsent(tx, row.id, member.account_id);
    await log(tx, { groupId, kind: wish.kind, actorId: member.account_id, note: row.ends_at?.toISOString() });
    if (hasConsent(row, group, now)) return adopt(tx, group, row, now);
    await orderTurn(tx, decidesAt);
    const others = [...group.inside].filter((id) => id !== member.account_id);
    news(tx, group, { kind: wish.kind, byId: member.account_id, accountIds: others, key: `${wish.kind} ${row.id}` });
    tellChanged(tx, group);
  });
}

/** Says yes to what is asked; or objects, which stops it. @throws Refusal 404, also where nothing is asked */
export function answerAsk(ctx: Context, groupId: Id, answer: { kind: AskRow['kind']; yes: boolean }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { group, member } = await holdInside(tx, groupId);
    const [asked] = await selectAsks(tx, [groupId]);
    if (asked?.kind !== answer.kind) throw notFound();
    if (!answer.yes) {
      await deleteAsks(tx, [groupId]);
      await log(tx, { groupId, kind: asked.kind === 'extension' ? 'kept_end' : 'kept_open', actorId: member.account_id });
      return tellChanged(tx, group);
    }
    await upsertConsent(tx, asked.id, member.account_id);
    const now = tx.now();
    const answered = { ...asked, yes: [...asked.yes, member.account_id] };
    if (hasConsent(answered, group, new Date(Math.min(now.getTime(), asked.decides_at.getTime() - 1)))) return adopt(tx, group, answered, now);
    tellChanged(tx, group);
  });
}

/** What was asked is so. */
async function adopt(tx: Context, group: GroupFacts, asked: AskRow, at: Date): Promise<void> {
  await deleteAsks(tx, [group.id]);
  const endsAt = asked.kind === 'extension' ? asked.ends_at : at;
  await updateGroup(tx, { ...group, ends_at: endsAt, ...warnedFrom(at, endsAt) });
  await log(tx, { groupId: group.id, kind: asked.kind === 'extension' ? 'extended' : 'dissolving', actorId: asked.account_id, note: endsAt?.toISOString() });
  if (endsAt !== null) await orderTurns(tx, endsAt);
  if (endsAt !== null && endsAt <= tx.now()) await orderTurn(tx, tx.now());
  tellChanged(tx, group);
}

/** So many are looked at before the next look. */
const AT_ONCE = 500;

/** Decides what nobody objected to in time. Safe to repeat. */
export async function decideDue(ctx: Context, at: Date): Promise<void> {
  for (const groupId of await selectAsksDue(ctx, at, AT_ONCE)) {
    await transaction(ctx, async (tx) => {
      const group = await holdOpen(tx, groupId);
      const [asked] = await selectAsks(tx, [groupId]);
      if (group === undefined || asked === undefined || !hasConsent(asked, group, at)) return;
      await adopt(tx, group, asked, at);
    });
  }
}

/** Warns those whose group ends within a week, and within a day. Each is warned once. Safe to repeat. */
export async function warnDue(ctx: Context, at: Date): Promise<void> {
  const soon = new Date(at.getTime() + DAY_BEFORE_MS);
  const spans = [
    ['warned_week', { after: soon, by: new Date(at.getTime() + WEEK_BEFORE_MS) }],
    ['warned_day', { after: at, by: soon }],
  ] as const;
  for (const [warning, span] of spans) {
    for (const groupId of await selectToWarn(ctx, span, warning, AT_ONCE)) await transaction(ctx, (tx) => warn(tx, groupId, at));
  }
}

async function warn(tx: Context, groupId: Id, at: Date): Promise<void> {
  const group = await holdOpen(tx, groupId);
  if (group?.ends_at == null) return;
  const due = warningsDue(group, at);
  if (!due.week && !due.day) return;
  await updateGroup(tx, { ...group, warned_week: true, warned_day: group.warned_day || due.day });
  await log(tx, { groupId, kind: 'warning', actorId: null, note: due.day ? 'day' : 'week' });
  const kind = due.day ? 'day_left' : 'week_left';
  news(tx, group, { kind, byId: null, accountIds: [...group.inside], key: `${kind} ${group.ends_at.toISOString()}` });
  tellChanged(tx, group);
}

/** @throws Refusal 422 for what is no time */
export function readTime(text: string): Date {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid('Validation failed: ends_at is not a time');
  return new Date(ms);
}
