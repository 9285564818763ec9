import { useMemo } from 'react';
import { Link, redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { accountJson, findByUsername, getAccount } from '#accounts';
import { readPinned, readProfile } from '#timelines';
import { notFound } from '#kit/errors.ts';
import { profileSource } from '../client/timeline.ts';
import * as m from '../paraglide/messages.js';
import type { Account } from '../entities.ts';
import { headOf, linkedPerson, summaryOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import { BeginTalk } from '../parts/chats/begin.tsx';
import { FollowButton } from '../parts/follow-button.tsx';
import { Feeds } from '../parts/feeds.tsx';
import { nameAmongWords, nameOf, profilePath } from '../parts/name.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Check } from '../parts/receipts/check.tsx';
import { Person } from '../parts/person.tsx';
import { Rail } from '../parts/rail.tsx';
import { PostsList } from '../parts/posts-list.tsx';
import { Post } from '../parts/post.tsx';
import { presentPeople } from '../people.server.ts';
import { liveAddress, pageOf, presentPosts, presentStretch } from '../posts.server.ts';
import { useHere } from '../here.tsx';
import css from '../parts/person.module.css';

const TABS = {
  '': { excludeReplies: true }, with_replies: {}, media: { onlyMedia: true },
} as const;
type Tab = keyof typeof TABS;

export const loader = page(async ({ visit, params, url }) => {
  const { handle = '' } = params;
  if (!handle.startsWith('@')) throw notFound();
  const tab = (/\/(with_replies|media)(?:\.data)?\/?$/.exec(url.pathname)?.[1] ?? '') as Tab;
  const [username = '', host] = handle.slice(1).split('@');
  const found = await findByUsername(visit.ctx, username);
  if (found === undefined || (host !== undefined && host !== new URL(visit.origin).host)) throw notFound();
  const { id } = await getAccount(visit.ctx, found.id);
  const account = JSON.parse(String((await accountJson(visit.ctx, [id])).get(id))) as Account;
  const path = profilePath(account);
  // Names are found in any case; addresses have one.
  if (handle !== path.slice(1)) throw redirect(`${path}${tab && `/${tab}`}${url.search}`, 301);
  const live = tab === '' ? liveAddress(visit, 'profile', String(id)) : undefined;
  const stretch = await presentStretch(visit, url, readProfile(visit.ctx, id, TABS[tab], pageOf(url)));
  const isTop = tab === '' && stretch.newer === undefined;
  const [known] = visit.viewer === undefined ? [] : await presentPeople(visit, [id]);
  const pinned = isTop ? await presentPosts(visit, (await readPinned(visit.ctx, id)).posts) : [];
  const head = headOf(visit, {
    title: `${nameOf(account)} (@${account.acct})`, description: summaryOf(account.note) || m.profile_description({ name: nameOf(account), server: visit.title }),
    path: path + (tab && `/${tab}`), type: 'profile', hidden: account.noindex || tab !== '', feed: path,
    image: { url: account.avatar_static, description: account.avatar_description },
    linked: { '@type': 'ProfilePage', dateCreated: account.created_at, mainEntity: linkedPerson(account) },
    more: [{ property: 'profile:username', content: account.acct }],
  });
  return { account, relation: known?.relation, tab, path, live, pinned, ...stretch, head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Profile() {
  const { account, relation, tab, path, live, pinned, head: _head, ...stretch } = useLoaderData<typeof loader>();
  const { origin, me } = useHere();
  const kind = ({ '': 'posts', with_replies: 'replies', media: 'media' } as const)[tab];
  const source = useMemo(() => profileSource(account.id, kind), [account.id, kind]);
  const tabs: readonly (readonly [Tab, string])[] = [['', m.profile_posts()], ['with_replies', m.profile_with_replies()], ['media', m.profile_media()]];
  return (
    <Page heading={nameOf(account)} unseenHeading>
      <Person account={account} origin={origin} />
      <div className={css['acts']}>
        {me !== undefined && me.id !== account.id && relation?.blocking !== true && relation?.blocked_by !== true && <BeginTalk account={account} />}
        <FollowButton key={account.id} account={account} relation={relation} next />
      </div>
      <nav className={css['tabs']} aria-label={m.profile_tabs()}>
        {tabs.map(([name, word]) => <Link key={name} to={path + (name && `/${name}`)} {...(name === tab && { 'aria-current': 'page' as const })}>{word}</Link>)}
      </nav>
      {pinned.length > 0 && <Rail label={m.profile_pinned()} ticks={false} head={<h2 className={css['pinned']}>{m.profile_pinned()}</h2>}
        items={pinned.map((post) => ({ key: post.id, at: post.created_at, node: <Post post={post} origin={origin} dated /> }))} />}
      <PostsList source={source} {...stretch} label={m.profile_label({ name: nameOf(account) })} live={live} empty={<Empty>{m.profile_empty({ name: nameAmongWords(account) })}</Empty>} />
      <div><Check list={`accounts/${account.id}`} /></div>
      <Feeds path={path} />
    </Page>
  );
}
