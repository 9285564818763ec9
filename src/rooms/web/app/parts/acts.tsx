/**
 * What a member can do with a post: four acts and a menu. Every `<Post>` of a member's page has them.
 *
 * Keys and other parts of the page press the very buttons: `[data-act="reply"]`, `repost`, `like`, `keep`, `more` in the article.
 * An answer, a quote or another wording is written right here, below the post, so that nothing covers it.
 */

import { Suspense, lazy, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { bookmark, like, usePost, vote } from '../client/posts.ts';
import type { Post } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { useHere } from '../here.tsx';
import css from './acts.module.css';
import { Icon } from './icon.tsx';
import { PlainPost } from './post.tsx';
import type { PostProps } from './post.tsx';

const Menus = lazy(() => import('./acts/menus.tsx').then(({ Menus: component }) => ({ default: component })));
const Begun = lazy(() => import('./composer/begun.tsx').then(({ Begun: component }) => ({ default: component })));

/** What is written below a post. */
export type Writing = 'reply' | 'quote' | 'edit';

interface ActProps {
  readonly name: string;
  readonly icon: string;
  readonly word: string;
  readonly count?: number;
  /** Whether it is done; undefined for what is not on or off. */
  readonly on?: boolean;
  readonly onPress: () => void;
  readonly button?: RefObject<HTMLButtonElement | null>;
  /** What it opens is open. */
  readonly open?: boolean;
  readonly opens?: 'menu' | 'panel';
  /** Why it cannot be done. */
  readonly refused?: string | undefined;
}

function Act({ name, icon, word, count = 0, on, onPress, button, open = false, opens, refused }: ActProps) {
  return (
    <button type="button" className={`${css['act']} ${on === true ? css['on'] : ''}`} data-act={name} title={refused ?? word} ref={button}
      onClick={() => { if (refused === undefined) onPress(); }}
      {...(on !== undefined && { 'aria-pressed': on })} {...(opens !== undefined && { 'aria-expanded': open })} {...(opens === 'menu' && { 'aria-haspopup': 'menu' })}
      {...(refused !== undefined && { 'aria-disabled': true })}>
      <Icon name={icon} filled={on === true && name !== 'repost'} />
      <span className="unseen">{refused ?? word}</span>
      {count > 0 && <span className={css['count']}><span className="unseen">, </span>{count}</span>}
    </button>
  );
}

/** Whether a post may be passed on by this viewer. */
const mayRepost = ({ visibility }: Post, mine: boolean): boolean => visibility === 'public' || visibility === 'unlisted' || (visibility === 'private' && mine);

interface ActsProps {
  readonly post: Post;
  /** Told of an answer or a quote that was written here. */
  readonly onWritten?: (post: Post) => void;
  readonly children?: ReactNode;
}

/** @public Under a post that is shown in a way of its own. */
export function Acts({ post: given, onWritten, children }: ActsProps) {
  const meant = (given.reblog ?? given) as Post;
  const known = usePost(meant.id, meant);
  const { me } = useHere();
  const [open, setOpen] = useState<'repost' | 'more'>();
  const [writing, setWriting] = useState<Writing>();
  const replyButton = useRef<HTMLButtonElement>(null);
  const repostButton = useRef<HTMLButtonElement>(null);
  const moreButton = useRef<HTMLButtonElement>(null);
  if (me === undefined) return null;
  if (known === null) return <output className={css['gone']}>{m.act_deleted()}</output>;
  const post = known ?? meant;
  const leave = (): void => {
    (writing === 'reply' ? replyButton : writing === 'quote' ? repostButton : moreButton).current?.focus();
    setWriting(undefined);
  };
  return (
    <>
      <div className={css['acts']}>
        <Act name="reply" icon="reply" word={m.act_reply()} count={post.replies_count} opens="panel" open={writing === 'reply'} button={replyButton}
          onPress={() => setWriting(writing === 'reply' ? undefined : 'reply')} />
        <Act name="repost" icon="repeat-2" word={m.act_repost()} count={post.reblogs_count} on={post.reblogged === true} opens="menu" open={open === 'repost'} button={repostButton}
          refused={mayRepost(post, me.id === post.account.id) ? undefined : m.act_repost_refused()} onPress={() => setOpen('repost')} />
        <Act name="like" icon="heart" word={m.act_like()} count={post.favourites_count} on={post.favourited === true} onPress={() => void like(post.id, post.favourited !== true)} />
        <Act name="keep" icon="bookmark" word={m.act_keep()} on={post.bookmarked === true} onPress={() => void bookmark(post.id, post.bookmarked !== true)} />
        <Act name="more" icon="ellipsis" word={m.act_more()} opens="menu" open={open === 'more'} button={moreButton} onPress={() => setOpen('more')} />
      </div>
      {children}
      {open !== undefined && (
        <Suspense fallback={null}>
          <Menus kind={open} post={post} me={me} anchor={open === 'repost' ? repostButton : moreButton} onClose={() => setOpen(undefined)} onWrite={setWriting} />
        </Suspense>
      )}
      {writing !== undefined && (
        <Suspense fallback={<output className={css['wait']}>{m.composer_opening()}</output>}>
          <Begun about={writing} post={post} onClose={leave} onDone={(made) => { leave(); if (made !== undefined) onWritten?.(made); }} />
        </Suspense>
      )}
    </>
  );
}

/** A post as members see it: as it is now, wherever it was changed. */
export function PostOfMembers(props: PostProps) {
  const post = usePost(props.post.id, props.post);
  if (post === null) return <p className={css['gone']}>{m.act_deleted()}</p>;
  const shown = post ?? props.post;
  return <PlainPost {...props} post={shown} acts={props.acts ?? <Acts post={shown} />} onVote={props.onVote ?? ((choices) => void vote(shown.id, choices))} />;
}
