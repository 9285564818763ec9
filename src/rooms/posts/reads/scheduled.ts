import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectScheduled, selectScheduledPage } from '../queries/scheduled.ts';
import type { ScheduledPost } from '../types.ts';
import { cursorsOf } from './read-lists.ts';
import type { Cursors } from './read-lists.ts';

/** A scheduled post of the viewer. @throws Refusal 404 for another's */
export async function getScheduled(ctx: Context, id: Id): Promise<ScheduledPost> {
  const post = await selectScheduled(ctx, id);
  if (post === undefined || post.accountId !== viewerId(ctx)) throw notFound();
  return post;
}

/** A page of what the viewer has scheduled, the latest first. */
export async function readScheduled(ctx: Context, page: Page): Promise<{ posts: ScheduledPost[]; cursors: Cursors }> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) throw notFound();
  const posts = await selectScheduledPage(ctx, viewer, page);
  return { posts, cursors: cursorsOf(posts, page) };
}
