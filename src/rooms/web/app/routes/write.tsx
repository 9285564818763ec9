import { useEffect, useState } from 'react';
import { Link, useLoaderData, useNavigate } from 'react-router';
import { postingDefaults } from '#accounts';
import { limits } from '#instance';
import { parseId } from '#kit/ids.ts';
import { readPosts } from '#posts';
import type { Post } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Composer } from '../parts/composer/composer.tsx';
import { listDrafts } from '../parts/composer/draft.ts';
import type { KeptDraft } from '../parts/composer/draft.ts';
import type { Settings } from '../parts/composer/settings.ts';
import type { Start } from '../parts/composer/start.ts';
import { placeOf } from '../parts/composer/start.ts';
import type { VisibilityName } from '../parts/composer/words.ts';
import { Page } from '../parts/page.tsx';
import { Post as PostView, postPath } from '../parts/post.tsx';
import { Moment } from '../parts/time.tsx';
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

export const loader = memberPage(async ({ visit, url }) => {
  const { searchParams: search } = url;
  const wishes = await postingDefaults(visit.ctx, visit.viewer);
  const settings: Settings = {
    characters: limits.characters, perLink: limits.charactersPerLink, attachments: limits.attachments, description: limits.mediaDescription, types: ['image/*', 'video/*', 'audio/*'],
    options: limits.pollOptions, optionCharacters: limits.pollOptionCharacters,
    visibility: NAMES[wishes.visibility], sensitive: wishes.sensitive, language: wishes.language ?? visit.language, policy: wishes.quotePolicy,
  };
  const visibility = VISIBILITIES.find((name) => name === search.get('visibility'));
  const [reply, quote] = await Promise.all([findPost(visit, search.get('reply')), findPost(visit, search.get('quote'))]);
  return { settings, reply, quote, text: sharedText(search), visibility, draft: search.get('draft')?.slice(0, 40) };
});

export const meta = () => [{ title: m.composer_new() }];

function startOf({ reply, quote, text, visibility, draft }: Awaited<ReturnType<typeof loader>>): Start {
  const post = reply ?? quote;
  if (post !== undefined) return { kind: reply === undefined ? 'quote' : 'reply', post };
  return { kind: 'new', text, visibility, place: draft?.startsWith('new:') === true ? draft : text === '' ? 'new' : 'new:shared' };
}

const wayTo = (place: string): string => {
  const [kind = '', id = ''] = place.split(':');
  if (place === 'new') return '/write';
  return kind === 'new' ? `/write?draft=${place}` : `/write?${kind}=${id}`;
};

/** What else was begun in this browser. */
function Drafts({ here, account }: { here: string; account: string }) {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>([]);
  // What this browser kept is known once the page lives, not where it was made.
  // oxlint-disable-next-line react/set-state-in-effect
  useEffect(() => setDrafts(listDrafts(account).filter(({ place }) => place !== here && !place.startsWith('edit:'))), [account, here]);
  if (drafts.length === 0) return null;
  return (
    <section className={css['drafts']} aria-labelledby="drafts">
      <h2 id="drafts">{m.drafts_title()}</h2>
      <ul>
        {drafts.map(({ place, draft, at }) => (
          <li key={place}><Link to={wayTo(place)}><span className={css['excerpt']} dir="auto">{draft.text.trim() === '' ? m.draft_without_text() : draft.text}</span><small><Moment at={new Date(at).toISOString()} /></small></Link></li>
        ))}
      </ul>
    </section>
  );
}

export default function Write() {
  const given = useLoaderData<typeof loader>();
  const { me, origin } = useHere();
  const navigate = useNavigate();
  const start = startOf(given as Awaited<ReturnType<typeof loader>>);
  const place = placeOf(start);
  const answered = start.kind === 'reply' ? start.post : undefined;
  return (
    <Page heading={start.kind === 'reply' ? m.composer_reply({ name: `@${start.post.account.acct}` }) : m.composer_new()}
      aside={<Link className="button plain" to="/scheduled">{m.scheduled_title()}</Link>}>
      {answered !== undefined && <div className={css['answered']}><PostView post={answered} origin={origin} acts={<></>} /></div>}
      <Composer key={place} start={start} settings={given.settings} focused
        onDone={(made) => { if (made.kind !== 'kept') void navigate(made.kind === 'scheduled' ? '/scheduled' : postPath(made.post)); }} />
      <Drafts here={place} account={me?.username ?? ''} />
    </Page>
  );
}
