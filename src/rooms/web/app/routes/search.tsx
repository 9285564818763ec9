import { Form, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { accountJson } from '#accounts';
import { presentTag } from '#posts';
import { searchEverything } from '#search';
import * as m from '../paraglide/messages.js';
import type { Account } from '../entities.ts';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { PersonList } from '../parts/person-list.tsx';
import { SaveSearch, SavedList } from '../parts/search-save.tsx';
import { Stretch } from '../parts/stretch.tsx';
import { TagList } from '../parts/tag-list.tsx';
import css from '../parts/listing.module.css';
import { pageOf, presentStretch } from '../posts.server.ts';
import { useHere } from '../here.tsx';

const LONGEST = 500;
const PEOPLE = 8;
const TAGS = 8;

export const loader = page(async ({ visit, url }) => {
  const text = (url.searchParams.get('q') ?? '').slice(0, LONGEST).toWellFormed();
  const head = headOf(visit, { title: text === '' ? m.search_title() : m.search_of({ text }), description: m.search_line(), path: '/search', hidden: text !== '' });
  const part = pageOf(url);
  // Further pages are of posts alone.
  const kind = part.maxId === undefined && part.minId === undefined ? undefined : 'posts';
  const found = await searchEverything(visit.ctx, { text, kind, page: part, offset: 0, onlyFollowed: false, authorId: undefined });
  const json = await accountJson(visit.ctx, found.accounts.slice(0, PEOPLE).map(({ id }) => id));
  const people = found.accounts.flatMap(({ id }) => {
    const bytes = json.get(id);
    return bytes === undefined ? [] : [JSON.parse(bytes.toString()) as Account];
  });
  const stretch = await presentStretch(visit, url, { posts: [...found.posts], full: found.posts.length === part.limit });
  return { text, people, tags: found.tags.slice(0, TAGS).map((tag) => presentTag(visit.origin, tag)), stretch, head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

/** What can be written, and what it finds. */
function Help() {
  const rows = [
    [m.search_example_words(), m.search_help_words()], ['#tag', m.search_help_tag()], ['from:name', m.search_help_from()],
    ['has:image  has:poll  has:link', m.search_help_has()], ['language:fr', m.search_help_language()],
    ['before:2026-05-01  during:2026-05', m.search_help_days()], ['-', m.search_help_without()],
  ] as const;
  return <details className={css['help']}><summary>{m.search_help()}</summary><dl>{rows.map(([written, finds]) => <div key={written}><dt>{written}</dt><dd>{finds}</dd></div>)}</dl></details>;
}

export default function Search() {
  const { text, people, tags, stretch } = useLoaderData<typeof loader>();
  const { origin, me } = useHere();
  const isEmpty = people.length === 0 && tags.length === 0 && stretch.posts.length === 0;
  return (
    <Page heading={m.search_title()} line={m.search_line()}>
      <search><Form method="get" action="/search" className={css['form']} key={text}>
        <input type="search" name="q" defaultValue={text} maxLength={LONGEST} aria-label={m.search_label()} autoComplete="off" enterKeyHint="search" />
        <button className="button next">{m.search_act()}</button>
      </Form></search>
      {me !== undefined && <SaveSearch query={text} account={me.id} />}
      <Help />
      {me !== undefined && text === '' && <SavedList account={me.id} />}
      {text !== '' && isEmpty && <Empty>{m.search_nothing({ text })}</Empty>}
      {people.length > 0 && <section className={css['part']} aria-labelledby="found-people"><h2 id="found-people">{m.found_people()}</h2><PersonList people={people} origin={origin} /></section>}
      {tags.length > 0 && <section className={css['part']} aria-labelledby="found-tags"><h2 id="found-tags">{m.found_tags()}</h2><TagList tags={tags} /></section>}
      {stretch.posts.length > 0 && <div className={css['part']}><h2>{m.found_posts()}</h2><Stretch {...stretch} origin={origin} label={m.found_posts()} empty={null} /></div>}
    </Page>
  );
}
