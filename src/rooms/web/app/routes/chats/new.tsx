import { useState } from 'react';
import { Link, useLoaderData, useNavigate } from 'react-router';
import { parseId } from '#kit/ids.ts';
import { openChat } from '../../client/chats/mine.ts';
import { wordsOf } from '../../client/notices.ts';
import type { Account } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../../parts/icon.tsx';
import { nameOf } from '../../parts/name.tsx';
import { Page } from '../../parts/page.tsx';
import { Picker } from '../../parts/chats/picker.tsx';
import { presentPeople } from '../../people.server.ts';

/** With somebody in mind, where one comes from their profile. */
export const loader = memberPage(async ({ visit, url }) => {
  const to = parseId(url.searchParams.get('to') ?? '');
  const known = to === undefined || to === visit.viewer ? [] : await presentPeople(visit, [to]);
  return { me: visit.me.id, to: known.map(({ account }) => account) };
});

export const meta = () => [{ title: m.chat_new() }];

export default function NewChat() {
  const { me, to } = useLoaderData<typeof loader>();
  const [chosen, setChosen] = useState<readonly Account[]>(to);
  const [group, setGroup] = useState(false);
  const [title, setTitle] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const isGroup = group || chosen.length > 1;
  const begin = async (): Promise<void> => {
    if (chosen.length === 0) return setProblem(m.chat_new_nobody());
    if (isGroup && title.trim() === '') return setProblem(m.chat_new_untitled());
    setBusy(true);
    try {
      const { id } = await openChat(chosen.map((account) => account.id), isGroup ? title : undefined);
      await navigate(`/messages/${id}`);
    } catch (error) {
      setProblem(wordsOf(error));
      setBusy(false);
    }
    return undefined;
  };
  const [only] = chosen;
  return (
    <Page heading={m.chat_new()} line={m.chat_new_line()} aside={<Link className="button plain" to="/messages"><Icon name="arrow-left" />{m.nav_messages()}</Link>}>
      <form onSubmit={(event) => { event.preventDefault(); void begin(); }}>
        {isGroup && (
          <label className="field"><span className="label">{m.chat_title()}</span><input value={title} onChange={({ currentTarget }) => setTitle(currentTarget.value)} maxLength={100} dir="auto" autoComplete="off" /></label>
        )}
        <Picker me={me} chosen={chosen} onChange={(next) => { setChosen(next); setProblem(undefined); }} label={m.chat_new_who()} />
        {chosen.length === 1 && <p><label className="inline"><input type="checkbox" checked={group} onChange={({ currentTarget }) => setGroup(currentTarget.checked)} /> {m.chat_new_as_group()}</label></p>}
        {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
        <p><button className="button next" disabled={busy || chosen.length === 0}>{isGroup || only === undefined ? m.chat_new_begin() : m.chat_new_begin_with({ name: nameOf(only) })}</button></p>
      </form>
    </Page>
  );
}
