import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentGroups, shelfIn } from '../../groups.server.ts';
import { headOf } from '../../head.server.ts';
import { useHere } from '../../here.tsx';
import { page } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { GroupRow } from '../../parts/groups/line.tsx';
import css from '../../parts/groups/groups.module.css';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Page } from '../../parts/page.tsx';
import { Tabs } from '../../parts/tabs.tsx';

export const loader = page(async ({ visit, url }) => {
  const shelf = shelfIn(visit, url);
  const head = headOf(visit, { title: m.groups_title(), description: m.groups_line(), path: '/groups' });
  return { shelf, ...(await presentGroups(visit, url, shelf)), head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

const EMPTY = { mine: () => m.groups_none_mine(), open: () => m.groups_none_open(), requests: () => m.groups_none_requests(), ended: () => m.groups_none_ended() };

export default function Groups() {
  const { shelf, groups, older } = useLoaderData<typeof loader>();
  const { me } = useHere();
  useFreshGroups(undefined, me !== undefined);
  return (
    <Page heading={m.groups_title()} line={m.groups_line()} aside={me !== undefined && <Link className="button next" to="/groups/new"><Icon name="plus" />{m.group_new()}</Link>}>
      {me !== undefined && <Tabs label={m.groups_shelves()} ways={[
        { to: '/groups', word: m.groups_mine() }, { to: '/groups?only=open', word: m.groups_open() }, { to: '/groups?only=requests', word: m.groups_requests() }, { to: '/groups?only=ended', word: m.groups_ended() },
      ]} />}
      {groups.length === 0 ? <Empty {...(shelf === 'mine' && { act: <Link className="button" to="/groups?only=open">{m.groups_find()}</Link> })}>{EMPTY[shelf]()}</Empty>
        : <ul className={css['list']} aria-label={m.groups_title()}>{groups.map((group) => <li key={group.id}><GroupRow group={group} /></li>)}</ul>}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
    </Page>
  );
}
