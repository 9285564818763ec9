import * as m from '../../paraglide/messages.js';
import { api } from '../../client/api.ts';
import type { Account } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import { Part, TextField } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Listed, Someone, useListing } from '../../parts/settings/listed.tsx';
import { Moment } from '../../parts/time.tsx';

export const loader = memberPage(() => null);

export const meta = () => [{ title: m.settings_people() }];

type Muted = Account & { readonly mute_expires_at: string | null };

export default function People() {
  const muted = useListing<Muted>('/api/v1/mutes');
  const blocked = useListing<Account>('/api/v1/blocks');
  const servers = useListing<string>('/api/v1/domain_blocks');
  const add = async (data: FormData): Promise<void> => {
    await api.post('/api/v1/domain_blocks', { domain: data.get('domain') });
    servers.again();
  };
  return (
    <SettingsPage heading={m.settings_people()} line={m.people_line()}>
      <Part heading={m.people_muted()} line={m.people_muted_line()}>
        <Listed listing={muted} keyOf={({ id }) => id} empty={m.people_muted_none()} undo={{ word: () => m.people_unmute(), act: ({ id }) => api.post(`/api/v1/accounts/${id}/unmute`) }}
          show={(account) => <Someone account={account} line={account.mute_expires_at === null ? m.people_for_good() : <>{m.filter_until()} <Moment at={account.mute_expires_at} /></>} />} />
      </Part>
      <Part heading={m.people_blocked()} line={m.people_blocked_line()}>
        <Listed listing={blocked} keyOf={({ id }) => id} empty={m.people_blocked_none()} undo={{ word: () => m.people_unblock(), act: ({ id }) => api.post(`/api/v1/accounts/${id}/unblock`) }}
          show={(account) => <Someone account={account} />} />
      </Part>
      <Part heading={m.people_servers()} line={m.people_servers_line()}>
        <Listed listing={servers} keyOf={(domain) => domain} empty={m.people_servers_none()} show={(domain) => domain}
          undo={{ word: () => m.people_unblock(), act: (domain) => api.delete('/api/v1/domain_blocks', { domain }) }} />
        <SavedForm save={add} button={m.people_server_block()} fresh quiet><TextField name="domain" label={m.people_server()} placeholder="example.org" /></SavedForm>
      </Part>
    </SettingsPage>
  );
}
