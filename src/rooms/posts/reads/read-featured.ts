import { getAccount, viewerSets } from '#accounts';
import type { AccountFacts } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectFeaturedAmong, selectFeaturedTags, selectUsedTags } from '../queries/featured-tags.ts';
import type { FeaturedTagRow } from '../queries/featured-tags.ts';
import type { TagFacts, TagMarks } from '../types.ts';
import { readTags } from './read-tags.ts';

/** Suggestions look at so many of the latest posts with a tag. */
const LATEST = 1000;
const SUGGESTED = 10;

interface Featured {
  readonly account: AccountFacts;
  readonly tags: readonly FeaturedTagRow[];
}

/** The tags on an account's profile; none for whom the account has blocked. @throws Refusal 404 or 410 */
export async function readFeatured(ctx: Context, accountId: Id): Promise<Featured> {
  const viewer = viewerId(ctx);
  const [account, sets] = [await getAccount(ctx, accountId), viewer === undefined ? undefined : await viewerSets(ctx, viewer)];
  const hidden = sets !== undefined && hasId(sets.blockedBy, accountId);
  return { account, tags: hidden ? [] : await selectFeaturedTags(ctx, accountId) };
}

/** One of the viewer's own. @throws Refusal 404 */
export async function getFeatured(ctx: Context, key: string): Promise<{ account: AccountFacts; tag: FeaturedTagRow }> {
  const viewer = viewerId(ctx) as Id;
  const [tag] = await selectFeaturedTags(ctx, viewer, key);
  if (tag === undefined) throw notFound();
  return { account: await getAccount(ctx, viewer), tag };
}

/** Tags that the viewer used most of late and does not feature. */
export async function readSuggestedTags(ctx: Context): Promise<TagFacts[]> {
  return readTags(ctx, await selectUsedTags(ctx, viewerId(ctx) as Id, { posts: LATEST, limit: SUGGESTED }));
}

/** What tags are to the viewer, by their keys; undefined for a visitor. */
export async function readTagMarks(ctx: Context, keys: readonly string[]): Promise<Map<string, TagMarks> | undefined> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) return undefined;
  const [sets, featured] = await Promise.all([viewerSets(ctx, viewer), selectFeaturedAmong(ctx, viewer, keys)]);
  return new Map(keys.map((key) => [key, { following: sets.tags?.has(key) ?? false, featuring: featured.includes(key) }]));
}
