import { useLoaderData } from 'react-router';
import { presentPreferences } from '../../chats.server.ts';
import { api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { useKept } from '../../client/kept.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { ENTER } from '../../parts/chats/enter.ts';
import { CheckField, ChoiceField, Part, TextField, isTicked } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import css from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';

export const loader = memberPage(async ({ visit }) => ({ wanted: await presentPreferences(visit), me: visit.me.id }));

export const meta = () => [{ title: m.settings_messages() }];

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const dayName = (day: number): string => ({ 1: m.day_1(), 2: m.day_2(), 3: m.day_3(), 4: m.day_4(), 5: m.day_5(), 6: m.day_6(), 7: m.day_7() })[day] ?? '';

/** Who sees it. */
const whom = () => [{ value: 'all', label: m.chats_whom_all() }, { value: 'trusted', label: m.chats_whom_trusted() }, { value: 'none', label: m.chats_whom_none() }];

/** What Enter does belongs to the device, and is kept there. */
function EnterKey({ me }: { me: string }) {
  const [enter, keep] = useKept(ENTER, me);
  return (
    <ChoiceField name="enter" label={m.chats_enter()} hint={m.chats_enter_hint()} value={enter ?? ''} onPick={(value) => keep(value === 'send' || value === 'line' ? value : undefined)}
      options={[{ value: '', label: m.chats_enter_usual() }, { value: 'send', label: m.chats_enter_send() }, { value: 'line', label: m.chats_enter_line() }]} />
  );
}

export default function MessageSettings() {
  const { wanted, me } = useLoaderData<typeof loader>();
  const { quiet, readMarks, typing, push } = wanted;
  const save = (data: FormData): Promise<unknown> => {
    const zone = quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const days = data.getAll('days').map(Number);
    return api.patch(`${CHATS}/preferences`, {
      read_marks: data.get('read_marks'), typing: data.get('typing'), push: data.get('push'),
      quiet: isTicked(data, 'quiet') ? { from: data.get('from'), to: data.get('to'), zone, days } : null,
    });
  };
  return (
    <SettingsPage heading={m.settings_messages()} line={m.settings_messages_line()}>
      <SavedForm save={save}>
        <Part heading={m.chats_quiet()} line={m.chats_quiet_line()}>
          <CheckField name="quiet" label={m.chats_quiet_on()} on={quiet !== null} />
          <div className={css['pair']}>
            <TextField name="from" type="time" label={m.chats_quiet_from()} value={quiet?.from ?? '22:00'} />
            <TextField name="to" type="time" label={m.chats_quiet_to()} value={quiet?.to ?? '07:00'} />
          </div>
          <fieldset className={css['choice']}>
            <legend className="label">{m.chats_quiet_days()}</legend>
            <div className={css['options']}>{WEEK.map((day) => <CheckField key={day} name="days" value={String(day)} label={dayName(day)} on={quiet === null || quiet.days.includes(day)} />)}</div>
          </fieldset>
        </Part>
        <Part heading={m.chats_shown()} line={m.chats_shown_line()}>
          <ChoiceField name="read_marks" label={m.chats_read_marks()} hint={m.chats_read_marks_hint()} value={readMarks} options={whom()} />
          <ChoiceField name="typing" label={m.chats_typing()} hint={m.chats_typing_hint()} value={typing} options={whom()} />
        </Part>
        <Part heading={m.push_heading()} line={m.chats_push_line()}>
          <ChoiceField name="push" label={m.chats_push()} value={push} options={[{ value: 'none', label: m.chats_push_none() }, { value: 'plain', label: m.chats_push_plain() }, { value: 'text', label: m.chats_push_text() }]} />
        </Part>
      </SavedForm>
      <Part heading={m.nav_keys()}><EnterKey me={me} /></Part>
    </SettingsPage>
  );
}
