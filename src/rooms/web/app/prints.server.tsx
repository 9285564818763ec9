/**
 * Pages with posts for visitors: first the page with a mark where each post stands, then the posts, most of which were drawn before
 * for another page (`../prints.ts`).
 */

import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { StaticRouter } from 'react-router';
import { getLocale } from './paraglide/runtime.js';
import { PlaceContext, PlainPost } from './parts/post.tsx';
import type { PostProps } from './parts/post.tsx';
import { LookOf } from './parts/settings/look.tsx';
import type { Look } from './parts/settings/look.tsx';
import type { Prints } from './visit.ts';

/** Nothing that people write comes through React with a bracket in it, so a mark can only be one of ours. */
const MARK = /<slot name="(\d+)"><\/slot>/g;

/** Draws for visitors, in the language that is being spoken. */
export function drawWithPosts(node: ReactNode, prints: Prints | undefined, look: Look): string {
  const posts: PostProps[] = [];
  const mark = (props: PostProps): ReactNode => <slot name={String(posts.push(props) - 1)} />;
  const html = renderToStaticMarkup(<PlaceContext value={mark}>{node}</PlaceContext>);
  return html.replace(MARK, (_all, at: string) => printOf(posts[Number(at)] as PostProps, prints, look));
}

function printOf(props: PostProps, prints: Prints | undefined, look: Look): string {
  const make = (): string => renderToStaticMarkup(<StaticRouter location="/"><LookOf value={look}><PlainPost {...props} /></LookOf></StaticRouter>);
  const { post, acts, onVote, ...rest } = props;
  if (prints === undefined || acts !== undefined || onVote !== undefined) return make();
  // The year is that of the reading: a day of this year is written without it.
  return prints.print(post, JSON.stringify([getLocale(), new Date().getFullYear(), look, rest]), make);
}
