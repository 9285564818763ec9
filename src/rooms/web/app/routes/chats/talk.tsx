import { useLoaderData } from 'react-router';
import { presentTalk } from '../../chats.server.ts';
import { presentGroup, presentTalkLines } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { TalkView } from '../../parts/chats/talk.tsx';
import { chatName } from '../../parts/chats/words.ts';

export const loader = memberPage(async ({ visit, params, url }) => {
  const talk = await presentTalk(visit, params['id'], url);
  const { group_id: of } = talk.chat;
  const group = of === null ? undefined : await presentGroup(visit, of);
  const lines = await presentTalkLines(visit, group, talk.hasNewer ? talk.messages.at(-1)?.id : undefined);
  return { talk, group, lines, me: visit.me.id, marked: url.searchParams.get('at') ?? undefined };
});

export const meta = ({ loaderData }: { loaderData?: { talk: { chat: Parameters<typeof chatName>[0] } } }) => [{ title: loaderData === undefined ? m.nav_messages() : chatName(loaderData.talk.chat) }];

export default function TalkPage() {
  const { talk, group, lines, me, marked } = useLoaderData<typeof loader>();
  return <TalkView key={`${talk.chat.id} ${marked ?? ''}`} given={talk} group={group} lines={lines} me={me} marked={marked} />;
}
