import { forbidden, gone, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import * as events from '../events.ts';
import { lockAccounts } from '../queries/accounts.ts';
import { deleteEndorsement } from '../queries/people.ts';
import * as queries from '../queries/relations.ts';
import type { FollowValues, RelationRow } from '../queries/relations.ts';
import { maySeeAccount, tidyLanguages } from '../rules.ts';
import type { AccountRow } from '../schema.ts';
import type { FollowWishes } from '../types.ts';
import { mayFollowUnasked } from '../unasked.ts';
import { count } from './accounts.ts';
import { leaveLists } from './lists.ts';

/** The two accounts of an act, locked in order of id, and what is between them. */
interface Between {
  readonly tx: Context;
  readonly me: Id;
  readonly target: AccountRow;
  readonly relation: RelationRow;
}

/**
 * Runs an act between the viewer and another account. With both rows locked, a follow and a block that come together happen
 * one after the other, and the counters are those of the rows.
 *
 * @throws Refusal 404, 410, or 422 for the viewer itself
 */
export async function between(ctx: Context, targetId: Id, act: (at: Between) => Promise<void>): Promise<void> {
  const me = viewerId(ctx);
  if (me === undefined) throw forbidden();
  if (me === targetId) throw invalid('Validation failed: this is your own account');
  return transaction(ctx, async (tx) => {
    const rows = await lockAccounts(tx, [me, targetId]);
    const target = rows.find(({ id }) => id === targetId);
    if (target === undefined || target.standing === 'deleted' || target.standing === 'pending') throw notFound();
    const [relation] = await queries.selectRelations(tx, me, [targetId], tx.now());
    if (relation === undefined) throw notFound();
    await act({ tx, me, target, relation });
  });
}

/** Follows, asks to follow a locked account, or changes what is wanted of one already followed. @throws Refusal 403 after a block */
export function follow(ctx: Context, targetId: Id, wishes: FollowWishes = {}): Promise<void> {
  return between(ctx, targetId, async ({ tx, me, target, relation }) => {
    const pair = { followerId: me, targetId };
    const values = valuesOf(relation, wishes);
    const isAwaited = target.locked && relation.follow_id === null && (await mayFollowUnasked(tx, me, targetId));
    if (relation.follow_id !== null) {
      await queries.updateFollow(tx, pair, values);
      tx.emit(events.followChanged, pair);
    } else if (relation.requested && !isAwaited) await queries.updateFollowRequest(tx, pair, values);
    else if (relation.blocking || relation.blocked_by) throw forbidden();
    else if (!maySeeAccount(target.standing)) throw gone('This account is suspended');
    else if (target.locked && !isAwaited) {
      await queries.insertFollowRequest(tx, { id: newId(tx), ...pair, ...values });
      tx.emit(events.followRequested, pair);
    } else {
      // What was asked for before is answered with it.
      if (relation.requested && (await queries.deleteFollowRequest(tx, pair)) !== undefined) tx.emit(events.followRequestSettled, { ...pair, accepted: true });
      await addFollow(tx, pair, { values, requested: relation.requested });
    }
  });
}

function valuesOf(row: RelationRow, { showReposts, notify, languages }: FollowWishes): FollowValues {
  const tidy = languages === undefined ? row.languages : tidyLanguages(languages);
  return { showReposts: showReposts ?? row.show_reposts ?? true, notify: notify ?? row.notify ?? false, languages: tidy };
}

type Pair = { followerId: Id; targetId: Id };

async function addFollow(tx: Context, pair: Pair, { values, requested }: { values: FollowValues; requested: boolean }): Promise<void> {
  await Promise.all([
    queries.insertFollow(tx, { id: newId(tx), ...pair, ...values }),
    count(tx, pair.followerId, { following: 1 }),
    count(tx, pair.targetId, { followers: 1 }),
  ]);
  tx.emit(events.followed, { ...pair, requested });
}

/** With both accounts locked: the follow is gone, with its places in lists, counted and told. */
export async function removeFollow(tx: Context, pair: Pair): Promise<void> {
  if ((await queries.deleteFollow(tx, pair)) === undefined) return;
  await deleteEndorsement(tx, { accountId: pair.followerId, targetId: pair.targetId });
  await Promise.all([
    leaveLists(tx, pair.followerId, pair.targetId),
    count(tx, pair.followerId, { following: -1 }),
    count(tx, pair.targetId, { followers: -1 }),
  ]);
  tx.emit(events.unfollowed, pair);
}

/** With both accounts locked: the request is gone and told. */
export async function removeRequest(tx: Context, pair: Pair): Promise<void> {
  if ((await queries.deleteFollowRequest(tx, pair)) !== undefined) tx.emit(events.followRequestSettled, { ...pair, accepted: false });
}

/** Ends a follow or takes back the request for one. Safe to repeat. */
export function unfollow(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, async ({ tx, me }) => {
    const pair = { followerId: me, targetId };
    await removeFollow(tx, pair);
    await removeRequest(tx, pair);
  });
}

/** Takes a follower away; that person is not told. Safe to repeat. */
export function removeFollower(ctx: Context, followerId: Id): Promise<void> {
  return between(ctx, followerId, ({ tx, me }) => removeFollow(tx, { followerId, targetId: me }));
}

/** @throws Refusal 404 when there is no such request */
export function authorizeRequest(ctx: Context, followerId: Id): Promise<void> {
  return between(ctx, followerId, async ({ tx, me }) => {
    const pair = { followerId, targetId: me };
    const wanted = await queries.deleteFollowRequest(tx, pair);
    if (wanted === undefined) throw notFound();
    tx.emit(events.followRequestSettled, { ...pair, accepted: true });
    const values = { showReposts: wanted.show_reposts, notify: wanted.notify, languages: wanted.languages };
    await addFollow(tx, pair, { values, requested: true });
  });
}

/** @throws Refusal 404 when there is no such request */
export function rejectRequest(ctx: Context, followerId: Id): Promise<void> {
  return between(ctx, followerId, async ({ tx, me, relation }) => {
    if (!relation.requested_by) throw notFound();
    await removeRequest(tx, { followerId, targetId: me });
  });
}

/** Neither sees the other from now on; follows and requests between the two end. Safe to repeat. */
export function block(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, async ({ tx, me, relation }) => {
    if (relation.blocking) return;
    await queries.insertBlock(tx, { id: newId(tx), accountId: me, targetId });
    for (const pair of [{ followerId: me, targetId }, { followerId: targetId, targetId: me }]) {
      await removeFollow(tx, pair);
      await removeRequest(tx, pair);
    }
    tx.emit(events.blocked, { accountId: me, targetId });
  });
}

/** Safe to repeat. */
export function unblock(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, async ({ tx, me }) => {
    if (await queries.deleteBlock(tx, { accountId: me, targetId })) tx.emit(events.unblocked, { accountId: me, targetId });
  });
}

/** `seconds` 0: until it is taken back. Repeating changes it. */
export function mute(ctx: Context, targetId: Id, { notifications, seconds }: { notifications: boolean; seconds: number }): Promise<void> {
  return between(ctx, targetId, async ({ tx, me }) => {
    const expiresAt = seconds === 0 ? null : new Date(tx.now().getTime() + seconds * 1000);
    await queries.upsertMute(tx, { id: newId(tx), accountId: me, targetId, notifications, expiresAt });
    tx.emit(events.muted, { accountId: me, targetId });
  });
}

/** Safe to repeat. */
export function unmute(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, async ({ tx, me }) => {
    if (await queries.deleteMute(tx, { accountId: me, targetId })) tx.emit(events.unmuted, { accountId: me, targetId });
  });
}

/** Keeps a private remark about somebody; an empty one is none. */
export function writeNote(ctx: Context, targetId: Id, comment: string): Promise<void> {
  return between(ctx, targetId, ({ tx, me }) => queries.upsertNote(tx, { accountId: me, targetId, comment }));
}

const BATCH = 500;

/** Removes the mutes whose time is over; higher rooms hear of each. */
export async function endMutes(ctx: Context): Promise<void> {
  for (;;) {
    const ended = await transaction(ctx, async (tx) => {
      const gone = await queries.deleteExpiredMutes(tx, tx.now(), BATCH);
      for (const act of gone) tx.emit(events.unmuted, act);
      return gone.length;
    });
    if (ended < BATCH) return;
  }
}
