import { createHash } from 'node:crypto';
import { getAccount } from '#accounts';
import type { Standing } from '#accounts';
import { rulesSetting } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readPosts } from '#posts';
import { isInChat, readForReport } from '#chats';
import type { Snapshot } from '#chats';
import { deleteReportsOf, insertMessages, insertReport, selectOpenReport } from './queries.ts';
import type { Report, ReportWish } from './types.ts';

/** Mastodon's figure for reports of people on the same server. */
const LONGEST_COMMENT = 1000;

/**
 * Keeps what the viewer reports of an account. The same report sent again is the one that is open, not a second one.
 * @throws Refusal 404 for an account that is not there or a post that the viewer cannot see or that is not by it, 410 for a
 *   suspended account, 422 for oneself, a comment too long and a rule that there is not
 */
export async function reportAccount(ctx: Context, wish: ReportWish): Promise<Report> {
  const accountId = viewerId(ctx);
  if (accountId === undefined) throw notFound();
  if (accountId === wish.targetId) throw invalid('Validation failed: this is your own account');
  if (wish.comment.length > LONGEST_COMMENT) throw invalid(`Validation failed: Comment is too long (maximum is ${LONGEST_COMMENT} characters)`);
  await getAccount(ctx, wish.targetId);
  const postIds = await reportedPosts(ctx, wish);
  const messages = await reportedMessages(ctx, wish);
  const chatId = wish.messages?.chatId;
  const category = wish.category ?? (wish.ruleIds.length > 0 ? 'violation' : 'other');
  const ruleIds = category === 'violation' ? [...new Set(wish.ruleIds)] : [];
  const rules = rulesBroken(ctx, ruleIds, category === 'violation');
  const { targetId, comment } = wish;
  const digest = createHash('sha256').update(JSON.stringify([targetId, postIds, category, comment, ruleIds, ...(chatId === undefined ? [] : [chatId, messages.map(({ messageId }) => messageId)])])).digest('base64url');
  return transaction(ctx, async (tx) => {
    const report = { id: newId(tx), targetId, postIds, chatId, category, comment, ruleIds, createdAt: tx.now(), settledAt: undefined };
    if (await insertReport(tx, accountId, report, { digest, rules })) await insertMessages(tx, report.id, messages);
    return (await selectOpenReport(tx, accountId, digest)) ?? report;
  });
}

/** The messages meant: of a conversation that the viewer is in, with the one who is reported or with something by them among the messages. @throws Refusal 404 */
async function reportedMessages(ctx: Context, { targetId, messages }: ReportWish): Promise<Snapshot[]> {
  if (messages === undefined) return [];
  const chosen = await readForReport(ctx, messages.chatId, messages.ids);
  if (!chosen.some(({ authorId }) => authorId === targetId) && !(await isInChat(ctx, messages.chatId, targetId))) throw notFound();
  return chosen;
}

/** The posts meant, each once: of the target's reposts themselves, of others' reposts of the target what they repost. */
async function reportedPosts(ctx: Context, { targetId, postIds }: ReportWish): Promise<Id[]> {
  const asked = [...new Set(postIds)];
  const posts = await readPosts(ctx, asked);
  const meant = posts.flatMap(({ id, authorId, repostOfId, repostOfAuthorId }): Id[] => {
    if (repostOfAuthorId === targetId && repostOfId !== undefined) return [repostOfId];
    return authorId === targetId ? [id] : [];
  });
  if (meant.length < asked.length) throw notFound();
  return [...new Set(meant)].sort((a, b) => a - b);
}

function rulesBroken(ctx: Context, ruleIds: readonly number[], needed: boolean): string[] {
  const all = ctx.settings.get(rulesSetting);
  const rules = ruleIds.flatMap((id) => all[id - 1]?.text ?? []);
  if (rules.length < ruleIds.length || (needed && rules.length === 0)) throw invalid('Validation failed: Rules do not reference valid rules');
  return rules;
}

/** A deleted account leaves no word behind, and nobody is at a loss for what was said of it. */
export async function forgetAccount(ctx: Context, { payload }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (payload.standing === 'deleted') await deleteReportsOf(ctx, payload.id);
}
