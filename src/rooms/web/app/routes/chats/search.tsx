import { Form, Link, useLoaderData } from 'react-router';
import { findChat, presentFound } from '../../chats.server.ts';
import type { Chat } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { FoundLine } from '../../parts/chats/found.tsx';
import css from '../../parts/chats/line.module.css';
import { chatName } from '../../parts/chats/words.ts';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Page } from '../../parts/page.tsx';

/** What was said in one's conversations, or in one of them, by its words. */
export const loader = memberPage(async ({ visit, url }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 500);
  const within = url.searchParams.get('chat');
  const chat = within === null ? undefined : (await findChat(visit, within)).chat;
  return { q, chat, ...(q === '' ? { found: [], chats: [], older: undefined } : await presentFound(visit, url, { q, chat })) };
});

export const meta = () => [{ title: m.chats_search() }];

export default function SearchChats() {
  const { q, chat, found, chats, older } = useLoaderData<typeof loader>();
  const { me } = useHere();
  const names = new Map(chats.map((one: Chat) => [one.id, chatName(one)]));
  const back = chat === undefined ? '/messages' : `/messages/${chat.id}`;
  return (
    <Page heading={m.chats_search()} line={chat === undefined ? m.chats_search_line() : <bdi>{chatName(chat)}</bdi>} aside={<Link className="button plain" to={back}><Icon name="arrow-left" />{chat === undefined ? m.nav_messages() : m.chat_back()}</Link>}>
      <search><Form method="get" className={css['search']}>
        {chat !== undefined && <input type="hidden" name="chat" value={chat.id} />}
        <input className="input" type="search" name="q" defaultValue={q} aria-label={m.chats_search()} placeholder={m.chats_search_hint()} maxLength={500} required />
        <button className="button next"><Icon name="search" /><span className="unseen">{m.chats_search()}</span></button>
      </Form></search>
      {q !== '' && found.length === 0 ? <Empty>{m.chats_search_none()}</Empty>
        : <ul className={css['list']} aria-label={m.chats_search_found()}>{found.map((message) => <li key={message.id}><FoundLine message={message} name={names.get(message.chat_id) ?? ''} me={me?.id ?? ''} /></li>)}</ul>}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
    </Page>
  );
}
