import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Report } from './types.ts';

type Row = Omit<Report, 'settledAt'> & { readonly settledAt: Date | null };

const COLUMNS = `id, target_id as "targetId", post_ids as "postIds", category, comment, rule_ids as "ruleIds",
  created_at as "createdAt", settled_at as "settledAt"`;

/** Adds a report; the same one that is open already stays as it is. By report_once. */
export async function insertReport(tx: Context, accountId: Id, report: Report, more: { digest: string; rules: readonly string[] }): Promise<void> {
  await rowsOf(
    tx,
    `insert into safety.report (id, account_id, target_id, post_ids, category, comment, rule_ids, rules, digest, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (account_id, digest) where settled_at is null do nothing`,
    [report.id, accountId, report.targetId, report.postIds, report.category, report.comment, report.ruleIds, more.rules, more.digest, report.createdAt],
  );
}

/** By report_once. */
export async function selectOpenReport(ctx: Context, accountId: Id, digest: string): Promise<Report | undefined> {
  const [row] = await rowsOf<Row>(
    ctx,
    `select ${COLUMNS} from safety.report where account_id = $1 and digest = $2 and settled_at is null`,
    [accountId, digest],
  );
  return row && { ...row, settledAt: row.settledAt ?? undefined };
}

/** What an account reported, and what was reported of it. By report_once and report_target. */
export async function deleteReportsOf(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from safety.report where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from safety.report where target_id = $1', [accountId]);
}
