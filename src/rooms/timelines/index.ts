/**
 * timelines: which posts are in which list, newest first.
 * Owns: home, public, tag and profile lists; the logs of ids in memory that they are merged from; the streams of posts.
 * Promises: home is complete and in strict order of time, without end; what is in memory equals PostgreSQL; every page is full
 *   unless the list ends; a stream shows what the list would show.
 * Does not do: say who may see a post (#posts does, at its exit); rank; keep anything per follower.
 */
export { fillPage } from './fill-page.ts';
export type { FilledPage } from './fill-page.ts';
export { selectTagIds } from './logs.ts';
export { readGroup, readHome, readList, readPinned, readProfile, readPublic, readTag } from './reads.ts';
export { isInProfile, isInPublic, isInTag, verdictAtHome, verdictInList, verdictInPublic, verdictInTag, wantedByTaste } from './rules.ts';
export type { ListRule, Listed, Verdict } from './rules.ts';
export { routePost } from './streams.ts';
