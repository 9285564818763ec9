import { useEffect } from 'react';
import { Link, useLoaderData, useNavigate } from 'react-router';
import { postingDefaults } from '#accounts';
import { limits } from '#instance';
import { parseId } from '#kit/ids.ts';
import { readPosts } from '#posts';
import type { Post } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { takeShared } from '../client/drafts.ts';
import { notice } from '../client/notices.ts';
import { Composer } from '../parts/composer/composer.tsx';
import { keepShared } from '../parts/composer/draft.ts';
import { Drafts, Outbox } from '../parts/composer/kept-list.tsx';
import type { Settings } from '../parts/composer/settings.ts';
import type { Start } from '../parts/composer/start.ts';
import { begin, placeOf } from '../parts/composer/start.ts';
import type { VisibilityName } from '../parts/composer/words.ts';
import { Page } from '../parts/page.tsx';
import { Post as PostView, postPath } from '../parts/post.tsx';
import { presentPosts } from '../posts.server.ts';
import { useHere } from '../here.tsx';
import type { Visit } from '../visit.ts';
import css from './write.module.css';

const VISIBILITIES: readonly VisibilityName[] = ['public', 'unlisted', 'private', 'direct'];
const NAMES = { public: 'public', unlisted: 'unlisted', followers: 'private', direct: 'direct' } as const;

/** A post that an address names and this viewer may see. */
async function findPost(visit: Visit, text: string | null): Promise<Post | undefined> {
  const id = parseId(text ?? '');
  return id === undefined ? undefined : (await presentPosts(visit, await readPosts(visit.ctx, [id])))[0];
}

/** What another app hands over to be passed on: its title, its text and its address, each once. */
function sharedText(search: URLSearchParams): string {
  const parts = ['title', 'text', 'url'].map((name) => (search.get(name) ?? '').trim().slice(0, 5000)).filter((part) => part !== '');
  return parts.filter((part, at) => !parts.some((other, place) => place !== at && other.includes(part) && (other !== part || place < at))).join('\n');
}

/** Where a draft is kept that answers or quotes a post, be the post gone. */
function placeIn(search: URLSearchParams): string | undefined {
  const found = (['reply', 'quote'] as const).map((kind) => [kind, parseId(search.get(kind) ?? '')] as const).find(([, id]) => id !== undefined);
  return found === undefined ? undefined : found.join(':');
}

export const loader = memberPage(async ({ visit, url }) => {
  const { searchParams: search } = url;
  const wishes = await postingDefaults(visit.ctx, visit.viewer);
  const settings: Settings = {
    characters: limits.characters, perLink: limits.charactersPerLink, attachments: limits.attachments, description: limits.mediaDescription, types: ['image/*', 'video/*', 'audio/*'],
    pictureBytes: limits.pictureBytes, movieBytes: limits.movieBytes, options: limits.pollOptions, optionCharacters: limits.pollOptionCharacters,
    visibility: NAMES[wishes.visibility], sensitive: wishes.sensitive, language: wishes.language ?? visit.language, policy: wishes.quotePolicy,
  };
  const visibility = VISIBILITIES.find((name) => name === search.get('visibility'));
  const [reply, quote] = await Promise.all([findPost(visit, search.get('reply')), findPost(visit, search.get('quote'))]);
  const about = reply === undefined && quote === undefined ? placeIn(search) : undefined;
  return { settings, reply, quote, text: sharedText(search), visibility, about, draft: search.get('draft')?.slice(0, 40), shared: search.get('shared') !== null };
});

export const meta = () => [{ title: m.composer_new() }];

type Given = Awaited<ReturnType<typeof loader>>;

function startOf({ reply, quote, text, visibility, draft, about }: Given): Start {
  const post = reply ?? quote;
  if (post !== undefined) return { kind: reply === undefined ? 'quote' : 'reply', post };
  if (about !== undefined) return { kind: 'new', visibility, place: about };
  return { kind: 'new', text, visibility, place: draft?.startsWith('new:') === true ? draft : text === '' ? 'new' : 'new:shared' };
}

/** Takes what another app has handed over, once, into a draft of its own. */
function useShared({ shared, settings }: Pick<Given, 'shared' | 'settings'>, account: string): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!shared) return;
    const take = async (): Promise<void> => {
      const handed = await takeShared();
      if (handed === undefined) return;
      const place = await keepShared(account, handed, begin({ kind: 'new' }, settings, ''), settings.attachments);
      if (handed.files.length > settings.attachments) notice(m.upload_too_many({ count: settings.attachments }));
      await navigate(`/write?draft=${place}`, { replace: true });
    };
    take().catch(() => notice(m.act_fault()));
    // Once for this page.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shared, account]);
}

export default function Write() {
  const given = useLoaderData<typeof loader>() as Given;
  const { me, origin } = useHere();
  const navigate = useNavigate();
  const account = me?.id ?? '';
  useShared(given, account);
  const start = startOf(given);
  const place = placeOf(start);
  const answered = start.kind === 'reply' ? start.post : undefined;
  return (
    <Page heading={start.kind === 'reply' ? m.composer_reply({ name: `@${start.post.account.acct}` }) : m.composer_new()}
      aside={<Link className="button plain" to="/scheduled">{m.scheduled_title()}</Link>}>
      {answered !== undefined && <div className={css['answered']}><PostView post={answered} origin={origin} acts={<></>} /></div>}
      {given.about !== undefined && <p className={css['gone']}>{m.draft_post_gone()}</p>}
      <Composer key={place} start={start} settings={given.settings} focused
        onDone={(made) => { if (made.kind !== 'kept') void navigate(made.kind === 'scheduled' ? '/scheduled' : postPath(made.post)); }} />
      <Outbox account={account} />
      <Drafts here={place} account={account} />
    </Page>
  );
}
