import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';
import type { Standing } from './types.ts';

export const accountCreated = defineEvent<{ id: Id }>('accounts.accountCreated');
/** The profile: names, texts, pictures, choices. Not the counters. */
export const accountChanged = defineEvent<{ id: Id }>('accounts.accountChanged');
export const standingChanged = defineEvent<{ id: Id; standing: Standing }>('accounts.standingChanged');

/** The counters as they are now. `exact` false: told by another process, by the time of telling maybe out of date. */
export const accountCounted = defineEvent<{
  id: Id;
  followers: number;
  following: number;
  posts: number;
  lastPostAt: string | null;
  exact: boolean;
}>('accounts.accountCounted');

/** `requested`: the follower had asked for it, and the target has said yes. */
export const followed = defineEvent<{ followerId: Id; targetId: Id; requested: boolean }>('accounts.followed');
/** The same of several at once, none of whom had been asked. */
export const followedMany = defineEvent<{ followerId: Id; targetIds: readonly Id[] }>('accounts.followedMany');
/** Reposts, bell or languages of a follow. */
export const followChanged = defineEvent<{ followerId: Id; targetId: Id }>('accounts.followChanged');
export const followRequested = defineEvent<{ followerId: Id; targetId: Id }>('accounts.followRequested');
/** Answered, taken back, or ended by a block. */
export const followRequestSettled = defineEvent<{ followerId: Id; targetId: Id; accepted: boolean }>(
  'accounts.followRequestSettled',
);
export const unfollowed = defineEvent<{ followerId: Id; targetId: Id }>('accounts.unfollowed');
export const blocked = defineEvent<{ accountId: Id; targetId: Id }>('accounts.blocked');
export const unblocked = defineEvent<{ accountId: Id; targetId: Id }>('accounts.unblocked');
/** Which tag is nobody else's affair. */
export const tagFollowed = defineEvent<{ accountId: Id }>('accounts.tagFollowed');
export const tagUnfollowed = defineEvent<{ accountId: Id }>('accounts.tagUnfollowed');
/** A list was made, renamed, filled, emptied or deleted. */
export const listChanged = defineEvent<{ id: Id; accountId: Id }>('accounts.listChanged');
export const muted = defineEvent<{ accountId: Id; targetId: Id }>('accounts.muted');
export const unmuted = defineEvent<{ accountId: Id; targetId: Id }>('accounts.unmuted');
