import { unwantedBy, viewerSets } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hasMutedThread, maySeePost, membersFor, postFacts } from '#posts';
import type { PostEvent } from '#posts';
import { notified } from '../events.ts';
import { heldBack } from '../hold.ts';
import { tellLater } from '../job-names.ts';
import { deleteAbout, insertNotifications } from '../queries/lines.ts';
import { upsertRequest } from '../queries/requests.ts';
import { asksToBeHeard, isGrouped, wantedFrom } from '../rules.ts';
import { TOLD } from '../types.ts';
import type { Telling } from '../types.ts';
import { judge } from './judge.ts';

/** So many people are looked up, and so many lines written, at a time. */
const AT_ONCE = 200;

/**
 * Adds the lines that are wanted. Again for the same event it changes nothing; with nobody to tell it asks nothing.
 * Nobody is told of their own acts, but of the end of their own polls, of evenings, and of what ends by itself in a group.
 */
export async function tell(ctx: Context, telling: Telling, thread?: Pick<PostEvent, 'rootId'>): Promise<void> {
  const late = await tellTheLater(ctx, telling, thread);
  await tellNow(ctx, late.size === 0 ? telling : { ...telling, accountIds: telling.accountIds.filter((id) => !late.has(id)) }, thread);
}

/** Orders a line for each of those whose picture of an evening is behind, for when it is there. @returns who they are */
async function tellTheLater(ctx: Context, telling: Telling, thread: Pick<PostEvent, 'rootId'> | undefined): Promise<ReadonlyMap<Id, number>> {
  const { postId, accountIds, eventId, type } = telling;
  const held = postId === undefined || TOLD.includes(type) ? undefined : await heldBack(ctx, postId, accountIds);
  if (held === undefined || held.size === 0) return new Map();
  await transaction(ctx, async (tx) => {
    for (const [id, ms] of held) {
      const order = { telling: { ...telling, accountIds: [id] }, ...(thread && { thread: { rootId: thread.rootId } }) };
      await tx.enqueue(tellLater, order, { runAt: new Date(tx.now().getTime() + ms), key: `notifications.tell ${eventId} ${type} ${id}` });
    }
  });
  return held;
}

/** What was told of an event room, a group or a trust is told no longer: to anybody, or to one. Safe to repeat. */
export function forgetAbout(ctx: Context, about: Id | readonly Id[], accountId?: Id): Promise<void> {
  return deleteAbout(ctx, typeof about === 'number' ? [about] : about, accountId);
}

/** The same without waiting for anybody. */
export async function tellNow(ctx: Context, telling: Telling, thread?: Pick<PostEvent, 'rootId'>): Promise<void> {
  const others = [...new Set(telling.accountIds)].filter((id) => id !== telling.fromId || telling.type === 'poll' || telling.type === 'room' || telling.type === 'group');
  for (let at = 0; at < others.length; at += AT_ONCE) {
    const some = others.slice(at, at + AT_ONCE);
    const accountIds = await whoWantsToHear(ctx, some, telling, thread);
    if (accountIds.length > 0) await write(ctx, { ...telling, accountIds });
  }
}

async function whoWantsToHear(ctx: Context, ids: readonly Id[], telling: Telling, thread: Pick<PostEvent, 'rootId'> | undefined): Promise<Id[]> {
  if (telling.fromId === 0) return [...ids];
  if (telling.postId === undefined && ids.length > 1) {
    const unwanting = await unwantedBy(ctx, telling.fromId, ids);
    return ids.filter((id) => !unwanting.has(id));
  }
  const wanted = await Promise.all(ids.map((id) => wantsToHear(ctx, id, telling, thread)));
  return ids.filter((_, at) => wanted[at]);
}

async function wantsToHear(ctx: Context, accountId: Id, telling: Telling, thread: Pick<PostEvent, 'rootId'> | undefined): Promise<boolean> {
  const sets = await viewerSets(ctx, accountId);
  if (!wantedFrom(telling.fromId, sets)) return false;
  if (telling.postId !== undefined) {
    const [post] = await postFacts(ctx, [telling.postId]);
    if (post === undefined || !maySeePost(post, accountId, sets, await membersFor(ctx, post))) return false;
  }
  return thread === undefined || !(await hasMutedThread(ctx, accountId, thread.rootId));
}

function write(ctx: Context, telling: Telling): Promise<void> {
  return transaction(ctx, async (tx) => {
    const found = await judge(tx, telling);
    const verdicts = telling.accountIds.map((id) => found.get(id) ?? 'accept');
    const ids = telling.accountIds.map(() => newId(tx));
    const lines = await insertNotifications(tx, telling, { ids, grouped: isGrouped(telling.type), verdicts });
    for (const { id, account_id: accountId, filtered, dismissed, pushes } of lines) {
      if (dismissed) continue;
      if (!filtered) tx.emit(notified, { id, accountId, pushes });
      else if (asksToBeHeard(telling.type)) await upsertRequest(tx, { id: newId(tx), accountId, fromId: telling.fromId });
    }
  });
}
