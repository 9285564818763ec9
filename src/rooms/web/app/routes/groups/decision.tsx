import { useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentProposal } from '../../decisions.server.ts';
import type { WholeProposal } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import css from '../../parts/decisions/decisions.module.css';
import { Does } from '../../parts/decisions/does.tsx';
import { Earlier, Objections, Remarks } from '../../parts/decisions/said.tsx';
import { Stages } from '../../parts/decisions/stages.tsx';
import { Turn } from '../../parts/decisions/turn.tsx';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import { nameOf } from '../../parts/name.tsx';
import { Moment } from '../../parts/time.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, proposal: await presentProposal(visit, group, params['proposal']) };
});

export const meta = ({ loaderData }: { loaderData?: { proposal: WholeProposal } }) => [{ title: loaderData?.proposal.title ?? m.decide() }];

export default function Decision() {
  const { group, proposal } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  const { title, text, account, version, decided_at: decidedAt, created_at: madeAt } = proposal;
  return (
    <GroupFrame group={group}>
      <article aria-labelledby="proposal" data-state={proposal.state}>
        <h2 id="proposal" className={css['title']}><bdi>{title}</bdi></h2>
        <p className={css['facts']}>
          <span>{account === null ? m.decide_by_nobody() : m.decide_by({ name: nameOf(account) })}</span>
          {version > 1 && <span>{m.decide_version({ count: version })}</span>}<Moment at={decidedAt ?? madeAt} />
        </p>
        <Stages proposal={proposal} />
        {text !== '' && <p className={css['text']} dir="auto">{text}</p>}
        <Does proposal={proposal} />
        <Turn key={proposal.version} group={group} proposal={proposal} />
        <Objections group={group} proposal={proposal} />
        <Remarks group={group} proposal={proposal} />
        <Earlier proposal={proposal} />
      </article>
    </GroupFrame>
  );
}
