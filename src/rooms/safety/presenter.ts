import type { Report } from './types.ts';

/** The Report entity around the account, which is encoded already. Nothing is forwarded: this server speaks to no other. */
export function presentReport(report: Report, account: string): string {
  const { id, settledAt, category, comment, createdAt, postIds, ruleIds } = report;
  const rest = {
    id: String(id),
    action_taken: settledAt !== undefined,
    action_taken_at: settledAt?.toISOString() ?? null,
    category,
    comment,
    forwarded: false,
    created_at: createdAt.toISOString(),
    status_ids: postIds.length === 0 ? null : postIds.map(String),
    rule_ids: ruleIds.length === 0 ? null : ruleIds.map(String),
    collection_ids: [],
  };
  return `${JSON.stringify(rest).slice(0, -1)},"target_account":${account}}`;
}
