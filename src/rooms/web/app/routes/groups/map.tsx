import { Link, useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentInside, presentMap } from '../../groups.server.ts';
import type { Group } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import css from '../../parts/groups/groups.module.css';
import { MapTree } from '../../parts/groups/map.tsx';
import { Icon } from '../../parts/icon.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, map: await presentMap(visit, 'group', group.id) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.group_map()} · ${loaderData?.group.title ?? ''}` }];

export default function MapPage() {
  const { group, map } = useLoaderData<typeof loader>();
  useFreshGroups(undefined, true);
  return (
    <GroupFrame group={group}>
      <h2>{m.group_map()}</h2>
      <p className={css['quiet']}>{m.map_line()}</p>
      <MapTree map={map} here={group.title} />
      <p className={css['acts']}><Link className="button next" to={`/groups/new?group=${group.id}`}><Icon name="plus" />{m.group_sub_new()}</Link></p>
    </GroupFrame>
  );
}
