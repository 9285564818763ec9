import { useState } from 'react';
import { Link, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { presentList, readLists } from '#accounts';
import { limits } from '#instance';
import { api } from '../client/api.ts';
import { wordsOf } from '../client/notices.ts';
import type { PeopleList } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Icon } from '../parts/icon.tsx';
import css from '../parts/lists/lists.module.css';
import { removeList } from '../parts/lists/remove.ts';
import { Empty, Page } from '../parts/page.tsx';

export const loader = memberPage(async ({ visit }) => ({ lists: (await readLists(visit.ctx)).map(presentList), longest: limits.listTitle, most: limits.lists }));

export const meta = () => [{ title: m.nav_lists() }];

/** Makes a list and leads to where people are put into it. */
function NewList({ longest }: { longest: number }) {
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const navigate = useNavigate();
  const make = async (title: string): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      const { id } = await api.post<PeopleList>('/api/v1/lists', { title });
      await navigate(`/lists/${id}/edit`);
    } catch (error) {
      setProblem(wordsOf(error));
      setSending(false);
    }
  };
  return (
    <form className={css['make']} onSubmit={(event) => { event.preventDefault(); void make(String(new FormData(event.currentTarget).get('title') ?? '').trim()); }}>
      <label className="label" htmlFor="new-list">{m.list_new()}</label>
      <div className={css['line']}>
        <input className="input" id="new-list" name="title" required maxLength={longest} placeholder={m.list_new_hint()} autoComplete="off" {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': 'new-list-problem' })} />
        <button className="button next" disabled={sending}>{m.list_make()}</button>
      </div>
      {problem !== undefined && <p className="mistake" id="new-list-problem" role="alert">{problem}</p>}
    </form>
  );
}

/** What was deleted just now, and the way back. */
interface Removed {
  readonly title: string;
  readonly bringBack: () => Promise<void>;
}

function Lines({ lists, onRemoved, onProblem }: { lists: readonly PeopleList[]; onRemoved: (removed: Removed) => void; onProblem: (words: string) => void }) {
  const remove = async (list: PeopleList): Promise<void> => {
    try {
      onRemoved({ title: list.title, bringBack: await removeList(list) });
    } catch (error) {
      onProblem(wordsOf(error));
    }
  };
  return (
    <ul className={css['lists']}>
      {lists.map((list) => (
        <li key={list.id} className={css['list']}>
          <Link className={css['way']} to={`/lists/${list.id}`}><Icon name="list" /><span><bdi>{list.title}</bdi>{list.exclusive && <small> {m.list_exclusive()}</small>}</span></Link>
          <Link className="button plain" to={`/lists/${list.id}/edit`} title={m.list_edit_named({ title: list.title })}><Icon name="pencil" /><span className="unseen">{m.list_edit_named({ title: list.title })}</span></Link>
          <button type="button" className="button plain" title={m.list_delete_named({ title: list.title })} onClick={() => void remove(list)}><Icon name="trash" /><span className="unseen">{m.list_delete_named({ title: list.title })}</span></button>
        </li>
      ))}
    </ul>
  );
}

export default function Lists() {
  const { lists, longest, most } = useLoaderData<typeof loader>();
  const [removed, setRemoved] = useState<Removed>();
  const [problem, setProblem] = useState<string>();
  const { revalidate } = useRevalidator();
  const change = async (act?: () => Promise<void>): Promise<void> => {
    setProblem(undefined);
    try {
      await act?.();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    await revalidate();
  };
  return (
    <Page heading={m.nav_lists()} line={m.lists_line()}>
      <output className={css['said']}>
        {removed !== undefined && <>{m.list_deleted({ title: removed.title })} <button type="button" className={css['undo']} onClick={() => { setRemoved(undefined); void change(removed.bringBack); }}>{m.undo()}</button></>}
      </output>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      {lists.length === 0 ? <Empty>{m.lists_empty()}</Empty> : <Lines lists={lists} onProblem={setProblem} onRemoved={(one) => { setRemoved(one); void change(); }} />}
      {lists.length < most ? <NewList longest={longest} /> : <p className="hint">{m.lists_most({ count: most })}</p>}
    </Page>
  );
}
