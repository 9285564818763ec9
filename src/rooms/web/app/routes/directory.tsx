import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { accountJson, readDirectory } from '#accounts';
import * as m from '../paraglide/messages.js';
import type { Account } from '../entities.ts';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { PersonList } from '../parts/person-list.tsx';
import css from '../parts/listing.module.css';
import { useHere } from '../here.tsx';

const PAGE = 40;
/** Nobody leafs through more by hand. */
const FURTHEST = 4000;

export const loader = page(async ({ visit, url }) => {
  const order = url.searchParams.get('order') === 'new' ? 'new' : 'active';
  const asked = url.searchParams.get('offset') ?? '';
  const offset = /^\d{1,5}$/.test(asked) ? Math.min(FURTHEST, Number(asked)) : 0;
  const found = await readDirectory(visit.ctx, { order, offset, limit: PAGE });
  const json = await accountJson(visit.ctx, found.map(({ id }) => id));
  const people = found.flatMap(({ id }) => {
    const bytes = json.get(id);
    return bytes === undefined ? [] : [JSON.parse(bytes.toString()) as Account];
  });
  const at = (from: number): string => `/directory?order=${order}&offset=${from}`;
  return {
    people, order, older: found.length === PAGE && offset < FURTHEST ? at(offset + PAGE) : undefined, newer: offset > 0 ? at(Math.max(0, offset - PAGE)) : undefined,
    head: headOf(visit, { title: m.directory_title(), description: m.directory_line(), path: '/directory', hidden: offset > 0 }),
  };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Directory() {
  const { people, order, older, newer } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  const orders = [['active', m.directory_active()], ['new', m.directory_new()]] as const;
  return (
    <Page heading={m.directory_title()} line={m.directory_line()}>
      <nav className={css['ways']} aria-label={m.directory_order()}>
        {orders.map(([name, word]) => <Link key={name} to={`/directory?order=${name}`} {...(name === order && { 'aria-current': 'page' as const })}>{word}</Link>)}
      </nav>
      {people.length === 0 ? <Empty>{m.directory_empty()}</Empty> : <PersonList people={people} origin={origin} />}
      <p className={css['ways']}>{newer !== undefined && <Link to={newer} rel="prev">{m.list_back()}</Link>}{older !== undefined && <Link to={older} rel="next">{m.list_on()}</Link>}</p>
    </Page>
  );
}
