import { useLoaderData } from 'react-router';
import { readOwnAccount } from '#accounts';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import { memberPage } from '../../page.server.ts';
import { CheckField, ChoiceField, SelectField, isTicked } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { languagesFor } from '../../settings.server.ts';

export const loader = memberPage(async ({ visit }) => ({ source: (await readOwnAccount(visit.ctx)).source, languages: languagesFor(visit) }));

export const meta = () => [{ title: m.settings_posting() }];

export default function Posting() {
  const { source, languages } = useLoaderData<typeof loader>();
  const save = (data: FormData): Promise<unknown> => api.patch('/api/v1/accounts/update_credentials', {
    source: { privacy: data.get('privacy'), quote_policy: data.get('quote_policy'), sensitive: isTicked(data, 'sensitive'), language: data.get('language') || null },
  });
  return (
    <SettingsPage heading={m.settings_posting()} line={m.posting_line()}>
      <SavedForm save={save}>
        <ChoiceField name="privacy" label={m.posting_visibility()} value={source.privacy} options={[
          { value: 'public', label: m.posting_public(), hint: m.posting_public_hint() },
          { value: 'unlisted', label: m.posting_unlisted(), hint: m.posting_unlisted_hint() },
          { value: 'private', label: m.posting_followers(), hint: m.posting_followers_hint() },
        ]} />
        <ChoiceField name="quote_policy" label={m.posting_quotes()} value={source.quote_policy} options={[
          { value: 'public', label: m.posting_quotes_all() },
          { value: 'followers', label: m.posting_quotes_followers() },
          { value: 'nobody', label: m.posting_quotes_nobody() },
        ]} />
        <SelectField name="language" label={m.posting_language()} hint={m.posting_language_hint()} value={source.language ?? ''}
          options={[{ value: '', label: m.posting_language_none() }, ...languages.map(({ code, name }) => ({ value: code, label: name }))]} />
        <CheckField name="sensitive" label={m.posting_sensitive()} hint={m.posting_sensitive_hint()} on={source.sensitive} />
      </SavedForm>
    </SettingsPage>
  );
}
