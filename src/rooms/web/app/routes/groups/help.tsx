import { useRef } from 'react';
import { Link, useLoaderData } from 'react-router';
import { useFreshGroups, useGroupAct } from '../../client/groups.ts';
import { presentHelps } from '../../decisions.server.ts';
import type { Group } from '../../entities.ts';
import { presentInside } from '../../groups.server.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import css from '../../parts/decisions/decisions.module.css';
import { GroupFrame, groupPath } from '../../parts/groups/frame.tsx';
import { HelpRequest } from '../../parts/helping/request.tsx';
import { Empty } from '../../parts/page.tsx';
import { TextField } from '../../parts/settings/fields.tsx';
import { Tabs } from '../../parts/tabs.tsx';

export const loader = memberPage(async ({ visit, params, url }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, ...(await presentHelps(visit, group, url)) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.helping()} · ${loaderData?.group.title ?? ''}` }];

function Asking({ group }: { group: Group }) {
  const act = useGroupAct(group.id);
  const form = useRef<HTMLFormElement>(null);
  const send = async (data: FormData): Promise<void> => {
    if (await act('post', '/help', { text: String(data.get('text') ?? '') })) form.current?.reset();
  };
  return (
    <form ref={form} className={css['form']} onSubmit={(event) => { event.preventDefault(); void send(new FormData(event.currentTarget)); }}>
      <TextField name="text" label={m.helping_ask()} rows={2} required />
      <p className={css['acts']}><button className="button">{m.helping_send()}</button></p>
    </form>
  );
}

export default function GroupHelp() {
  const { group, helps, shelf, older } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  const path = `${groupPath(group)}/help`;
  return (
    <GroupFrame group={group}>
      <h2>{m.helping()}</h2>
      <p className={`hint ${css['lead']}`}>{m.helping_line()}</p>
      <Asking group={group} />
      <Tabs label={m.helping()} ways={[{ to: path, word: m.helping_open() }, { to: `${path}?only=closed`, word: m.helping_closed() }]} />
      {helps.length === 0 ? <Empty>{shelf === 'open' ? m.helping_none() : m.helping_none_closed()}</Empty> : helps.map((help) => <HelpRequest key={help.id} group={group} help={help} />)}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
    </GroupFrame>
  );
}
