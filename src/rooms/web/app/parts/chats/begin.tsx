/** From a profile to the talk with whoever it is of. */

import type { MouseEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { openChat } from '../../client/chats/mine.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Account } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';

export function BeginTalk({ account }: { account: Account }) {
  const navigate = useNavigate();
  const begin = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openChat([account.id]).then(({ id }) => navigate(`/messages/${id}`), (error: unknown) => notice(wordsOf(error)));
  };
  return <Link className="button" to={`/messages/new?to=${account.id}`} onClick={begin}><Icon name="message-circle" />{m.chat_write_to()}<span className="unseen"> @{account.acct}</span></Link>;
}
