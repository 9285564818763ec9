import type { Snapshot } from '#chats';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Report } from './types.ts';

type Row = Omit<Report, 'settledAt' | 'chatId'> & { readonly settledAt: Date | null; readonly chatId: Id | null };

const COLUMNS = `id, target_id as "targetId", post_ids as "postIds", chat_id as "chatId", category, comment, rule_ids as "ruleIds",
  created_at as "createdAt", settled_at as "settledAt"`;

/** Adds a report; the same one that is open already stays as it is. By report_once. @returns whether it is new */
export async function insertReport(tx: Context, accountId: Id, report: Report, more: { digest: string; rules: readonly string[] }): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `insert into safety.report (id, account_id, target_id, post_ids, chat_id, category, comment, rule_ids, rules, digest, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (account_id, digest) where settled_at is null do nothing returning 1`,
    [report.id, accountId, report.targetId, report.postIds, report.chatId ?? null, report.category, report.comment, report.ruleIds, more.rules, more.digest, report.createdAt],
  );
  return rows.length > 0;
}

/** The messages chosen for a report, as they were then. */
export async function insertMessages(tx: Context, reportId: Id, messages: readonly Snapshot[]): Promise<void> {
  for (const { messageId, authorId, writtenAt, text, opaque, files } of messages) {
    await rowsOf(
      tx,
      'insert into safety.message (report_id, message_id, author_id, written_at, text, opaque, files) values ($1, $2, $3, $4, $5, $6, $7)',
      [reportId, messageId, authorId, writtenAt, text, opaque, files],
    );
  }
}

/** By report_once. */
export async function selectOpenReport(ctx: Context, accountId: Id, digest: string): Promise<Report | undefined> {
  const [row] = await rowsOf<Row>(
    ctx,
    `select ${COLUMNS} from safety.report where account_id = $1 and digest = $2 and settled_at is null`,
    [accountId, digest],
  );
  return row && { ...row, settledAt: row.settledAt ?? undefined, chatId: row.chatId ?? undefined };
}

/** What an account reported, what was reported of it, and what it wrote among what others reported. By report_once, report_target and message_author. */
export async function deleteReportsOf(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from safety.report where account_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from safety.report where target_id = $1', [accountId]);
  await rowsOf(ctx, 'delete from safety.message where author_id = $1', [accountId]);
}
