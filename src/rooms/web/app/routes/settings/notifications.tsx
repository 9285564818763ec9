import { useLoaderData } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import type { Account } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import { Part, SelectField } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import css from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Listed, Someone, useListing } from '../../parts/settings/listed.tsx';
import { PushSwitch } from '../../parts/settings/push.tsx';
import { policyOf } from '../../settings.server.ts';

export const loader = memberPage(async ({ visit }) => ({ policy: await policyOf(visit) }));

export const meta = () => [{ title: m.settings_notifications() }];

interface Request {
  readonly id: string;
  readonly notifications_count: string;
  readonly account: Account;
}

const questions = () => [
  ['for_not_following', m.policy_not_following()], ['for_not_followers', m.policy_not_followers()], ['for_new_accounts', m.policy_new()],
  ['for_private_mentions', m.policy_private()], ['for_limited_accounts', m.policy_limited()], ['for_bots', m.policy_bots()],
] as const;

function Requests() {
  const waiting = useListing<Request>('/api/v1/notifications/requests');
  const { items = [], change } = waiting;
  const admit = async (id: string): Promise<void> => {
    await api.post(`/api/v1/notifications/requests/${id}/accept`);
    change((now) => now.filter((one) => one.id !== id));
  };
  return (
    <Listed listing={waiting} keyOf={({ id }) => id} empty={m.requests_none()} undo={{ word: () => m.requests_dismiss(), act: ({ id }) => api.post(`/api/v1/notifications/requests/${id}/dismiss`) }}
      show={({ id, account, notifications_count: count }) => (
        <span className={css['who']}><Someone account={account} line={m.requests_count({ count: Number(count) })} />
          <button type="button" className="button" disabled={items.length === 0} onClick={() => void admit(id)}>{m.requests_accept()}</button></span>
      )} />
  );
}

export default function Notifications() {
  const { policy } = useLoaderData<typeof loader>();
  const save = (data: FormData): Promise<unknown> => api.patch('/api/v2/notifications/policy', Object.fromEntries(data));
  const verdicts = [{ value: 'accept', label: m.policy_accept() }, { value: 'filter', label: m.policy_filter() }, { value: 'drop', label: m.policy_drop() }];
  return (
    <SettingsPage heading={m.settings_notifications()} line={m.settings_notifications_line()}>
      <Part heading={m.push_heading()} line={m.push_line()}><PushSwitch /></Part>
      <Part heading={m.policy_heading()} line={m.policy_line()}>
        <SavedForm save={save}>
          {questions().map(([name, label]) => <SelectField key={name} name={name} label={label} value={policy[name]} options={verdicts} />)}
        </SavedForm>
      </Part>
      <Part heading={m.requests_heading()} line={m.requests_line()}><Requests /></Part>
    </SettingsPage>
  );
}
