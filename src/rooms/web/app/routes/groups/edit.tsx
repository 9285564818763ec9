import { Link, useLoaderData, useNavigate } from 'react-router';
import { notFound } from '#kit/errors.ts';
import { api } from '../../client/api.ts';
import { GROUPS } from '../../client/groups.ts';
import { presentInside } from '../../groups.server.ts';
import type { Group } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { PageFields, pageIn } from '../../parts/groups/form.tsx';
import { groupPath } from '../../parts/groups/frame.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';

export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  if (group.me?.may_steer !== true) throw notFound();
  return { group };
});

export const meta = () => [{ title: m.group_edit() }];

export default function EditGroup() {
  const { group } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const save = async (data: FormData): Promise<void> => {
    const changed = await api.patch<Group>(`${GROUPS}/${group.id}`, pageIn(data));
    // Once the form is no longer held to be unsaved.
    setTimeout(() => void navigate(groupPath(changed)));
  };
  return (
    <Page heading={m.group_edit()} line={m.group_edit_line()} aside={<Link className="button plain" to={groupPath(group)}><Icon name="arrow-left" /><bdi>{group.title}</bdi></Link>}>
      <SavedForm save={save}><PageFields group={group} /></SavedForm>
    </Page>
  );
}
