import { useLoaderData, useRevalidator } from 'react-router';
import { readOwnAccount } from '#accounts';
import { limits } from '#instance';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import { memberPage } from '../../page.server.ts';
import { CheckField, Part, TextField, isTicked } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { splitMotto } from '../../parts/settings/motto.ts';
import formCss from '../../parts/settings/form.module.css';
import { PictureField } from '../../parts/settings/picture.tsx';

export const loader = memberPage(async ({ visit }) => {
  const { displayName, note, fields, fieldName, fieldValue, pictureDescription } = limits;
  return { account: await readOwnAccount(visit.ctx), limits: { displayName, note, fields, fieldName, fieldValue, pictureDescription } };
});

export const meta = () => [{ title: m.settings_profile() }];

const FLAGS = ['locked', 'bot', 'discoverable', 'indexable', 'hide_collections'] as const;

/** The same as the API wants it: what was not ticked is said as well, and the motto goes first among the fields. */
function wishOf(data: FormData): FormData {
  const wish = new FormData();
  for (const name of ['display_name', 'note', 'avatar_description', 'header_description']) if (data.has(name)) wish.set(name, String(data.get(name)));
  for (const name of ['avatar', 'header']) {
    const file = data.get(name);
    if (file instanceof File && file.size > 0) wish.set(name, file);
  }
  for (const name of FLAGS) wish.set(name, String(isTicked(data, name)));
  const names = data.getAll('field_name').map(String);
  const values = data.getAll('field_value').map(String);
  const motto = String(data.get('motto') ?? '').trim();
  const pairs = [...(motto === '' ? [] : [[m.motto_name(), motto]]), ...names.map((name, at) => [name, values[at] ?? ''])];
  for (const [at, [name = '', value = '']] of pairs.entries()) {
    wish.set(`fields_attributes[${at}][name]`, name);
    wish.set(`fields_attributes[${at}][value]`, value);
  }
  return wish;
}

export default function Profile() {
  const { account, limits: most } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const { source } = account;
  const { motto, rest } = splitMotto(source.fields);
  const places = Array.from({ length: most.fields - 1 }, (_none, at) => rest[at] ?? { name: '', value: '' });
  const isOwn = (address: string): boolean => !/\/assets\/(avatar|header)\.png$/.test(address);
  const save = async (data: FormData): Promise<void> => {
    await api.patch('/api/v1/accounts/update_credentials', wishOf(data));
    await revalidate();
  };
  return (
    <SettingsPage heading={m.settings_profile()} line={<a href={`/@${account.username}`}>@{account.username}</a>}>
      <SavedForm save={save}>
        <PictureField key={`a${account.avatar}`} kind="avatar" label={m.picture_avatar()} now={account.avatar} isOwn={isOwn(account.avatar)} description={account.avatar_description} most={most.pictureDescription} />
        <PictureField key={`h${account.header}`} kind="header" label={m.picture_header()} now={account.header} isOwn={isOwn(account.header)} description={account.header_description} most={most.pictureDescription} />
        <TextField name="display_name" label={m.profile_name()} value={account.display_name} most={most.displayName} complete="name" />
        <TextField name="motto" label={m.profile_motto()} hint={m.profile_motto_hint()} value={motto?.value} most={most.fieldValue} />
        <TextField name="note" label={m.profile_note()} value={source.note} most={most.note} rows={5} hint={m.profile_pin_hint()} />
        <Part heading={m.profile_fields()} line={m.profile_fields_line()}>
          {places.map(({ name, value }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- Places in a row, always as many.
            <div key={at} className={formCss['pair']}>
              <TextField name="field_name" label={m.profile_field_name({ count: at + 1 })} value={name} />
              <TextField name="field_value" label={m.profile_field_value({ count: at + 1 })} value={value} />
            </div>
          ))}
        </Part>
        <Part heading={m.profile_found()}>
          <CheckField name="discoverable" label={m.profile_discoverable()} hint={m.profile_discoverable_hint()} on={account.discoverable === true} />
          <CheckField name="indexable" label={m.profile_indexable()} hint={m.profile_indexable_hint()} on={account.indexable} />
          <CheckField name="locked" label={m.profile_locked()} hint={m.profile_locked_hint()} on={account.locked} />
          <CheckField name="hide_collections" label={m.profile_hide()} hint={m.profile_hide_hint()} on={account.hide_collections === true} />
          <CheckField name="bot" label={m.own_profile_bot()} hint={m.profile_bot_hint()} on={account.bot} />
        </Part>
      </SavedForm>
    </SettingsPage>
  );
}
