import { Link, useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentProposals } from '../../decisions.server.ts';
import type { Group } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import css from '../../parts/decisions/decisions.module.css';
import { ProposalRow } from '../../parts/decisions/row.tsx';
import { GroupFrame, groupPath } from '../../parts/groups/frame.tsx';
import { Empty } from '../../parts/page.tsx';
import { Tabs } from '../../parts/tabs.tsx';

export const loader = memberPage(async ({ visit, params, url }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, ...(await presentProposals(visit, group, url)) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.decide()} · ${loaderData?.group.title ?? ''}` }];

export default function Decisions() {
  const { group, proposals, shelf, older } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  const path = `${groupPath(group)}/decisions`;
  return (
    <GroupFrame group={group}>
      <h2>{m.decide()}</h2>
      <p className={`hint ${css['lead']}`}>{m.decide_line()}</p>
      <p className={css['acts']}><Link className="button next" to={`${path}/new`}>{m.decide_propose()}</Link></p>
      <Tabs label={m.decide()} ways={[{ to: path, word: m.decide_open() }, { to: `${path}?only=decided`, word: m.decide_decided() }]} />
      {proposals.length === 0 ? <Empty>{shelf === 'open' ? m.decide_none() : m.decide_none_decided()}</Empty> : <ul>{proposals.map((proposal) => <ProposalRow key={proposal.id} group={group} proposal={proposal} />)}</ul>}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
    </GroupFrame>
  );
}
