import { findAccounts, viewerSets } from '#accounts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { Context } from '#platform/context.ts';
import { postFacts } from '#posts';
import { selectFollowIds, selectPermitting, selectPolicies, selectWroteTo } from '../queries/policies.ts';
import { isFilterable, verdictOn } from '../rules.ts';
import type { Policy, Sender, Telling, Verdict } from '../types.ts';

/**
 * What the policies of those to be told say of a telling; who is not in the answer accepts it. Inside the transaction that
 * writes the lines: the policies stay as they are until then, so that nobody is let in while a line of theirs is being kept out.
 */
export async function judge(tx: Context, telling: Telling): Promise<Map<Id, Verdict>> {
  const verdicts = new Map<Id, Verdict>();
  if (!isFilterable(telling.type)) return verdicts;
  const policies = await selectPolicies(tx, telling.accountIds);
  if (policies.size === 0) return verdicts;
  const ids = [...policies.keys()];
  const permitting = await selectPermitting(tx, ids, telling.fromId);
  const follows = await selectFollowIds(tx, ids, telling.fromId);
  for (const [accountId, policy] of policies) {
    if (permitting.has(accountId)) continue;
    const sender = await lookAt(tx, telling, { accountId, policy, followId: follows.get(accountId) });
    if (sender !== undefined) verdicts.set(accountId, verdictOn(policy, sender));
  }
  return verdicts;
}

interface Reader {
  accountId: Id;
  policy: Policy;
  /** Of the sender's follow of the reader. */
  followId: Id | undefined;
}

async function lookAt(tx: Context, telling: Telling, { accountId, policy, followId }: Reader): Promise<Sender | undefined> {
  const [from] = await findAccounts(tx, [telling.fromId]);
  if (from === undefined) return undefined;
  const now = tx.now().getTime();
  const { follows } = await viewerSets(tx, accountId);
  return {
    followed: hasId(follows, from.id),
    followsMs: followId === undefined ? undefined : now - timeOfId(followId).getTime(),
    ageMs: now - from.createdAt.getTime(),
    bot: from.bot,
    // Nobody is limited here yet: that standing comes with moderation. What is chosen for it is kept.
    limited: false,
    uncalledFor: policy.privateMentions !== 'accept' && (await isUncalledFor(tx, telling, accountId)),
  };
}

async function isUncalledFor(tx: Context, { type, postId, fromId }: Telling, accountId: Id): Promise<boolean> {
  if (type !== 'mention' || postId === undefined) return false;
  const [post] = await postFacts(tx, [postId]);
  if (post === undefined || post.visibility !== 'direct' || post.replyToAuthorId === accountId) return false;
  return !(await selectWroteTo(tx, { authorId: accountId, toId: fromId, rootId: post.rootId }));
}
