import { postingDefaults, readAccounts } from '#accounts';
import { holdUploads } from '#media';
import { Refusal, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { selectKey, updateScheduledKey } from '../queries/idempotency.ts';
import {
  countScheduled, deleteFailed, deleteScheduled, insertScheduled, lockSchedule, selectScheduled, selectScheduledForChange, updateDraft, updateFailure,
  updateKeyOfScheduled, updateScheduled,
} from '../queries/scheduled.ts';
import { getPost } from '../reads/read-posts.ts';
import { getScheduled } from '../reads/scheduled.ts';
import type { Draft, PostFacts, Rewording, ScheduledPost } from '../types.ts';
import { actor, createPost, takeKey } from './create-post.ts';
import type { OnceKey } from './create-post.ts';

export const publishPost = defineJob<{ id: Id }>('posts.publish');

/** Mastodon's figures. */
const MOST = 300;
const MOST_A_DAY = 25;
const LEAST_AHEAD_MS = 5 * 60_000;
/** Some clients keep drafts as posts of a far future; beyond this a date is a mistake. */
const MOST_AHEAD_MS = 20 * 365 * 86_400_000;
/** What could not be posted is kept for its author so long. */
const FAILED_DAYS = 30;

/** With what a post is to be scheduled, beside what it says. */
export interface Schedule {
  readonly at: Date;
  readonly appId: Id | undefined;
  readonly once: OnceKey | undefined;
}

/**
 * Keeps a post of the viewer until its time. What would be refused now is refused now.
 * @returns the scheduled post, or, for a key used before, what it has become
 * @throws Refusal as `createPost` does; 422 for a time that is too near or too far, and beyond the limits
 */
export async function schedulePost(ctx: Context, typed: Draft, { at, appId, once }: Schedule): Promise<ScheduledPost | PostFacts> {
  const accountId = actor(ctx);
  refuseTime(ctx, at);
  if (typed.groupId !== undefined) throw invalid('Validation failed: A post to a group is posted now');
  await rehearse(ctx, typed);
  // Whoever chooses no audience means the one that is preset now.
  const draft = { ...typed, visibility: typed.visibility ?? (await postingDefaults(ctx, accountId)).visibility };
  const made = await transaction(ctx, async (tx) => {
    if (once !== undefined && !(await takeKey(tx, accountId, once))) return undefined;
    await refuseBeyond(tx, accountId, at, 0);
    const post: ScheduledPost = {
      id: newId(tx), accountId, scheduledAt: at, draft, appId: appId ?? null, idempotency: once?.key ?? null, failure: null,
    };
    await insertScheduled(tx, post);
    await order(tx, post.id, at);
    await holdMedia(tx, post, at);
    if (once !== undefined) await updateScheduledKey(tx, accountId, once.key, post.id);
    return post;
  });
  return made ?? replayed(ctx, accountId, once as OnceKey);
}

/** Writes the post and takes it back, so that the checks are those it will meet when its time has come. */
async function rehearse(ctx: Context, draft: Draft): Promise<void> {
  const enough = new Error('the rehearsal is over');
  const tried = transaction(ctx, async (tx) => {
    await createPost(tx, draft);
    throw enough;
  });
  await tried.catch((error: unknown) => {
    if (error !== enough) throw error;
  });
}

async function replayed(ctx: Context, accountId: Id, once: OnceKey): Promise<ScheduledPost | PostFacts> {
  const found = await selectKey(ctx, accountId, once.key);
  if (found !== undefined && found.digest !== once.digest) throw invalid('This Idempotency-Key was used for another post');
  if (found?.postId != null) return getPost(ctx, found.postId);
  const post = found?.scheduledId == null ? undefined : await selectScheduled(ctx, found.scheduledId);
  if (post === undefined) throw notFound();
  return post;
}

function refuseTime(ctx: Context, at: Date): void {
  const ahead = at.getTime() - ctx.now().getTime();
  if (!(ahead > LEAST_AHEAD_MS)) throw invalid('Validation failed: Scheduled at must be at least 5 minutes in the future');
  if (ahead > MOST_AHEAD_MS) throw invalid('Validation failed: Scheduled at is too far in the future');
}

/** @param but a scheduled post that does not count, since it is the one that moves */
async function refuseBeyond(tx: Context, accountId: Id, at: Date, but: Id): Promise<void> {
  await lockSchedule(tx, accountId);
  const day = new Date(at);
  day.setUTCHours(0, 0, 0, 0);
  const { all, thatDay } = await countScheduled(tx, accountId, day, but);
  if (all >= MOST) throw invalid(`Validation failed: there are ${MOST} scheduled posts already`);
  if (thatDay >= MOST_A_DAY) throw invalid(`Validation failed: there are ${MOST_A_DAY} scheduled posts on that day already`);
}

function order(tx: Context, id: Id, runAt: Date): Promise<void> {
  return tx.enqueue(publishPost, { id }, { runAt, key: `posts.publish ${id}` });
}

/** Gives a scheduled post of the viewer another time. @throws Refusal 404; 422 as `schedulePost` */
export async function reschedulePost(ctx: Context, id: Id, at: Date): Promise<ScheduledPost> {
  await getScheduled(ctx, id);
  refuseTime(ctx, at);
  return transaction(ctx, async (tx) => {
    await refuseBeyond(tx, actor(ctx), at, id);
    const post = await selectScheduledForChange(tx, id);
    if (post === undefined) throw notFound();
    await updateScheduled(tx, id, at);
    await order(tx, id, at);
    await holdMedia(tx, post, at);
    return { ...post, scheduledAt: at, failure: null };
  });
}

/**
 * Says a scheduled post of the viewer otherwise, and gives it another time where one is given. The row is held against the job that
 * publishes it: either the new words are published, or this is refused since it is out already.
 * @throws Refusal 404; 422 as `schedulePost`
 */
export async function rewordPost(ctx: Context, id: Id, said: Rewording, at: Date | undefined): Promise<ScheduledPost> {
  const before = await getScheduled(ctx, id);
  if (at !== undefined) refuseTime(ctx, at);
  await rehearse(ctx, reworded(before.draft, said));
  return transaction(ctx, async (tx) => {
    if (at !== undefined) await refuseBeyond(tx, actor(ctx), at, id);
    const post = await selectScheduledForChange(tx, id);
    if (post === undefined) throw notFound();
    const draft = reworded(post.draft, said);
    await updateDraft(tx, id, draft);
    // What is no longer shown is its author's for another day; what is, for as long as it waits.
    await holdMedia(tx, post, tx.now(), 1);
    await holdMedia(tx, { ...post, draft }, at ?? post.scheduledAt);
    if (at === undefined) return { ...post, draft };
    await updateScheduled(tx, id, at);
    await order(tx, id, at);
    return { ...post, draft, scheduledAt: at, failure: null };
  });
}

function reworded(draft: Draft, { poll, ...said }: Rewording): Draft {
  const changed = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { ...draft, ...changed, ...(poll !== undefined && { poll: poll ?? undefined }) };
}

/** Its attachments are kept until it is posted, or was not and is forgotten. */
async function holdMedia(tx: Context, { accountId, draft }: ScheduledPost, at: Date, days = FAILED_DAYS): Promise<void> {
  await holdUploads(tx, { ownerId: accountId, ids: draft.mediaIds ?? [], until: new Date(at.getTime() + days * 86_400_000) });
}

/** Takes a scheduled post of the viewer back. @throws Refusal 404 */
export async function unschedulePost(ctx: Context, id: Id): Promise<void> {
  await getScheduled(ctx, id);
  await transaction(ctx, async (tx) => {
    const post = await selectScheduledForChange(tx, id);
    if (post === undefined) throw notFound();
    await deleteScheduled(tx, id);
    await holdMedia(tx, post, tx.now(), 1);
    // Its job finds nothing to do now, instead of waiting for years.
    await order(tx, id, tx.now());
  });
}

/**
 * Posts what is due. Its row goes in the transaction in which the post is written, so it is written once, whoever else tries
 * and whenever the process ends. Safe to repeat.
 */
export async function publish(ctx: Context, { id }: { id: Id }): Promise<void> {
  const due = await selectScheduled(ctx, id);
  if (due === undefined || due.failure !== null) return;
  if (!(await mayStillPost(ctx, due.accountId))) return drop(ctx, due);
  try {
    await transaction(ctx, (tx) => write(tx, id));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await keepFailed(ctx, id, error.message);
  }
}

async function write(tx: Context, id: Id): Promise<void> {
  const post = await selectScheduledForChange(tx, id);
  if (post === undefined || post.failure !== null) return;
  // Put off while this job began.
  if (post.scheduledAt > tx.now()) return order(tx, id, post.scheduledAt);
  const facts = await createPost(viewedBy(tx, { kind: 'account', id: post.accountId }), post.draft);
  await updateKeyOfScheduled(tx, id, facts.id);
  await deleteScheduled(tx, id);
}

async function mayStillPost(ctx: Context, accountId: Id): Promise<boolean> {
  return (await readAccounts(ctx, [accountId])).get(accountId)?.standing === 'active';
}

/** Of an account that may not post any more. */
async function drop(ctx: Context, { id, accountId }: ScheduledPost): Promise<void> {
  await transaction(ctx, (tx) => deleteScheduled(tx, id));
  ctx.log.warn({ scheduledId: id, accountId }, 'a scheduled post was dropped: its author may not post');
}

/** Their words are the author's: they stay in the list of scheduled posts, under the time that has passed, with the reason. */
async function keepFailed(ctx: Context, id: Id, reason: string): Promise<void> {
  await transaction(ctx, (tx) => updateFailure(tx, id, reason));
  ctx.log.warn({ scheduledId: id, reason }, 'a scheduled post could not be posted');
}

/** Removes what could not be posted and was left. */
export function forgetFailed(ctx: Context): Promise<void> {
  return deleteFailed(ctx, new Date(ctx.now().getTime() - FAILED_DAYS * 86_400_000));
}
