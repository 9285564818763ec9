import { Link, useLoaderData } from 'react-router';
import { findChat, presentMembers } from '../../chats.server.ts';
import { presentInside, presentPeopleOf } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import type { Asked, MemberVisit } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { chatName } from '../../parts/chats/words.ts';
import { NewGroupForm } from '../../parts/groups/new-group.tsx';
import { SubGroupForm } from '../../parts/groups/sub-group.tsx';
import type { Birth } from '../../parts/groups/sub-group.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';

/** What a sub-group is to be born from, and who is in that. */
async function birthIn(visit: MemberVisit, url: Asked['url']): Promise<Birth | undefined> {
  const [group, chat] = [url.searchParams.get('group'), url.searchParams.get('chat')];
  const others = <T extends { readonly account: { readonly id: string } }>(people: readonly T[]): T['account'][] => people.map(({ account }) => account).filter(({ id }) => id !== visit.me.id);
  if (group !== null) {
    const parent = await presentInside(visit, group);
    const { people } = await presentPeopleOf(visit, parent, new URL('/', url));
    return { kind: 'group', id: parent.id, title: parent.title, people: others(people) as Birth['people'] };
  }
  if (chat === null) return undefined;
  const { id, chat: parent } = await findChat(visit, chat);
  return { kind: 'chat', id: parent.id, title: chatName(parent), people: others(await presentMembers(visit, id)) as Birth['people'] };
}

export const loader = memberPage(async ({ visit, url }) => ({ birth: await birthIn(visit, url) }));

export const meta = ({ loaderData }: { loaderData?: { birth: Birth | undefined } }) => [{ title: loaderData?.birth === undefined ? m.group_new() : m.group_sub_new() }];

export default function NewGroup() {
  const { birth } = useLoaderData<typeof loader>();
  if (birth === undefined) return <Page heading={m.group_new()} line={m.group_new_line()}><NewGroupForm /></Page>;
  const back = birth.kind === 'group' ? `/groups/${birth.id}` : `/messages/${birth.id}`;
  return (
    <Page heading={m.group_sub_new()} line={m.group_sub_line()} aside={<Link className="button plain" to={back}><Icon name="arrow-left" /><bdi>{birth.title}</bdi></Link>}>
      <SubGroupForm birth={birth} />
    </Page>
  );
}
