import { useEffect, useState } from 'react';
import { Link, useLoaderData } from 'react-router';
import { api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Page } from '../../parts/page.tsx';
import { Moment } from '../../parts/time.tsx';

export const loader = memberPage(({ params }) => ({ token: params['token'] ?? '' }));

export const meta = () => [{ title: m.join_title() }];

interface Leads {
  readonly title: string;
  readonly members_count: number;
  readonly expires_at: string;
  readonly state: 'none' | 'asking' | 'asked' | 'in';
  readonly chat_id: string | null;
}

/** What a link leads to: its title and how many it has, nothing more until somebody there says yes. */
export default function JoinPage() {
  const { token } = useLoaderData<typeof loader>();
  const [leads, setLeads] = useState<Leads | null>();
  const path = `${CHATS}/join/${encodeURIComponent(token)}`;
  useEffect(() => {
    api.get<Leads>(path).then(setLeads, () => setLeads(null));
  }, [path]);
  const ask = (): void => void api.post<Leads>(path).then(setLeads, (error: unknown) => notice(wordsOf(error)));
  if (leads === undefined) return <Page heading={m.join_title()}><p aria-live="polite">{m.list_loading()}</p></Page>;
  if (leads === null) return <Page heading={m.join_title()}><p>{m.join_over()}</p></Page>;
  return (
    <Page heading={<bdi>{leads.title}</bdi>} line={m.chat_people({ count: leads.members_count })}>
      {leads.chat_id !== null ? <p><Link className="button next" to={`/messages/${leads.chat_id}`}>{m.chat_back()}</Link></p>
        : leads.state === 'asking' ? <p><output>{m.join_waits()}</output></p>
          : <p><button type="button" className="button next" onClick={ask}>{m.group_ask()}</button></p>}
      <p className="hint">{m.join_link_until()} <Moment at={leads.expires_at} /></p>
    </Page>
  );
}
