import { useLoaderData } from 'react-router';
import { addAnnouncement, readAnnouncements, removeAnnouncement } from '#announcements';
import { invalid, notFound } from '#kit/errors.ts';
import * as m from '../../paraglide/messages.js';
import { idIn, ownerAct, ownerPage } from '../../owner.server.ts';
import { ActButton, ActForm } from '../../parts/settings/act-form.tsx';
import { Part, TextField } from '../../parts/settings/fields.tsx';
import form from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Text } from '../../parts/text.tsx';
import { Moment } from '../../parts/time.tsx';
import { useHere } from '../../here.tsx';

export const loader = ownerPage(async ({ visit: { ctx } }) => ({
  announcements: (await readAnnouncements(ctx)).map(({ id, html, publishedAt, endsAt }) => ({ id: String(id), html, at: publishedAt.toISOString(), until: endsAt?.toISOString() })),
}));

const DAY_MS = 86_400_000;

/** The end of a day, which still belongs to it. @throws Refusal 422 */
function endOf(text: string): Date | undefined {
  if (text === '') return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw invalid('Validation failed', { until: [{ error: 'ERR_INVALID', description: 'is not a day' }] });
  return new Date(time + DAY_MS - 1000);
}

export const action = ownerAct(async ({ ctx }, field) => {
  if (field('act') === 'remove') return removeAnnouncement(ctx, idIn(field));
  if (field('act') !== 'add') throw notFound();
  await addAnnouncement(ctx, { text: field('text').replaceAll('\r\n', '\n'), endsAt: endOf(field('until')) });
});

export const meta = () => [{ title: m.owner_announcements() }];

export default function Announcements() {
  const { announcements } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  return (
    <SettingsPage heading={m.owner_announcements()} back="/owner" backWord={m.nav_owner()} line={m.announcements_line()}>
      <ul className={form['rows']}>{announcements.map(({ id, html, at, until }) => (
        <li key={id}><div><Text html={html} origin={origin} /><span className={form['line2']}><Moment at={at} />{until !== undefined && <> · {m.filter_until()} <Moment at={until} /></>}</span></div><ActButton act="remove" fields={{ id }}>{m.announcement_remove()}</ActButton></li>
      ))}</ul>
      <Part heading={m.announcement_new()}>
        <ActForm act="add" button={m.announcement_publish()} fresh>
          <TextField name="text" label={m.announcement_text()} rows={4} most={5000} required />
          <TextField name="until" type="date" label={m.announcement_until()} hint={m.announcement_until_hint()} />
        </ActForm>
      </Part>
    </SettingsPage>
  );
}
