import { Link, redirect, useLoaderData, useRevalidator } from 'react-router';
import { findChat, presentMembers } from '../../chats.server.ts';
import type { Chat } from '../../entities.ts';
import { presentMap } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Common, Own, People, Ways } from '../../parts/chats/about.tsx';
import { JoinLink } from '../../parts/chats/join-link.tsx';
import { chatName } from '../../parts/chats/words.ts';
import { MapTree } from '../../parts/groups/map.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { Part } from '../../parts/settings/fields.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const { id, chat } = await findChat(visit, params['id']);
  // The people of a group's conversation, and all else about it, are the group's.
  if (chat.group_id !== null) throw redirect(`/groups/${chat.group_id}`);
  const readable = chat.state === 'in' || chat.kind === 'pair';
  const [members, map] = await Promise.all([readable ? presentMembers(visit, id) : [], chat.state === 'in' ? presentMap(visit, 'chat', chat.id) : undefined]);
  return { chat, members, map, me: visit.me.id };
});

export const meta = ({ loaderData }: { loaderData?: { chat: Chat } }) => [{ title: loaderData === undefined ? m.chat_about() : chatName(loaderData.chat) }];

export default function AboutChat() {
  const { chat, members, map, me } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const props = { chat, members, me, onChange: () => void revalidate() };
  return (
    <Page heading={<bdi>{chatName(chat)}</bdi>} aside={<Link className="button plain" to={`/messages/${chat.id}`}><Icon name="arrow-left" />{m.chat_back()}</Link>}>
      {members.length > 0 && <People {...props} />}
      {chat.state === 'in' && <p><Link className="button" to={`/messages/${chat.id}/kept`}><Icon name="pin" />{m.board()}</Link> <Link className="button" to={`/messages/search?chat=${chat.id}`}><Icon name="search" />{m.chats_search()}</Link></p>}
      {chat.state === 'in' && chat.kind === 'group' && chat.me.host && <JoinLink chat={chat} onChange={() => void revalidate()} />}
      {chat.state === 'in' && <><Common key={`${chat.title} ${chat.timer_seconds} ${chat.locked}`} {...props} /><Own {...props} /></>}
      {map !== undefined && (
        <Part heading={m.chat_map()} line={m.map_line()}>
          <MapTree map={map} here={chatName(chat)} />
          <p><Link className="button" to={`/groups/new?chat=${chat.id}`}><Icon name="plus" />{m.chat_sub_group()}</Link></p>
        </Part>
      )}
      <Ways {...props} />
    </Page>
  );
}
