import { useMemo } from 'react';
import { Link, useLoaderData } from 'react-router';
import { getList } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { readList } from '#timelines';
import { listSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { LiveList } from '../parts/live-list.tsx';
import { pageOf, presentStretch } from '../posts.server.ts';

export const loader = memberPage(async ({ visit, url, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined) throw notFound();
  const { title } = await getList(visit.ctx, id);
  return { id: String(id), title, ...(await presentStretch(visit, url, readList(visit.ctx, id, pageOf(url)))) };
});

export const meta = ({ loaderData }: { loaderData?: { title: string } }) => [{ title: loaderData?.title ?? m.nav_lists() }];

export default function List() {
  const { id, title, posts, older } = useLoaderData<typeof loader>();
  const source = useMemo(() => listSource(id), [id]);
  return (
    <Page heading={title} aside={<Link className="button" to={`/lists/${id}/edit`}>{m.list_edit()}</Link>}>
      <LiveList key={id} source={source} posts={posts} older={older} label={title} empty={<Empty>{m.list_empty()}</Empty>} />
    </Page>
  );
}
