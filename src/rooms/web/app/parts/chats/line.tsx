/** One private conversation among others: with whom, what was said last, and how much of it is unread. */

import { Link } from 'react-router';
import type { ReactNode } from 'react';
import type { Chat } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Moment } from '../time.tsx';
import { Faces } from './faces.tsx';
import css from './line.module.css';
import { chatName, glimpseOf } from './words.ts';

/** What is to be known of it at a glance, each with a word for those who do not see the sign. */
function Signs({ chat: { me, locked, timer_seconds: timer } }: { chat: Chat }) {
  return (
    <>
      {me.muted_until !== null && <span title={m.chat_muted()}><Icon name="bell-off" small /><span className="unseen">{m.chat_muted()}</span></span>}
      {timer !== null && <span title={m.chat_has_timer()}><Icon name="clock" small /><span className="unseen">{m.chat_has_timer()}</span></span>}
      {locked && <span title={m.chat_locked()}><Icon name="lock" small /><span className="unseen">{m.chat_locked()}</span></span>}
    </>
  );
}

export function ChatLine({ chat, me, children }: { chat: Chat; me: string; children?: ReactNode }) {
  const unread = chat.unread > 0;
  return (
    <div className={css['row']} data-chat={chat.id}>
      <Link className={`${css['line']} ${unread ? css['unread'] : ''}`} to={`/messages/${chat.id}`} prefetch="intent">
        <Faces chat={chat} />
        <span className={css['words']}>
          <span className={css['head']}><bdi className={css['name']}>{chatName(chat)}</bdi><span className={css['signs']}><Signs chat={chat} /><Moment at={chat.changed_at} /></span></span>
          <span className={css['foot']}>
            <span className={css['last']} dir="auto">{glimpseOf(chat, me)}</span>
            {unread && <span className={css['count']}>{chat.unread}<span className="unseen"> {m.nav_unread()}</span></span>}
          </span>
        </span>
      </Link>
      {children}
    </div>
  );
}
