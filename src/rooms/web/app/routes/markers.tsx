import { Link, redirect, useLoaderData } from 'react-router';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { readMarkers, readPosts, readQuotes } from '#posts';
import * as m from '../paraglide/messages.js';
import type { Post } from '../entities.ts';
import { page } from '../page.server.ts';
import type { Asked } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { People } from '../parts/people.tsx';
import { postPath } from '../parts/post.tsx';
import { Stretch } from '../parts/stretch.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { plainText } from '../parts/text.tsx';
import type { Known } from '../people.server.ts';
import { presentPeople } from '../people.server.ts';
import { pageOf, presentPosts, waysFrom } from '../posts.server.ts';
import type { Ways } from '../posts.server.ts';
import { useHere } from '../here.tsx';

const PAGE = 40;
const LISTS = { likes: 'likersOf', reposts: 'repostersOf' } as const;
type Which = keyof typeof LISTS | 'quotes';

async function read({ visit, url }: Asked, id: Id, which: Which): Promise<{ people: Known[]; posts: Post[] } & Ways> {
  const asked = pageOf(url, which === 'quotes' ? undefined : PAGE);
  if (which === 'quotes') {
    const { posts, cursors } = await readQuotes(visit.ctx, id, asked);
    return { people: [], posts: await presentPosts(visit, posts), ...waysFrom(url, cursors) };
  }
  const { accountIds, cursors } = await readMarkers(visit.ctx, id, LISTS[which], asked);
  return { people: await presentPeople(visit, accountIds), posts: [], ...waysFrom(url, cursors) };
}

/** Who likes a post, who passed it on, and what quotes it. */
export const loader = page(async (asked) => {
  const { visit, params, url } = asked;
  const id = parseId(params['id'] ?? '');
  const which = /\/(likes|reposts|quotes)(?:\.data)?\/?$/.exec(url.pathname)?.[1] as Which | undefined;
  if (id === undefined || which === undefined) throw notFound();
  const [post] = await presentPosts(visit, await readPosts(visit.ctx, [id]));
  if (post === undefined) throw notFound();
  const path = postPath(post);
  if (`/${params['handle']}/${id}` !== path) throw redirect(`${path}/${which}${url.search}`, 301);
  return { which, path, about: post.spoiler_text || plainText(post.content).slice(0, 200), by: post.account.acct, ...(await read(asked, id, which)) };
});

const WORDS: Record<Which, readonly [heading: () => string, empty: () => string]> = {
  likes: [() => m.likers(), () => m.likers_empty()],
  reposts: [() => m.reposters(), () => m.reposters_empty()],
  quotes: [() => m.quotes(), () => m.quotes_empty()],
};

export const meta = ({ loaderData }: { loaderData?: { which: Which } }) => (loaderData === undefined ? [] : [{ title: WORDS[loaderData.which][0]() }, { name: 'robots', content: 'noindex' }]);

export default function Markers() {
  const { which, path, about, by, people, posts, older, newer } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  const [heading, empty] = WORDS[which];
  const ways = (['likes', 'reposts', 'quotes'] as const).map((one) => ({ to: `${path}/${one}`, word: WORDS[one][0]() }));
  return (
    <Page heading={heading()} line={<Link to={path}>{m.markers_of({ name: `@${by}` })}{about !== '' && <> “<bdi>{about}</bdi>”</>}</Link>}>
      <Tabs label={m.markers_tabs()} ways={ways} />
      {which === 'quotes' ? <Stretch posts={posts} older={older} newer={newer} origin={origin} label={heading()} empty={<Empty>{empty()}</Empty>} />
        : people.length === 0 ? <Empty>{empty()}</Empty> : <People people={people} label={heading()} older={older} />}
    </Page>
  );
}
