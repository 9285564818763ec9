import { Link, useLoaderData } from 'react-router';
import { encodeConversations, readConversations } from '#conversations';
import * as m from '../paraglide/messages.js';
import type { Conversation } from '../entities.ts';
import { memberPage } from '../page.server.ts';
import { Avatar } from '../parts/avatar.tsx';
import css from '../parts/conversation.module.css';
import { nameOf } from '../parts/name.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { postPath } from '../parts/post.tsx';
import { Onward } from '../parts/stretch.tsx';
import { plainText } from '../parts/text.tsx';
import { Moment } from '../parts/time.tsx';
import { pageOf, waysFrom } from '../posts.server.ts';

export const loader = memberPage(async ({ visit, url }) => {
  const { shown, cursors } = await readConversations(visit.ctx, pageOf(url));
  const conversations = JSON.parse(`[${(await encodeConversations(visit.ctx, shown)).join(',')}]`) as Conversation[];
  return { conversations, ...waysFrom(url, cursors) };
});

export const meta = () => [{ title: m.nav_conversations() }];

function Line({ conversation: { unread, accounts, last_status: post } }: { conversation: Conversation }) {
  return (
    <li>
      <Link className={`${css['line']} ${unread ? css['unread'] : ''}`} to={postPath(post)}>
        <span className={css['faces']}>{accounts.slice(0, 2).map((account) => <Avatar key={account.id} account={account} />)}</span>
        <span className={css['words']}>
          <span className={css['head']}><bdi className={css['names']}>{accounts.map(nameOf).join(', ') || m.conversation_alone()}</bdi><span className={css['moment']}><Moment at={post.created_at} /></span></span>
          <span className={css['last']}>{unread && <span className="unseen">{m.conversation_unread()} </span>}{post.spoiler_text || plainText(post.content)}</span>
        </span>
      </Link>
    </li>
  );
}

export default function Conversations() {
  const { conversations, older } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.nav_conversations()} line={m.conversations_line()} aside={<Link className="button" to="/write?visibility=direct">{m.conversation_new()}</Link>}>
      {conversations.length === 0 ? <Empty>{m.conversations_empty()}</Empty> : <ul className={css['list']}>{conversations.map((one) => <Line key={one.id} conversation={one} />)}</ul>}
      {older !== undefined && <Onward older={older} />}
    </Page>
  );
}
