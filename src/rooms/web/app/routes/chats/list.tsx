import { useEffect } from 'react';
import { Link, useLoaderData, useRevalidator } from 'react-router';
import { presentShelf } from '../../chats.server.ts';
import { CHATS } from '../../client/chats.ts';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { subscribe } from '../../client/stream.ts';
import type { Chat } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { ChatLine } from '../../parts/chats/line.tsx';
import css from '../../parts/chats/line.module.css';
import { ChatTabs } from '../../parts/chats/tabs.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Page } from '../../parts/page.tsx';

export const loader = memberPage(({ visit, url }) => presentShelf(visit, url));

export const meta = () => [{ title: m.nav_messages() }];

const CALM_MS = 300;

/** The list as it stands: read anew after whatever happened in it. */
function useFreshList(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe({ stream: 'chats' }, (event) => {
      if (event === 'chat.typing') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void revalidate();
      }, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [revalidate]);
}

/** Yes or no to who asks, where the request is read. */
function Answer({ chat }: { chat: Chat }) {
  const { revalidate } = useRevalidator();
  const act = (verb: 'accept' | 'leave'): void => void api.post(`${CHATS}/${chat.id}/${verb}`).then(() => revalidate(), (error: unknown) => notice(wordsOf(error)));
  return (
    <div className={css['acts']}>
      <button type="button" className="button" onClick={() => act('accept')}>{m.chat_accept()}</button>
      <button type="button" className="button" onClick={() => act('leave')}>{m.chat_decline()}</button>
    </div>
  );
}

const EMPTY = { in: () => m.chats_empty(), requests: () => m.chats_no_requests(), archived: () => m.chats_none_archived() };

export default function Chats() {
  const { shelf, chats, unread, older, newer } = useLoaderData<typeof loader>();
  const { me } = useHere();
  useFreshList();
  const make = <Link className="button" to="/messages/new"><Icon name="plus" />{m.chat_new()}</Link>;
  return (
    <Page heading={m.nav_messages()} line={m.chats_line()} aside={make}>
      <ChatTabs requests={unread.requests} />
      {shelf === 'in' && chats.length > 0 && <p className={css['ways']}><Link className="button plain" to="/messages/search"><Icon name="search" small />{m.chats_search()}</Link><Link className="button plain" to="/messages/night"><Icon name="moon" small />{m.night()}</Link></p>}
      {newer !== undefined && <p><Link className="button" to={shelf === 'in' ? '/messages' : `/messages?only=${shelf}`} rel="prev">{m.chats_newest()}</Link></p>}
      {chats.length === 0 ? <Empty {...(shelf === 'in' && { act: <Link className="button" to="/messages/new">{m.chats_begin()}</Link> })}>{EMPTY[shelf]()}</Empty> : (
        <ul className={css['list']} aria-label={m.nav_messages()}>
          {chats.map((chat) => <li key={chat.id}><ChatLine chat={chat} me={me?.id ?? ''}>{shelf === 'requests' && <Answer chat={chat} />}</ChatLine></li>)}
        </ul>
      )}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
    </Page>
  );
}
