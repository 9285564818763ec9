/** One post as everybody sees it; what a member can do with it is handed in. */

import { createContext, use } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { Link } from 'react-router';
import * as m from '../paraglide/messages.js';
import type { Post as PostEntity } from '../entities.ts';
import type { Figures } from '../visit.ts';
import { Avatar } from './avatar.tsx';
import { Card } from './card.tsx';
import { Icon } from './icon.tsx';
import { Noted, useNote } from './live/note.tsx';
import type { NoteWords } from './live/note.tsx';
import { Media } from './media.tsx';
import type { Attachment } from '../entities.ts';
import { Name, nameOf, profilePath } from './name.tsx';
import { Poll } from './poll.tsx';
import css from './post.module.css';
import { useLook } from './settings/look.tsx';
import { Text, withEmoji } from './text.tsx';
import { Moment } from './time.tsx';

type Shown = Omit<PostEntity, 'quote' | 'reblog'> & { readonly quote?: unknown };

export interface PostProps {
  readonly post: PostEntity;
  /** Of this server: addresses there open in place. */
  readonly origin: string;
  /** `focus`: the post that a page is about. */
  readonly place?: 'list' | 'focus';
  /** What the viewer can do with it, below it. */
  readonly acts?: ReactNode;
  readonly onVote?: (choices: number[]) => void;
  /** What this post answers is right above it already. */
  readonly threaded?: boolean;
  /** The day as well as the clock: no tick on the rail says it. */
  readonly dated?: boolean;
  /** What the event room says of it in whose list it stands. */
  readonly note?: NoteWords | undefined;
}

/** @public The address of a post. */
export const postPath = (post: Pick<PostEntity, 'id' | 'account'>): string => `${profilePath(post.account)}/${post.id}`;

const VISIBILITIES: Record<string, readonly [icon: string, word: () => string]> = {
  unlisted: ['globe-lock', () => m.visibility_unlisted()],
  private: ['lock', () => m.visibility_private()],
  direct: ['at-sign', () => m.visibility_direct()],
};

function Header({ post, form }: { post: Shown; form: 'clock' | 'short' | 'long' }) {
  const visibility = VISIBILITIES[post.visibility];
  return (
    <header className={css['head']}>
      <Name account={post.account} />
      <span className={css['moment']}>
        {visibility && <span className={css['visibility']} title={visibility[1]()}><Icon name={visibility[0]} small /><span className="unseen">{visibility[1]()}</span></span>}
        <Link className={css['permalink']} to={postPath(post)}><Moment at={post.created_at} form={form} /></Link>
        {post.edited_at !== null && <span className={css['edited']}>{m.post_edited()}</span>}
      </span>
    </header>
  );
}

/** Where a post goes that answers another. */
function Answers({ post }: { post: Shown }) {
  if (post.in_reply_to_id === null) return null;
  const to = post.mentions.find(({ id }) => id === post.in_reply_to_account_id);
  const name = post.in_reply_to_account_id === post.account.id ? post.account.acct : to?.acct;
  return <p className={css['context']}><Icon name="reply" small /> {name === undefined ? m.post_answer() : m.post_answer_to({ name: `@${name}` })}</p>;
}

/** A post inside another one that quotes it. */
function Quoted({ quote, origin }: { quote: PostEntity['quote']; origin: string }) {
  if (quote === null) return null;
  const quoted = 'quoted_status' in quote ? quote.quoted_status : null;
  if (quoted === null) return <p className={css['withheld']}>{quote.state === 'pending' ? m.quote_pending() : m.quote_gone()}</p>;
  return (
    <blockquote className={css['quoted']}>
      <Header post={quoted} form="short" />
      <Body post={quoted} origin={origin} />
    </blockquote>
  );
}

function Body({ post, origin, onVote }: { post: Shown; origin: string; onVote?: PostProps['onVote'] }) {
  const quiet = post.media_attachments.length > 0 || post.poll !== null;
  return (
    <>
      <Text html={post.content} emojis={post.emojis} origin={origin} language={post.language} className={css['text']} />
      <Media items={post.media_attachments as readonly Attachment[]} sensitive={post.sensitive && post.spoiler_text === ''} />
      {post.poll !== null && <Poll poll={post.poll} name={`poll-${post.id}`} onVote={onVote} />}
      {post.card !== null && !quiet && <Card card={post.card} />}
    </>
  );
}

/** How members see a post: as it is now, with what they can do. Undefined for visitors, who get the post as it was when the page was made. */
export const MembersContext = createContext<ComponentType<PostProps> | undefined>(undefined);

/** For whoever puts posts into a page that is drawn: is told of each, and gives what marks its place until then. */
export const PlaceContext = createContext<((props: PostProps) => ReactNode) | undefined>(undefined);

export function Post(props: PostProps) {
  const OfMembers = use(MembersContext);
  const markPlace = use(PlaceContext);
  const note = useNote(props.post);
  // Drawn apart from the page, it does not know in whose list it stands.
  if (markPlace !== undefined) return markPlace(note === undefined ? props : { ...props, note });
  // It never changes while a page lives.
  // oxlint-disable-next-line react/static-components
  return OfMembers === undefined ? <PlainPost {...props} /> : <OfMembers {...props} />;
}

/** A post as it is given. */
export function PlainPost({ post, origin, place = 'list', acts, onVote, threaded = false, dated = false, note }: PostProps) {
  const here = useNote(post);
  const said = note ?? here;
  const shown: Shown = post.reblog ?? post;
  const quote = (post.reblog ?? post).quote as PostEntity['quote'];
  const warning = shown.spoiler_text;
  const look = useLook();
  const inside = <><Body post={shown} origin={origin} onVote={onVote} /><Quoted quote={quote} origin={origin} /></>;
  return (
    <article className={`${css['post']} ${css[place] ?? ''}`} id={`post-${post.id}`} data-post={post.id} aria-label={m.post_by({ name: nameOf(shown.account) })}>
      {post.reblog !== null && <p className={css['context']}><Icon name="repeat-2" small /> <bdi>{withEmoji(nameOf(post.account), post.account.emojis)}</bdi> {m.post_reposted()}</p>}
      <Link className={css['picture']} to={profilePath(shown.account)} tabIndex={-1} aria-hidden="true"><Avatar account={shown.account} /></Link>
      <div className={css['body']}>
        <Header post={shown} form={place === 'focus' ? 'long' : post.reblog === null && !threaded && !dated ? 'clock' : 'short'} />
        {said !== undefined && <Noted note={said} at={post.created_at} />}
        {!threaded && <Answers post={shown} />}
        {warning === '' ? inside : <details className={css['warning']} open={look.warnings === 'open'}><summary><span dir="auto">{warning}</span> <span className={css['more']}>{m.post_show()}</span></summary>{inside}</details>}
        {acts !== undefined ? acts : <Counts id={shown.id} replies={shown.replies_count} reposts={shown.reblogs_count} likes={shown.favourites_count} />}
      </div>
    </article>
  );
}

/** The small figures of a post, for those who only read; the list is there before there is anything to count, so that a page that is open can fill it. */
export function Counts({ id, replies, reposts, likes }: Figures) {
  const counts = [
    ['message-circle', replies, (facts: { count: number }) => m.count_replies(facts)],
    ['repeat-2', reposts, (facts: { count: number }) => m.count_reposts(facts)],
    ['heart', likes, (facts: { count: number }) => m.count_likes(facts)],
  ] as const;
  const some = counts.filter(([, count]) => count > 0).map(([icon, count, words]) => ({ icon, count, words: words({ count }) }));
  return (
    <ul className={css['counts']} data-counts={id} hidden={some.length === 0}>
      {some.map(({ icon, count, words }) => <li key={icon} title={words}><Icon name={icon} small /> <span aria-hidden="true">{count}</span><span className="unseen">{words}</span></li>)}
    </ul>
  );
}
