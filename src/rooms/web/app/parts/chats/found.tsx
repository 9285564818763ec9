/** A message that was found, with where it was said; leads there. */

import { Link } from 'react-router';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';
import { Moment } from '../time.tsx';
import css from './line.module.css';

export function FoundLine({ message: { id, chat_id: chat, account, text, created_at: at }, name, me }: { message: Message; name: string; me: string }) {
  const who = account?.id === me ? m.found_you() : account === null ? m.chat_nobody() : nameOf(account);
  return (
    <Link className={css['found']} to={`/messages/${chat}?at=${id}`}>
      <span className={css['head']}><bdi className={css['name']}>{who}</bdi><span className={css['signs']}>{name !== '' && name !== who && <bdi className={css['where']}>{name}</bdi>}<Moment at={at} /></span></span>
      <span className={css['foundText']} dir="auto">{text.slice(0, 400)}</span>
    </Link>
  );
}
