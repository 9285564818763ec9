import { useLoaderData } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { FilterForm } from '../../parts/settings/filter-form.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { filterOf } from '../../settings.server.ts';

export const loader = memberPage(async ({ visit, params }) => ({ filter: params['id'] === undefined ? undefined : await filterOf(visit, params['id']) }));

export const meta = () => [{ title: m.settings_filters() }];

export default function FilterPage() {
  const { filter } = useLoaderData<typeof loader>();
  return (
    <SettingsPage heading={filter?.title ?? m.filter_new()} back="/settings/filters" backWord={m.settings_filters()}>
      <FilterForm key={filter?.id ?? 'new'} filter={filter} />
    </SettingsPage>
  );
}
