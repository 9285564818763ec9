import { Link, useLoaderData } from 'react-router';
import { getList } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { readList } from '#timelines';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { Stretch } from '../parts/stretch.tsx';
import { pageOf, presentStretch } from '../posts.server.ts';
import { useRoot } from '../root.tsx';

export const loader = memberPage(async ({ visit, url, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const { title } = await getList(visit.ctx, id);
  return { id: String(id), title, ...(await presentStretch(visit, url, readList(visit.ctx, id, pageOf(url)))) };
});

export const meta = ({ loaderData }: { loaderData?: { title: string } }) => [{ title: loaderData?.title ?? m.nav_lists() }];

export default function List() {
  const { id, title, ...stretch } = useLoaderData<typeof loader>();
  const { origin } = useRoot();
  return (
    <Page heading={title} aside={<Link className="button" to={`/lists/${id}/edit`}>{m.list_edit()}</Link>}>
      <Stretch {...stretch} origin={origin} label={title} empty={<Empty>{m.list_empty()}</Empty>} />
    </Page>
  );
}
