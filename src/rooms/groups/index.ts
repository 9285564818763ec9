/**
 * groups: people who belong together for something, and their sub-groups for a while.
 * Owns: groups with their page, rules, members, stewards and introductions; the map of sub-groups; lifespans, digests and what
 *   dissolving leaves; the log, which only grows; the stream `groups`.
 * Promises: whoever is not in a group finds nothing of what is in it, nor that a secret one is there; nobody has a right that
 *   others cannot have, its founder least of all; a sub-group is on the map of its parent, or the choice that it is not is;
 *   what ends is warned of, ends once and never early, and leaves what members approved and nothing else.
 * Does not do: conversations (#chats, one is bound to each group); posts (#posts asks who is in a group); decisions and help,
 *   which stand above it and write in its log.
 * For authors of clients: docs/groups.md.
 */
export { log } from './commands/log.ts';
export { adoptRules, dismissSteward } from './commands/steer.ts';
export { believedTime, turnByClock, turnDue } from './commands/turn.ts';
export { checkMayWrite } from './commands/write.ts';
export { groupDissolved, memberLeft } from './events.ts';
export { exportGroups } from './reads/export.ts';
export { findGroup, getInside, holdGroup, holdInside } from './reads/groups.ts';
export { GroupReply, ItemReply, LogReply, MapReply, MemberReply } from './presenter.ts';
export { readDigest, readLog, readMap, readPeople, readShelf, showGroup } from './reads/show.ts';
export { SteadyClock, TOLERANCE_MS } from './steady-clock.ts';
export type { GroupFacts, LogEntry } from './types.ts';
