import { readAccounts, findAccounts, viewerSets } from '#accounts';
import type { AccountFacts, ViewerSets } from '#accounts';
import { findEmojis, readAttachments } from '#media';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';
import { SYSTEM, houseOf, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { factsOf } from '../facts.ts';
import { findPostGroup, membersFor, namedGroup } from '../groups.ts';
import { selectPolls } from '../queries/polls.ts';
import { selectPosts } from '../queries/posts.ts';
import { maySeePost } from '../rules.ts';
import type { PostRow } from '../schema.ts';
import { postsState } from '../state.ts';
import type { Carried, PostFacts, PostGroup } from '../types.ts';

/**
 * The posts with these ids that the viewer of `ctx` may see, in the order of `ids`. What is not there, may not be seen, or
 * reposts something that may not be seen is left out. Answers at once when everything is in memory.
 */
export function readPosts(ctx: Context, ids: readonly Id[]): PostFacts[] | Promise<PostFacts[]> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : viewerSets(ctx, viewer);
  if (sets instanceof Promise) return readCold(ctx, ids);
  const { posts } = postsState(ctx);
  const seen: PostFacts[] = [];
  const people: Id[] = [];
  for (const id of ids) {
    const facts = posts.get(id);
    if (facts === undefined) return readCold(ctx, ids);
    const original = facts.repostOfId === undefined ? undefined : posts.get(facts.repostOfId);
    if (facts.repostOfId !== undefined && original === undefined) return readCold(ctx, ids);
    const members = facts.groupId === undefined ? undefined : membersFor(ctx, facts);
    if (members instanceof Promise) return readCold(ctx, ids);
    if (!maySee(ctx, facts, original, { sets, members })) continue;
    seen.push(facts);
    people.push(facts.authorId);
    if (facts.repostOfAuthorId !== undefined) people.push(facts.repostOfAuthorId);
  }
  if (ctx.viewer.kind === 'system') return seen;
  const authors = findAccounts(ctx, people);
  if (authors instanceof Promise) return authors.then((found) => withoutHidden(seen, people, found));
  return withoutHidden(seen, people, authors);
}

/** The post, if the viewer may see it. @throws Refusal 404 otherwise, whatever the reason */
export async function getPost(ctx: Context, id: Id): Promise<PostFacts> {
  const [facts] = await readPosts(ctx, [id]);
  if (facts === undefined) throw notFound();
  return facts;
}

/** The same, but of a repost the post itself: what likes, answers and bookmarks are meant for. */
export async function getOriginal(ctx: Context, id: Id): Promise<PostFacts> {
  const facts = await getPost(ctx, id);
  return facts.repostOfId === undefined ? facts : getPost(ctx, facts.repostOfId);
}

/** Facts without any rule, for listeners: the caller decides who is told. */
export function postFacts(ctx: Context, ids: readonly Id[]): PostFacts[] | Promise<PostFacts[]> {
  return readPosts(viewedBy(ctx, SYSTEM), ids);
}

/**
 * Facts by id, from memory or PostgreSQL, with those of the posts that they repost. Read outside the caller's
 * transaction: what it has not committed yet must not reach the memory that everybody shares.
 */
async function loadPosts(ctx: Context, ids: readonly Id[]): Promise<Map<Id, PostFacts>> {
  const outside = houseOf(ctx).context(SYSTEM);
  const { posts } = postsState(ctx);
  const fetch = async (missing: Id[]): Promise<Map<Id, PostFacts>> => {
    const rows = await selectPosts(outside, missing);
    const [people, carried] = await Promise.all([
      readAccounts(outside, [...new Set(rows.flatMap((row) => [row.author_id, ...row.mentioned_ids]))]),
      readCarried(outside, rows),
    ]);
    const { origin } = houseOf(ctx).config;
    return new Map(rows.map((row) => [row.id, factsOf(row, people, origin, carried.get(row.id) ?? {})]));
  };
  const found = await posts.loadMany(ids, fetch);
  const originals = [...found.values()].flatMap((facts) => facts.repostOfId ?? []).filter((id) => !found.has(id));
  if (originals.length === 0) return found;
  return new Map([...found, ...(await posts.loadMany(originals, fetch))]);
}

/** What posts carry besides their rows. */
async function readCarried(outside: Context, rows: readonly PostRow[]): Promise<Map<Id, Carried>> {
  const polled = rows.filter((row) => row.has_poll).map(({ id }) => id);
  const [found, media, groups] = await Promise.all([
    polled.length === 0 ? [] : selectPolls(outside, polled),
    readAttachments(outside, rows.flatMap((row) => row.media_ids)),
    readGroups(outside, rows.flatMap((row) => row.group_id ?? [])),
  ]);
  const polls = new Map(found.map((poll) => [poll.postId, poll]));
  return new Map(
    rows.map((row) => [
      row.id,
      {
        poll: polls.get(row.id), group: row.group_id === null ? undefined : namedGroup(groups.get(row.group_id)),
        media: row.media_ids.flatMap((id) => media.get(id) ?? []), emojis: findEmojis(outside, [row.html, row.spoiler]),
      },
    ]),
  );
}

async function readCold(ctx: Context, ids: readonly Id[]): Promise<PostFacts[]> {
  const viewer = viewerId(ctx);
  const [sets, found] = await Promise.all([viewer === undefined ? undefined : viewerSets(ctx, viewer), loadPosts(ctx, ids)]);
  const groups = await readGroups(ctx, ids.flatMap((id) => found.get(id)?.groupId ?? []));
  const seen = ids.flatMap((id) => {
    const facts = found.get(id);
    if (facts === undefined) return [];
    const original = facts.repostOfId === undefined ? undefined : found.get(facts.repostOfId);
    if (facts.repostOfId !== undefined && original === undefined) return [];
    const members = facts.groupId === undefined ? undefined : groups.get(facts.groupId)?.inside;
    return maySee(ctx, facts, original, { sets, members }) ? [facts] : [];
  });
  if (ctx.viewer.kind === 'system') return seen;
  const people = seen.flatMap((facts) => [facts.authorId, facts.repostOfAuthorId ?? facts.authorId]);
  return withoutHidden(seen, people, await findAccounts(ctx, people));
}

/** Groups by their ids; those that are over are left out. */
async function readGroups(ctx: Context, ids: readonly Id[]): Promise<ReadonlyMap<Id, PostGroup>> {
  const found = await Promise.all([...new Set(ids)].map((id) => findPostGroup(ctx, id)));
  return new Map(found.flatMap((group) => (group === undefined ? [] : [[group.id, group] as const])));
}

interface Sight {
  readonly sets: ViewerSets | undefined;
  /** Of the group of the post. */
  readonly members: IdSet | undefined;
}

function maySee(ctx: Context, facts: PostFacts, original: PostFacts | undefined, { sets, members }: Sight): boolean {
  if (ctx.viewer.kind === 'system') return true;
  const viewer = viewerId(ctx);
  // What is of a group is passed on by nobody.
  return maySeePost(facts, viewer, sets, members) && (original === undefined || maySeePost(original, viewer, sets, undefined));
}

/** Leaves out posts and reposts of accounts that nobody may see: `findAccounts` left them out of `authors`. */
function withoutHidden(seen: PostFacts[], asked: readonly Id[], authors: readonly AccountFacts[]): PostFacts[] {
  if (authors.length === asked.length) return seen;
  const shown = new Set(authors.map(({ id }) => id));
  return seen.filter(({ authorId, repostOfAuthorId }) => shown.has(authorId) && (repostOfAuthorId === undefined || shown.has(repostOfAuthorId)));
}
