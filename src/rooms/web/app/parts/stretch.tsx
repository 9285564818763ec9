/** A page of posts on the rail, with the ways to the pages around it: whole without script. */

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import * as m from '../paraglide/messages.js';
import { useSeed } from '../client/posts.ts';
import type { Post as PostEntity } from '../entities.ts';
import { Arrivals } from './arrivals.tsx';
import { Post } from './post.tsx';
import { Rail } from './rail.tsx';
import css from './stretch.module.css';

/** The foot of a list: how far it goes, and the way on. */
export function Onward({ older }: { older: string | undefined }) {
  if (older === undefined) return <p>{m.rail_complete()} {m.list_end()}</p>;
  return <><p>{m.rail_complete()}</p><p className={css['way']}><Link className="button" to={older} rel="next" data-older="">{m.older()}</Link></p></>;
}

export function Stretch({ posts, older, newer, origin, label, live, empty, ticks = true }: {
  posts: readonly PostEntity[]; older: string | undefined; newer: string | undefined; origin: string; label: string; live?: string | undefined; empty: ReactNode;
  /** False where the order is not that of writing. */
  ticks?: boolean;
}) {
  useSeed(posts);
  if (posts.length === 0 && newer === undefined && live === undefined) return <>{empty}</>;
  const items = posts.map((post) => ({ key: post.id, at: post.created_at, node: <Post post={post} origin={origin} dated={!ticks} /> }));
  const isTop = live !== undefined && newer === undefined;
  return (
    <Rail items={items} label={label} ticks={ticks} {...(isTop && { live })}
      head={<>{isTop && <Arrivals />}{newer !== undefined && <p className={css['way']}><Link className="button" to={newer} rel="prev">{m.newer()}</Link></p>}{posts.length === 0 && empty}</>}
      foot={<Onward older={older} />} />
  );
}
