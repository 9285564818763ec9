import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { encodePost, readPosts } from '#posts';
import { presentOpenPost } from './presenter.ts';
import type { OpenPost } from './types.ts';

/** A public or unlisted post of this author, as a visitor sees it, whoever asks. @throws Refusal 404 for any other */
export async function readOpenPost(ctx: Context, username: string, id: string): Promise<OpenPost> {
  const visitor = viewedBy(ctx, VISITOR);
  const number = parseId(id);
  if (number === undefined) throw notFound();
  const [facts] = await readPosts(visitor, [number]);
  if (facts === undefined || facts.repostOfId !== undefined) throw notFound();
  const post = presentOpenPost(JSON.parse((await encodePost(visitor, facts)).toString()));
  if (post.author.username !== username.toLowerCase()) throw notFound();
  return post;
}
