import { useState } from 'react';
import { Link, useLoaderData, useRevalidator } from 'react-router';
import { getList, presentList, readMembers } from '#accounts';
import { limits } from '#instance';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { api } from '../client/api.ts';
import { wordsOf } from '../client/notices.ts';
import type { PeopleList } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import css from '../parts/lists/lists.module.css';
import { Members } from '../parts/lists/members.tsx';
import { Page } from '../parts/page.tsx';
import { presentPeople } from '../people.server.ts';

export const loader = memberPage(async ({ visit, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const list = presentList(await getList(visit.ctx, id));
  const { accounts } = await readMembers(visit.ctx, id, { limit: limits.listMembers, maxId: undefined, sinceId: undefined, minId: undefined });
  return { list, people: await presentPeople(visit, accounts.map((account) => account.id)), longest: limits.listTitle };
});

export const meta = ({ loaderData }: { loaderData?: { list: PeopleList } }) => [{ title: m.list_edit_named({ title: loaderData?.list.title ?? '' }) }];

const policies = (): readonly (readonly [PeopleList['replies_policy'], string])[] => [
  ['list', m.list_replies_list()], ['followed', m.list_replies_followed()], ['none', m.list_replies_none()],
];

function Facts({ list, longest }: { list: PeopleList; longest: number }) {
  const [problem, setProblem] = useState<string>();
  const [saved, setSaved] = useState(false);
  const { revalidate } = useRevalidator();
  const save = async (form: FormData): Promise<void> => {
    setProblem(undefined);
    try {
      await api.put(`/api/v1/lists/${list.id}`, { title: String(form.get('title')), replies_policy: form.get('replies'), exclusive: form.get('exclusive') !== null });
      setSaved(true);
      await revalidate();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <form onChange={() => setSaved(false)} onSubmit={(event) => { event.preventDefault(); void save(new FormData(event.currentTarget)); }}>
      <div className="field">
        <label htmlFor="title">{m.list_title()}</label>
        <input id="title" name="title" required maxLength={longest} defaultValue={list.title} autoComplete="off" {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': 'list-problem' })} />
        {problem !== undefined && <p className="mistake" id="list-problem" role="alert">{problem}</p>}
      </div>
      <fieldset className={css['choices']}>
        <legend className="label">{m.list_replies()}</legend>
        {policies().map(([value, word]) => <label key={value} className={css['choice']}><input type="radio" name="replies" value={value} defaultChecked={list.replies_policy === value} /><span>{word}</span></label>)}
      </fieldset>
      <label className={css['choice']}><input type="checkbox" name="exclusive" defaultChecked={list.exclusive} /><span>{m.list_exclusive_choice()}</span></label>
      <p className={css['ends']}><button className="button next">{m.save()}</button><output>{saved && m.saved()}</output></p>
    </form>
  );
}

export default function ListEdit() {
  const { list, people, longest } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.list_edit_named({ title: list.title })} aside={<Link className="button" to={`/lists/${list.id}`}>{m.list_read()}</Link>}>
      <Facts key={list.id} list={list} longest={longest} />
      <Members key={`members ${list.id}`} id={list.id} people={people} />
    </Page>
  );
}
