/** What a group is, in words. */

import type { Group, GroupLine } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';

type Fact = Pick<Group, 'access' | 'members_count' | 'state'>;

const ACCESS: Record<string, () => string> = { public: m.group_public, request: m.group_request, secret: m.group_secret };

/** What kind of group it is, and how large. */
export const factsOf = ({ access, members_count: count }: Fact): string => [(ACCESS[access] ?? m.group_request)(), m.chat_people({ count })].join(' · ');

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How much time there is until a moment, in its largest unit; what is over has none. */
export function leftWords(until: string, now: number = Date.now()): string {
  const ms = Date.parse(until) - now;
  if (ms <= 0) return m.group_over();
  if (ms < HOUR_MS) return m.group_left_minutes({ count: Math.max(1, Math.round(ms / MINUTE_MS)) });
  return ms < 2 * DAY_MS ? m.group_left_hours({ count: Math.round(ms / HOUR_MS) }) : m.group_left_days({ count: Math.round(ms / DAY_MS) });
}

const LINES: Record<string, (facts: { name: string; whom: string; note: string }) => string> = {
  made: m.log_made, joined: m.log_joined, left: m.log_left, removed: m.log_removed, rules: m.log_rules, page: m.log_page, steward: m.log_steward, access: m.log_access,
  subgroup: m.log_subgroup, map_private: m.log_map_private, warning: m.log_warning, extension: m.log_extension, extended: m.log_extended, kept_end: m.log_kept_end,
  dissolution: m.log_dissolution, kept_open: m.log_kept_open, dissolving: m.log_dissolving, proposal: m.log_proposal, question: m.log_question, objection: m.log_objection,
  amendment: m.log_amendment, adopted: m.log_adopted, withdrawn: m.log_withdrawn, lapsed: m.log_lapsed, role: m.log_role, role_ended: m.log_role_ended, help: m.log_help,
};

/** A line of a group's log, as a sentence. */
export function lineWords({ kind, actor, subject, note }: GroupLine): string {
  const facts = { name: actor === null ? m.log_nobody() : nameOf(actor), whom: subject === null ? '' : nameOf(subject), note };
  return (LINES[kind] ?? m.log_other)({ ...facts, note: kind in LINES ? note : `${kind} ${note}` });
}
