/** One line of what concerns a person: who, what, and the post it is about. */

import { Link } from 'react-router';
import * as m from '../paraglide/messages.js';
import type { Account, NoticeGroup, Post as PostEntity } from '../entities.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { Name, nameOf, profilePath } from './name.tsx';
import css from './notice.module.css';
import { Post, postPath } from './post.tsx';
import { plainText } from './text.tsx';
import { Moment } from './time.tsx';

type Sentence = (facts: { count: number }) => string;

/** What is told as a sentence, with its sign; mentions and posts are shown as posts. */
const SENTENCES: Record<string, readonly [icon: string, sentence: Sentence]> = {
  favourite: ['heart', (facts) => m.notice_like(facts)],
  reblog: ['repeat-2', (facts) => m.notice_repost(facts)],
  follow: ['user-plus', (facts) => m.notice_follow(facts)],
  follow_request: ['user-plus', (facts) => m.notice_follow_request(facts)],
  poll: ['list-checks', (facts) => m.notice_poll(facts)],
  update: ['pencil', (facts) => m.notice_update(facts)],
  quote: ['quote', (facts) => m.notice_quote(facts)],
  quoted_update: ['quote', (facts) => m.notice_quoted_update(facts)],
  status: ['bell', (facts) => m.notice_post(facts)],
};

const WHOLE = new Set(['mention', 'status', 'quote']);

export function Notice({ group, accounts, post, origin }: {
  group: NoticeGroup; accounts: readonly Account[]; post: PostEntity | undefined; origin: string;
}) {
  if (WHOLE.has(group.type) && post !== undefined) return <Post post={post} origin={origin} dated />;
  const [first] = accounts;
  const [icon, sentence] = SENTENCES[group.type] ?? ['bell', () => ''];
  if (first === undefined) return null;
  return (
    <article className={css['notice']}>
      <span className={css['sign']}><Icon name={icon} /></span>
      <div className={css['body']}>
        <p className={css['faces']}>{accounts.slice(0, 8).map((account) => <Link key={account.id} to={profilePath(account)} aria-label={nameOf(account)}><Avatar account={account} size="small" /></Link>)}</p>
        <p className={css['line']}>
          <span><Name account={first} short /> {sentence({ count: group.notifications_count - 1 })}</span>
          <span className={css['moment']}><Moment at={group.latest_page_notification_at} /></span>
        </p>
        {post !== undefined && <Link className={css['about']} to={postPath(post)} dir="auto">{post.spoiler_text || plainText(post.content) || m.notice_picture()}</Link>}
      </div>
    </article>
  );
}
