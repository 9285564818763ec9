import { useMemo } from 'react';
import { redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readPosts, readThread } from '#posts';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { useSeed } from '../client/posts.ts';
import * as m from '../paraglide/messages.js';
import type { Post as PostEntity } from '../entities.ts';
import { headOf, linkedPost, pictureOf, summaryOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { Arrivals } from '../parts/arrivals.tsx';
import { nameAmongWords, nameOf, profilePath } from '../parts/name.tsx';
import { Page } from '../parts/page.tsx';
import { Check } from '../parts/receipts/check.tsx';
import { Post, postPath } from '../parts/post.tsx';
import { Rail } from '../parts/rail.tsx';
import { liveAddress, presentPosts } from '../posts.server.ts';
import { useHere } from '../here.tsx';

/** Deeper answers stand at the same step: a phone has no room for more. */
const DEEPEST = 6;

export const loader = page(async ({ visit, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined || params['handle']?.startsWith('@') !== true) throw notFound();
  const [facts] = await readPosts(visit.ctx, [id]);
  if (facts === undefined) throw notFound();
  const live = liveAddress(visit, 'thread', String(facts.rootId));
  const { ancestors, descendants } = facts.repostOfId === undefined ? await readThread(visit.ctx, id) : { ancestors: [], descendants: [] };
  const posts = await presentPosts(visit, [...ancestors, facts, ...descendants]);
  const post = posts[ancestors.length];
  if (post === undefined) throw notFound();
  const shown = post.reblog ?? post;
  // One address lasts: that of the post itself, under the name of who wrote it.
  const path = postPath(shown as PostEntity);
  if (decodeURI(`/${params['handle']}/${id}`) !== path) throw redirect(path, 301);
  return { above: posts.slice(0, ancestors.length), post, below: posts.slice(ancestors.length + 1), live, head: headFor(visit, post) };
});

function headFor(visit: Parameters<typeof headOf>[0], post: PostEntity): MetaDescriptor[] {
  const { account } = post;
  const path = postPath(post);
  const name = nameOf(account);
  const hidden = account.noindex || post.visibility !== 'public';
  const oembed = `${visit.origin}/api/oembed?url=${encodeURIComponent(visit.origin + path)}`;
  const open = post.visibility === 'public' || post.visibility === 'unlisted';
  return headOf(visit, {
    title: m.post_title({ name }), description: summaryOf(post.spoiler_text || post.content) || m.post_by({ name }), path, type: 'article', hidden,
    image: pictureOf(post) ?? { url: account.avatar_static, description: name }, linked: linkedPost(post),
    more: [
      { property: 'article:published_time', content: post.created_at }, { property: 'article:author', content: account.url },
      ...(open ? [{ tagName: 'link', rel: 'alternate', type: 'application/json+oembed', href: oembed, title: m.post_title({ name }) } as const] : []),
    ],
  });
}

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

/** How many answers lie between a post and the one the page is about. */
function depths(post: PostEntity, below: readonly PostEntity[]): Map<string, number> {
  const found = new Map([[post.id, 0]]);
  for (const one of below) found.set(one.id, Math.min(DEEPEST, (found.get(one.in_reply_to_id ?? '') ?? 0) + 1));
  return found;
}

export default function Thread() {
  const { above, post, below, live } = useLoaderData<typeof loader>();
  useSeed(useMemo(() => [...above, post, ...below], [above, post, below]));
  const { origin } = useHere();
  const depth = depths(post, below);
  const items = [
    ...above.map((one) => ({ key: one.id, at: one.created_at, node: <Post post={one} origin={origin} threaded={one.in_reply_to_id !== null} dated /> })),
    { key: post.id, at: post.created_at, depth: 0, node: <Post post={post} origin={origin} place="focus" threaded={above.length > 0} /> },
    ...below.map((one) => ({ key: one.id, at: one.created_at, depth: depth.get(one.id) ?? 1, node: <Post post={one} origin={origin} threaded /> })),
  ];
  return (
    <Page heading={m.post_title({ name: nameOf(post.account) })} unseenHeading>
      <Rail items={items} label={m.thread_label()} order="thread" ticks={false} {...(live !== undefined && { live })}
        head={live !== undefined && <Arrivals />} foot={<p>{below.length === 0 ? m.thread_no_answers() : m.thread_complete()} <a href={profilePath(post.account)}>{m.thread_more_of({ name: nameAmongWords(post.account) })}</a> <Check list={`posts/${post.id}/thread`} inline /></p>} />
    </Page>
  );
}
