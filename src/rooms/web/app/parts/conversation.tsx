/** One conversation among others: with whom, what was said last, and whether it was read. */

import { Link } from 'react-router';
import type { Conversation as ConversationEntity } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { Avatar } from './avatar.tsx';
import css from './conversation.module.css';
import { nameOf } from './name.tsx';
import { postPath } from './post.tsx';
import { plainText } from './text.tsx';
import { Moment } from './time.tsx';

export function Conversation({ conversation: { unread, accounts, last_status: post } }: { conversation: ConversationEntity }) {
  return (
    <Link className={`${css['line']} ${unread ? css['unread'] : ''}`} to={postPath(post)}>
      <span className={css['faces']}>{accounts.slice(0, 2).map((account) => <Avatar key={account.id} account={account} />)}</span>
      <span className={css['words']}>
        <span className={css['head']}><bdi className={css['names']}>{accounts.map(nameOf).join(', ') || m.conversation_alone()}</bdi><span className={css['moment']}><Moment at={post.created_at} /></span></span>
        <span className={css['last']}>{unread && <span className="unseen">{m.conversation_unread()} </span>}{post.spoiler_text || plainText(post.content)}</span>
      </span>
    </Link>
  );
}
