/** The link by which people ask into a group, and who came by it and waits. */

import { useCallback, useEffect, useState } from 'react';
import { ApiError, api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Account, Chat } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { PersonRow } from '../people.tsx';
import { Part } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import css from './about.module.css';

interface Made {
  readonly url: string;
  readonly expires_at: string;
}

export function JoinLink({ chat, onChange }: { chat: Chat; onChange: () => void }) {
  const [link, setLink] = useState<Made | null>();
  const [asking, setAsking] = useState<readonly Account[]>([]);
  const path = `${CHATS}/${chat.id}`;
  const look = useCallback((): void => {
    api.get<Made>(`${path}/link`).then(setLink, (error: unknown) => setLink(error instanceof ApiError && error.status === 404 ? null : undefined));
    api.get<Account[]>(`${path}/asking`).then(setAsking, () => undefined);
  }, [path]);
  useEffect(look, [look, chat.asking_count]);
  const act = (does: Promise<unknown>): void => void does.then(() => { look(); onChange(); }, (error: unknown) => notice(wordsOf(error)));
  const copy = (url: string): void => void navigator.clipboard.writeText(url).then(() => notice(m.act_copied()), () => notice(m.act_not_copied({ text: url })));
  return (
    <Part heading={m.join_link()} line={m.join_link_line()}>
      {link === null && <p><button type="button" className="button" onClick={() => act(api.post(`${path}/link`))}>{m.join_link_make()}</button></p>}
      {link != null && (
        <>
          <p className={css['address']}><bdi>{link.url}</bdi></p>
          <p className="hint">{m.join_link_until()} <Moment at={link.expires_at} /></p>
          <p className={css['row']}><button type="button" className="button" onClick={() => copy(link.url)}>{m.act_copy()}</button><button type="button" className="button" onClick={() => act(api.delete(`${path}/link`))}>{m.join_link_end()}</button></p>
        </>
      )}
      {asking.length > 0 && <><h3>{m.join_asking()}</h3><ul>{asking.map((account) => <PersonRow key={account.id} account={account} act={<div className={css['memberActs']}>
        <button type="button" className="button" onClick={() => act(api.post(`${path}/asking/accept`, { account_id: account.id }))}>{m.group_let_in()}<span className="unseen"> @{account.acct}</span></button>
        <button type="button" className="button" onClick={() => act(api.post(`${path}/asking/decline`, { account_id: account.id }))}>{m.chat_decline()}<span className="unseen"> @{account.acct}</span></button>
      </div>} />)}</ul></>}
    </Part>
  );
}
