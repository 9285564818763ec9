/** A list of posts for whoever is here: pages on the rail for visitors, one live list for members. */

import type { ReactNode } from 'react';
import type { Source } from '../client/timeline.ts';
import type { Post as PostEntity } from '../entities.ts';
import { useHere } from '../here.tsx';
import { LiveList } from './live-list.tsx';
import { Stretch } from './stretch.tsx';

export function PostsList({ source, posts, older, newer, label, live, empty }: {
  /** The list as a member's browser goes on with it. */
  source: Source<PostEntity>;
  posts: readonly PostEntity[]; older: string | undefined; newer: string | undefined; label: string;
  /** The address of its live inserts for visitors. */
  live: string | undefined; empty: ReactNode;
}) {
  const { me, origin } = useHere();
  // Who came by an address in the middle of a list reads pages, as visitors do.
  if (me === undefined || newer !== undefined) return <Stretch posts={posts} older={older} newer={newer} origin={origin} label={label} live={me === undefined ? live : undefined} empty={empty} />;
  return <LiveList key={source.key} source={source} posts={posts} older={older} label={label} empty={empty} />;
}
