import { Link, useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentInside, presentLog } from '../../groups.server.ts';
import type { Group } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import css from '../../parts/groups/groups.module.css';
import { LineWords } from '../../parts/groups/logged.tsx';
import { Onward } from '../../parts/stretch.tsx';
import { Rail } from '../../parts/rail.tsx';
import { Moment } from '../../parts/time.tsx';

export const loader = memberPage(async ({ visit, params, url }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, ...(await presentLog(visit, group, url)) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.group_log()} · ${loaderData?.group.title ?? ''}` }];

export default function LogPage() {
  const { group, lines, older, newer } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, newer === undefined);
  return (
    <GroupFrame group={group}>
      <h2>{m.group_log()}</h2>
      <p className={css['quiet']}>{m.log_line()}</p>
      {newer !== undefined && <p><Link className="button" to={newer} rel="prev">{m.newer()}</Link></p>}
      <Rail label={m.group_log()} foot={<Onward older={older} />} items={lines.map((line) => ({
        key: line.id, at: line.created_at,
        node: <article className={css['logLine']}><Moment at={line.created_at} form="clock" /> <LineWords group={group} line={line} /></article>,
      }))} />
    </GroupFrame>
  );
}
