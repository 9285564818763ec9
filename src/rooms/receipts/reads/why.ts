/** "Why is this here, why not?": the verdict of the list's own rule on one post, and what it looked at. */

import { findAccounts, getList, viewerSets } from '#accounts';
import type { ViewerSets } from '#accounts';
import { encodePost, readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { isInProfile, verdictAtHome, verdictInList, verdictInPublic, verdictInTag } from '#timelines';
import type { ListRule, Verdict } from '#timelines';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { invalid, notFound } from '#kit/errors.ts';
import { canonicalTag } from '#kit/text.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';

/** Of rules, and of what no rule is asked about. */
export type WhyRule = ListRule | 'not-there';

export interface Why {
  readonly here: boolean;
  readonly rule: WhyRule;
  /** Undefined where nothing is there that the reader may see. */
  readonly post: PostFacts | undefined;
  readonly author: string | undefined;
  /** Whom it answers, or whose post it passes on. */
  readonly other: string | undefined;
  /** Tags that the reader follows and that it has. */
  readonly tags: readonly string[];
  /** Filters of the reader that hide it, by their titles. */
  readonly hiddenBy: readonly string[];
}

const NOWHERE: Why = { here: false, rule: 'not-there', post: undefined, author: undefined, other: undefined, tags: [], hiddenBy: [] };

/** The post that an address names: of its page here, or its id. */
function idIn(ctx: Context, address: string): Id | undefined {
  const text = address.trim();
  const whole = parseId(text);
  if (whole !== undefined) return whole;
  const url = URL.parse(text, houseOf(ctx).config.origin);
  if (url === null || url.origin !== new URL(houseOf(ctx).config.origin).origin) return undefined;
  // The last part of a path that is a number, whichever of a post's addresses it is.
  return parseId(url.pathname.split('/').findLast((part) => /^\d{1,16}$/.test(part)) ?? '');
}

/** Why a post is in a list of the viewer's, or is not. @param list `home`, `public`, `tags/…`, `lists/…`, `accounts/…` @throws Refusal 404 for the list, 422 */
export async function readWhy(ctx: Context, list: string, address: string): Promise<Why> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const verdictOf = await judgeOf(ctx, list, { viewer, sets });
  const id = idIn(ctx, address);
  const [post] = id === undefined ? [] : await readPosts(ctx, [id]);
  if (post === undefined) return NOWHERE;
  const verdict = verdictOf(post);
  const [people, hiddenBy] = await Promise.all([namesOf(ctx, post), hidingFilters(ctx, post)]);
  return { ...verdict, post, ...people, tags: sets?.tags === undefined ? [] : post.tagKeys.filter((key) => sets.tags?.has(key)), hiddenBy };
}

interface Judging {
  readonly viewer: Id | undefined;
  readonly sets: ViewerSets | undefined;
}

async function judgeOf(ctx: Context, list: string, { viewer, sets }: Judging): Promise<(post: PostFacts) => Verdict> {
  const [kind = '', of = ''] = list.split('/');
  if (kind === 'public' || kind === 'local') return (post) => verdictInPublic(post, viewer, sets);
  if (kind === 'tags') {
    const key = canonicalTag(of.replace(/^#/, ''));
    return (post) => verdictInTag(post, [key], viewer, sets);
  }
  if (kind === 'accounts') return (post) => profileVerdict(post, parseId(of));
  if (viewer === undefined || sets === undefined) throw notFound();
  if (kind === 'home') return (post) => verdictAtHome(post, viewer, sets);
  if (kind !== 'lists') throw invalid('Validation failed: there is no such list');
  const found = await getList(ctx, parseId(of) ?? 0);
  return (post) => verdictInList(post, viewer, sets, found);
}

function profileVerdict(post: PostFacts, authorId: Id | undefined): Verdict {
  const isOf = post.authorId === authorId && isInProfile(post, {});
  return { here: isOf, rule: isOf ? 'listed' : 'not-listed' };
}

async function namesOf(ctx: Context, { authorId, repostOfAuthorId, replyToAuthorId }: PostFacts): Promise<Pick<Why, 'author' | 'other'>> {
  const otherId = repostOfAuthorId ?? replyToAuthorId;
  const found = new Map((await findAccounts(ctx, otherId === undefined ? [authorId] : [authorId, otherId])).map(({ id, username }) => [id, `@${username}`]));
  return { author: found.get(authorId), other: otherId === undefined ? undefined : found.get(otherId) };
}

interface Filtered {
  readonly filtered?: readonly { readonly filter: { readonly title: string; readonly filter_action: string } }[];
}

/** Filters leave nothing out of a list: the reader's app hides what they find. */
export async function hidingFilters(ctx: Context, post: PostFacts): Promise<string[]> {
  const { filtered = [] } = JSON.parse(String(await encodePost(ctx, post))) as Filtered;
  return filtered.filter(({ filter }) => filter.filter_action === 'hide').map(({ filter }) => filter.title);
}
