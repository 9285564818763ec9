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
import { stepWord } from './trust/words.ts';
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
  'perchoir.room': ['radio', () => m.notice_room()],
};

const GROUP_SENTENCES: Record<string, () => string> = {
  invited: m.notice_group_invited, accepted: m.notice_group_accepted, asked: m.notice_group_asked, proposal: m.notice_group_proposal, consent: m.notice_group_consent,
  amendment: m.notice_group_amendment, objection: m.notice_group_objection, help: m.notice_group_help, help_taken: m.notice_group_help_taken, help_answered: m.notice_group_help_answered,
  help_confirmed: m.notice_group_help_confirmed, help_reopened: m.notice_group_help_reopened, thanks: m.notice_group_thanks, extension: m.notice_group_extension,
  dissolution: m.notice_group_dissolution,
};

/** What comes by itself: nobody stands before it. */
const BY_ITSELF: Record<string, () => string> = {
  adopted: m.notice_group_adopted, role_ended: m.notice_group_role_ended, week_left: m.notice_group_ends_soon, day_left: m.notice_group_ends_soon,
  dissolved: m.notice_group_dissolved,
};

/** What another room tells: its sign, its sentence, whether somebody did it, and where it leads. */
interface Foreign {
  readonly icon: string;
  readonly sentence: string;
  readonly byItself: boolean;
  readonly about: string;
  readonly to: string | undefined;
}

/** Addresses of this server lead within the application. */
const pathOf = (url: string | null | undefined, origin: string): string | undefined => (url == null ? undefined : url.startsWith(origin) ? url.slice(origin.length) : url.startsWith('/') ? url : undefined);

function foreignOf({ type, perchoir_group: group, perchoir_trust: trust, perchoir_room: room }: NoticeGroup, origin: string): Foreign | undefined {
  if (trust !== undefined) {
    const step = stepWord(trust['step'] ?? '');
    return { icon: 'user-check', sentence: trust['kind'] === 'agreed' ? m.notice_trust_agreed({ step }) : m.notice_trust_offered({ step }), byItself: false, about: '', to: pathOf(trust['url'], origin) };
  }
  if (group !== undefined) {
    const { kind = '', title, text } = group;
    const alone = BY_ITSELF[kind ?? ''];
    const sentence = alone ?? GROUP_SENTENCES[kind ?? ''] ?? m.notice_group_other;
    return {
      icon: 'users', sentence: sentence(), byItself: alone !== undefined || GROUP_SENTENCES[kind ?? ''] === undefined,
      about: [title ?? '', text === title ? '' : (text ?? '')].filter((part) => part !== '').join(' · '), to: pathOf(group['url'], origin),
    };
  }
  return room === undefined ? undefined : { icon: 'radio', sentence: SENTENCES[type]?.[1]({ count: 0 }) ?? '', byItself: true, about: room['text'] ?? '', to: pathOf(room['url'], origin) };
}

const WHOLE = new Set(['mention', 'status', 'quote']);

export function Notice({ group, accounts, post, origin }: {
  group: NoticeGroup; accounts: readonly Account[]; post: PostEntity | undefined; origin: string;
}) {
  if (WHOLE.has(group.type) && post !== undefined) return <Post post={post} origin={origin} dated />;
  const [first] = accounts;
  const foreign = foreignOf(group, origin);
  const [known, sentence] = SENTENCES[group.type] ?? ['bell', () => ''];
  if (first === undefined) return null;
  return (
    <article className={css['notice']}>
      <span className={css['sign']}><Icon name={foreign?.icon ?? known} /></span>
      <div className={css['body']}>
        {foreign?.byItself !== true && <p className={css['faces']}>{accounts.slice(0, 8).map((account) => <Link key={account.id} to={profilePath(account)} aria-label={nameOf(account)}><Avatar account={account} size="small" /></Link>)}</p>}
        <p className={css['line']}>
          <span>{foreign?.byItself !== true && <Name account={first} short />} {foreign?.sentence ?? sentence({ count: group.notifications_count - 1 })}</span>
          <span className={css['moment']}><Moment at={group.latest_page_notification_at} /></span>
        </p>
        {foreign?.to !== undefined && <Link className={css['about']} to={foreign.to} dir="auto">{foreign.about || m.trust_look()}</Link>}
        {post !== undefined && <Link className={css['about']} to={postPath(post)} dir="auto">{post.spoiler_text || plainText(post.content) || m.notice_picture()}</Link>}
      </div>
    </article>
  );
}
