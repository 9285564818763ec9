import { useState } from 'react';
import { Link, useLoaderData } from 'react-router';
import { useFreshGroups, useGroupAct } from '../../client/groups.ts';
import { presentRoles } from '../../decisions.server.ts';
import type { Group, GroupRole } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../../parts/ask.tsx';
import css from '../../parts/decisions/decisions.module.css';
import { GroupFrame, groupPath } from '../../parts/groups/frame.tsx';
import { Name } from '../../parts/name.tsx';
import { Empty } from '../../parts/page.tsx';
import { Moment } from '../../parts/time.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, ...(await presentRoles(visit, group)) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.roles()} · ${loaderData?.group.title ?? ''}` }];

const ENDED = { term: m.roles_ended_term, holder: m.roles_ended_holder, left: m.roles_ended_left, decision: m.roles_ended_decision };

function RoleItem({ group, role }: { group: Group; role: GroupRole }) {
  const act = useGroupAct(group.id);
  const [asks, setAsks] = useState(false);
  const { id, title, purpose, domain, holder, mine, begins_at: from, term_ends_at: until, ended_at: endedAt, ended_by: by } = role;
  const path = groupPath(group);
  return (
    <li className={css['row']} data-role={id}>
      <p className={css['rowTitle']}><bdi>{title}</bdi></p>
      <p>{holder === null ? m.roles_held_nobody() : <Name account={holder} />}</p>
      <p dir="auto">{purpose}</p>
      {domain !== '' && <p className="hint">{m.roles_domain({ what: domain })}</p>}
      <p className={css['facts']}>
        <span>{m.roles_since()} <Moment at={from} form="day" /></span><span>{m.roles_until()} <Moment at={endedAt ?? until} form="day" />{by !== null && <>, {ENDED[by]()}</>}</span>
        <Link to={`${path}/decisions/${role.proposal_id}`}>{m.roles_decision()}<span className="unseen"> {title}</span></Link>
      </p>
      {endedAt === null && (
        <p className={css['acts']}>
          {mine ? <button type="button" className="button" onClick={() => setAsks(true)}>{m.roles_step_down()}<span className="unseen"> {title}</span></button>
            : <Link className="button plain" to={`${path}/decisions/new?about=end_role&role=${id}`}>{m.roles_end()}<span className="unseen"> {title}</span></Link>}
        </p>
      )}
      {asks && <Ask title={m.roles_step_down()} text={<p>{m.roles_step_down_text()}</p>} verb={m.roles_step_down()} onYes={() => void act('post', `/roles/${id}/step_down`)} onClose={() => setAsks(false)} />}
    </li>
  );
}

export default function Roles() {
  const { group, held, ended } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  return (
    <GroupFrame group={group}>
      <h2>{m.roles()}</h2>
      <p className={`hint ${css['lead']}`}>{m.roles_line()}</p>
      <p className={css['acts']}><Link className="button" to={`${groupPath(group)}/decisions/new?about=role`}>{m.roles_propose()}</Link></p>
      {held.length === 0 ? <Empty>{m.roles_none()}</Empty> : <ul>{held.map((role) => <RoleItem key={role.id} group={group} role={role} />)}</ul>}
      {ended.length > 0 && <details className={css['fold']}><summary>{m.roles_ended()}</summary><ul>{ended.map((role) => <RoleItem key={role.id} group={group} role={role} />)}</ul></details>}
    </GroupFrame>
  );
}
