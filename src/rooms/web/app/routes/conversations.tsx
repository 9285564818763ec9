import { Link, useLoaderData } from 'react-router';
import { encodeConversations, readConversations } from '#conversations';
import * as m from '../paraglide/messages.js';
import type { Conversation } from '../entities.ts';
import { ChatTabs } from '../parts/chats/tabs.tsx';
import { memberPage } from '../page.server.ts';
import { Conversation as Line } from '../parts/conversation.tsx';
import css from '../parts/conversation.module.css';
import { Empty, Page } from '../parts/page.tsx';
import { Onward } from '../parts/stretch.tsx';
import { pageOf, waysFrom } from '../posts.server.ts';

export const loader = memberPage(async ({ visit, url }) => {
  const { shown, cursors } = await readConversations(visit.ctx, pageOf(url));
  const conversations = JSON.parse(`[${(await encodeConversations(visit.ctx, shown)).join(',')}]`) as Conversation[];
  return { conversations, ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_conversations() }];

export default function Conversations() {
  const { conversations, older } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.nav_conversations()} line={m.conversations_line()} aside={<Link className="button" to="/write?visibility=direct">{m.conversation_new()}</Link>}>
      <ChatTabs />
      {conversations.length === 0 ? <Empty>{m.conversations_empty()}</Empty> : <ul className={css['list']}>{conversations.map((one) => <li key={one.id}><Line conversation={one} /></li>)}</ul>}
      {older !== undefined && <Onward older={older} />}
    </Page>
  );
}
