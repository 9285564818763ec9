import { useLoaderData } from 'react-router';
import { aboutSetting, contactEmailSetting, descriptionSetting, privacySetting, titleSetting } from '#instance';
import * as m from '../../paraglide/messages.js';
import { change, ownerAct, ownerPage } from '../../owner.server.ts';
import { ActForm } from '../../parts/settings/act-form.tsx';
import { TextField } from '../../parts/settings/fields.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';

export const loader = ownerPage(({ visit: { ctx: { settings } } }) => ({
  title: settings.get(titleSetting), description: settings.get(descriptionSetting), about: settings.get(aboutSetting),
  privacy: settings.get(privacySetting), contact: settings.get(contactEmailSetting),
}));

/** Browsers send the ends of lines as the old mail did. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n');

export const action = ownerAct((visit, field) => change(visit, [
  [titleSetting, field('title').trim()], [descriptionSetting, plain(field('description'))], [aboutSetting, plain(field('about'))],
  [contactEmailSetting, field('contact').trim()], [privacySetting, plain(field('privacy'))],
]));

export const meta = () => [{ title: m.owner_texts() }];

export default function Texts() {
  const { title, description, about, privacy, contact } = useLoaderData<typeof loader>();
  return (
    <SettingsPage heading={m.owner_texts()} back="/owner" backWord={m.nav_owner()} line={m.owner_texts_line()}>
      <ActForm act="save">
        <TextField name="title" label={m.text_title()} value={title} most={100} required />
        <TextField name="description" label={m.text_description()} hint={m.text_description_hint()} value={description} most={1000} rows={3} />
        <TextField name="about" label={m.text_about()} hint={m.text_about_hint()} value={about} most={50_000} rows={8} />
        <TextField name="contact" label={m.text_contact()} hint={m.text_contact_hint()} value={contact} />
        <TextField name="privacy" label={m.text_privacy()} hint={m.text_about_hint()} value={privacy} most={50_000} rows={8} />
      </ActForm>
    </SettingsPage>
  );
}
