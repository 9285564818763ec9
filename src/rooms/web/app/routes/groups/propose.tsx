import { useLoaderData, useNavigate } from 'react-router';
import { api } from '../../client/api.ts';
import { GROUPS } from '../../client/groups.ts';
import { presentChoices, presentProposal } from '../../decisions.server.ts';
import type { Group, WholeProposal } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import css from '../../parts/decisions/decisions.module.css';
import { ProposalForm, wishIn } from '../../parts/decisions/form.tsx';
import { GroupFrame, groupPath } from '../../parts/groups/frame.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';

/** A new proposal, or the next version of one. */
export const loader = memberPage(async ({ visit, params, url }) => {
  const group = await presentInside(visit, params['handle']);
  const of = params['proposal'];
  const [choices, proposal] = await Promise.all([presentChoices(visit, group), of === undefined ? undefined : presentProposal(visit, group, of)]);
  return { group, choices, proposal, subject: url.searchParams.get('about') ?? 'plain', role: url.searchParams.get('role') ?? '' };
});

export const meta = ({ loaderData }: { loaderData?: { proposal: WholeProposal | undefined; group: Group } }) => [{ title: `${loaderData?.proposal === undefined ? m.decide_propose() : m.decide_amend()} · ${loaderData?.group.title ?? ''}` }];

export default function Propose() {
  const { group, choices, proposal, subject, role } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const path = `${GROUPS}/${group.id}/proposals`;
  const save = async (data: FormData): Promise<void> => {
    const wish = wishIn(data, proposal?.subject);
    const { id } = await (proposal === undefined ? api.post<WholeProposal>(path, wish) : api.patch<WholeProposal>(`${path}/${proposal.id}`, wish));
    // Once the form is no longer held to be unsaved.
    setTimeout(() => void navigate(`${groupPath(group)}/decisions/${id}`));
  };
  return (
    <GroupFrame group={group}>
      <h2>{proposal === undefined ? m.decide_propose() : m.decide_amend()}</h2>
      <p className={`hint ${css['lead']}`}>{proposal === undefined ? m.decide_line() : m.decide_amend_line()}</p>
      <SavedForm save={save} button={proposal === undefined ? m.decide_send() : m.decide_amend()}>
        <ProposalForm group={group} {...choices} proposal={proposal} subject={subject} role={role} />
      </SavedForm>
    </GroupFrame>
  );
}
