import { useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentHelpOne } from '../../decisions.server.ts';
import type { Group } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import { HelpRequest } from '../../parts/helping/request.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, help: await presentHelpOne(visit, group, params['help']) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.helping()} · ${loaderData?.group.title ?? ''}` }];

export default function HelpPage() {
  const { group, help } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  return <GroupFrame group={group}><h2>{m.helping_look()}</h2><HelpRequest group={group} help={help} alone /></GroupFrame>;
}
