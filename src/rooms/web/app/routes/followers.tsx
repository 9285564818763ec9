import { redirect, useLoaderData } from 'react-router';
import { getByAddress, readFollows } from '#accounts';
import { notFound } from '#kit/errors.ts';
import * as m from '../paraglide/messages.js';
import { page } from '../page.server.ts';
import { nameAmongWords, profilePath } from '../parts/name.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { People } from '../parts/people.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { presentPeople } from '../people.server.ts';
import { pageOf, waysFrom } from '../posts.server.ts';

const PAGE = 40;

/** Who follows somebody, and whom they follow, the latest first. */
export const loader = page(async ({ visit, params, url }) => {
  const { handle = '' } = params;
  if (!handle.startsWith('@')) throw notFound();
  const which = /\/following(?:\.data)?\/?$/.test(url.pathname) ? 'following' : 'followers';
  const { id, hideCollections } = await getByAddress(visit.ctx, handle);
  const [owner] = await presentPeople(visit, [id]);
  if (owner === undefined) throw notFound();
  const path = profilePath(owner.account);
  if (handle !== path.slice(1)) throw redirect(`${path}/${which}${url.search}`, 301);
  const asked = pageOf(url, PAGE);
  const { listed, accounts } = await readFollows(visit.ctx, which, id, asked);
  const ways = waysFrom(url, { first: listed[0]?.id, last: listed.at(-1)?.id, full: listed.length >= PAGE });
  return { which, path, name: nameAmongWords(owner.account), hidden: hideCollections && visit.viewer !== id, people: await presentPeople(visit, accounts.map((account) => account.id)), ...ways } as const;
});

type Loaded = Awaited<ReturnType<typeof loader>>;

const headingOf = ({ which, name }: Pick<Loaded, 'which' | 'name'>): string => (which === 'followers' ? m.followers_of({ name }) : m.following_of({ name }));

export const meta = ({ loaderData }: { loaderData?: Loaded }) => (loaderData === undefined ? [] : [{ title: headingOf(loaderData) }, { name: 'robots', content: 'noindex' }]);

export default function Followers() {
  const loaded = useLoaderData<typeof loader>();
  const { which, path, name, hidden, people, older } = loaded;
  const heading = headingOf(loaded);
  const empty = hidden ? m.follows_hidden({ name }) : which === 'followers' ? m.followers_empty({ name }) : m.following_empty({ name });
  return (
    <Page heading={heading}>
      <Tabs label={m.follows_tabs({ name })} ways={[{ to: path, word: m.follows_posts() }, { to: `${path}/followers`, word: m.followers() }, { to: `${path}/following`, word: m.following() }]} />
      {people.length === 0 ? <Empty>{empty}</Empty> : <People people={people} label={heading} older={older} />}
    </Page>
  );
}
