import { Link } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import type { Tag } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import { Part, TextField } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Listed, useListing } from '../../parts/settings/listed.tsx';

export const loader = memberPage(() => null);

export const meta = () => [{ title: m.settings_tags() }];

interface Featured {
  readonly id: string;
  readonly name: string;
  readonly statuses_count: string | number;
}

const bare = (data: FormData): string => String(data.get('name') ?? '').trim().replace(/^#+/, '');
const TagLink = ({ name }: { name: string }) => <Link to={`/tags/${encodeURIComponent(name)}`}>#{name}</Link>;

export default function Tags() {
  const followed = useListing<Tag>('/api/v1/followed_tags');
  const featured = useListing<Featured>('/api/v1/featured_tags');
  const follow = async (data: FormData): Promise<void> => {
    await api.post(`/api/v1/tags/${encodeURIComponent(bare(data))}/follow`);
    followed.again();
  };
  const feature = async (data: FormData): Promise<void> => {
    await api.post('/api/v1/featured_tags', { name: bare(data) });
    featured.again();
  };
  return (
    <SettingsPage heading={m.settings_tags()} line={m.settings_tags_line()}>
      <Part heading={m.tags_followed()} line={m.tags_followed_line()}>
        <Listed listing={followed} keyOf={({ name }) => name} empty={m.tags_followed_none()} show={({ name }) => <TagLink name={name} />}
          undo={{ word: () => m.tags_unfollow(), act: ({ name }) => api.post(`/api/v1/tags/${encodeURIComponent(name)}/unfollow`) }} />
        <SavedForm save={follow} button={m.tags_follow()} fresh quiet label={m.tags_followed()}><TextField name="name" label={m.tags_name()} placeholder="#" /></SavedForm>
      </Part>
      <Part heading={m.tags_featured()} line={m.tags_featured_line()}>
        <Listed listing={featured} keyOf={({ id }) => id} empty={m.tags_featured_none()} show={({ name }) => <TagLink name={name} />}
          undo={{ word: () => m.tags_unfeature(), act: ({ id }) => api.delete(`/api/v1/featured_tags/${id}`) }} />
        <SavedForm save={feature} button={m.tags_feature()} fresh quiet label={m.tags_featured()}><TextField name="name" label={m.tags_name()} placeholder="#" /></SavedForm>
      </Part>
    </SettingsPage>
  );
}
