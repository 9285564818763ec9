import { Form, Link, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { api } from '../../client/api.ts';
import { GROUPS, useFreshGroups } from '../../client/groups.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { presentInside, presentPeopleOf } from '../../groups.server.ts';
import type { Group } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import css from '../../parts/groups/groups.module.css';
import { Introduce } from '../../parts/groups/introduce.tsx';
import { GroupPerson } from '../../parts/groups/person.tsx';
import { TextField } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';

/** The directory: who does what, and who can help with what. */
export const loader = memberPage(async ({ visit, params, url }) => {
  const group = await presentInside(visit, params['handle']);
  const steers = group.me?.may_steer === true;
  const [people, invited, asked] = await Promise.all([
    presentPeopleOf(visit, group, url), presentPeopleOf(visit, group, new URL('/', url), 'invited'), steers ? presentPeopleOf(visit, group, new URL('/', url), 'asked') : undefined,
  ]);
  return { group, ...people, invited: invited.people, asked: asked?.people ?? [], q: url.searchParams.get('q') ?? '', helps: url.searchParams.get('helps') ?? '', me: visit.me.id };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.group_people()} · ${loaderData?.group.title ?? ''}` }];

function Mine({ group, onDone }: { group: Group; onDone: () => void }) {
  const save = async (data: FormData): Promise<void> => {
    const words = String(data.get('helps_with') ?? '').split(',').map((word) => word.trim()).filter(Boolean);
    await api.patch(`${GROUPS}/${group.id}/me`, { trade: String(data.get('trade') ?? ''), helps_with: words });
    onDone();
  };
  return (
    <details className={css['rules']}>
      <summary><h2>{m.group_mine()}</h2></summary>
      <SavedForm save={save} quiet>
        <TextField name="trade" label={m.group_trade()} hint={m.group_trade_hint()} value={group.me?.trade} most={80} />
        <TextField name="helps_with" label={m.group_helps()} hint={m.group_helps_hint()} value={group.me?.helps_with.join(', ')} />
      </SavedForm>
    </details>
  );
}

function Leaving({ group }: { group: Group }) {
  const navigate = useNavigate();
  const leave = (): void => void api.post(`${GROUPS}/${group.id}/leave`).then(() => navigate('/groups'), (error: unknown) => notice(wordsOf(error)));
  return (
    <details className={css['rules']}>
      <summary><h2>{m.group_leave()}</h2></summary>
      <p>{group.members_count === 1 ? m.group_leave_last() : m.group_leave_text()}</p>
      <p className={css['acts']}><button type="button" className="button" onClick={leave}>{m.group_leave()}</button></p>
    </details>
  );
}

export default function GroupPeople() {
  const { group, people, invited, asked, older, q, helps, me } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useFreshGroups(group.id, true);
  const fresh = (): void => void revalidate();
  const searched = q !== '' || helps !== '';
  return (
    <GroupFrame group={group}>
      {asked.length > 0 && <section className={css['section']} aria-labelledby="asked"><h2 id="asked">{m.group_asking()}</h2><ul>{asked.map((member) => <GroupPerson key={member.id} group={group} member={member} />)}</ul></section>}
      <search><Form method="get" className={css['inline']}>
        <div className="field"><label htmlFor="people-q">{m.group_find_people()}</label><input id="people-q" type="search" name="q" defaultValue={q} maxLength={100} /></div>
        <button className="button">{m.group_find()}</button>
      </Form></search>
      {helps !== '' && <p>{m.group_who_helps({ word: helps })} <Link to="?">{m.group_everybody()}</Link></p>}
      {people.length === 0 && searched ? <p className={css['section']}>{m.group_nobody_found()}</p> : <ul aria-label={m.group_people()}>{people.map((member) => <GroupPerson key={member.id} group={group} member={member} />)}</ul>}
      {older !== undefined && <p><Link className="button" to={older} rel="next">{m.older()}</Link></p>}
      {invited.length > 0 && !searched && <section className={css['section']} aria-labelledby="invited"><h2 id="invited">{m.group_invited()}</h2><ul>{invited.map((member) => <GroupPerson key={member.id} group={group} member={member} />)}</ul></section>}
      <Mine group={group} onDone={fresh} />
      <Introduce group={group} me={me} onDone={fresh} without={people.map(({ account }) => account.id)} />
      <Leaving group={group} />
    </GroupFrame>
  );
}
