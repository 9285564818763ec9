/**
 * Accounts: who is here, and how people stand to each other.
 *
 * Owns: profiles and their pictures, names, standings, follows and requests for them, blocks, mutes, remarks, lists, followed tags, what a new
 * post of somebody is like; how people are found: directory, suggestions, recommendations (docs/people.md).
 * Promises: the counters are those of the rows; a block ends the follows between the two in the same moment; a list holds only
 *   whom its owner follows, and is not there for anybody else; facts, JSON, lists and viewer sets are answered synchronously
 *   once remembered, and what was written is in them when the writer is answered.
 * Does not do: sign-in, mail addresses, roles (auth); hide posts (posts and timelines ask the viewer's sets); rename anybody.
 */
export { countPost, createAccount, setStanding } from './commands/accounts.ts';
export { deleteAccount } from './commands/delete-account.ts';
export { followMany } from './commands/follow-many.ts';
export { addToList, createList, deleteList, removeFromList } from './commands/lists.ts';
export { blockDomain, unblockDomain } from './commands/people.ts';
export { block, follow, mute, unblock, unfollow, unmute } from './commands/relations.ts';
export { followTag, readFollowedTags, unfollowTag } from './commands/tag-follows.ts';
export { removeRelations } from './commands/remove-relations.ts';
export { accountChanged, blocked, followRequestSettled, followRequested, followed, followedMany, standingChanged, unfollowed } from './events.ts';
export { provideFeatured } from './featured.ts';
export { findList, getList, readLists, readMembers } from './lists.ts';
export { followersWithBell, unwantedBy, viewerSets } from './memory.ts';
export { readOwnAccount } from './own-account.ts';
export { readDirectory } from './people.ts';
export { AccountReply, ListReply, RelationshipReply, presentList, presentRelation, profileUrl } from './presenter.ts';
export { accountJson, cachedAccountJson, findAccounts, findByUsername, findByUsernames, getAccount, getByAddress, postingDefaults, readAccounts, readFollows, readRelations, searchByName, showAccounts } from './reads.ts';
export { usernameProblem } from './rules.ts';
export { provideFollowUnasked } from './unasked.ts';
export type { AccountJson } from './presenter.ts';
export type { ReadableAccounts } from './schema.ts';
export type { AccountFacts, ListFacts, QuotePolicy, Standing, ViewerSets } from './types.ts';
