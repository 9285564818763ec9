import { Link, useLoaderData } from 'react-router';
import { readLists } from '#accounts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Icon } from '../parts/icon.tsx';
import { Empty, Page } from '../parts/page.tsx';
import css from '../parts/rows.module.css';

export const loader = memberPage(async ({ visit }) => ({
  lists: (await readLists(visit.ctx)).map(({ id, title, exclusive }) => ({ id: String(id), title, exclusive })),
}));

export const meta = () => [{ title: m.nav_lists() }];

export default function Lists() {
  const { lists } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.nav_lists()} line={m.lists_line()}>
      {lists.length === 0 ? <Empty>{m.lists_empty()}</Empty> : (
        <ul className={css['rows']}>
          {lists.map(({ id, title, exclusive }) => (
            <li key={id}><Link to={`/lists/${id}`}><Icon name="list" /><span>{title}{exclusive && <small> {m.list_exclusive()}</small>}</span></Link></li>
          ))}
        </ul>
      )}
    </Page>
  );
}
