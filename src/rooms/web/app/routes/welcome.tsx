import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useLoaderData, useNavigate } from 'react-router';
import { readOwnAccount } from '#accounts';
import { limits } from '#instance';
import * as m from '../paraglide/messages.js';
import { api } from '../client/api.ts';
import { notice, wordsOf } from '../client/notices.ts';
import type { Account, Post, Tag } from '../entities.ts';
import { memberPage } from '../page.server.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/settings/fields.tsx';
import { SavedForm } from '../parts/settings/form.tsx';
import form from '../parts/settings/form.module.css';
import { Someone, useListing } from '../parts/settings/listed.tsx';
import { PictureField } from '../parts/settings/picture.tsx';
import css from '../parts/settings/welcome.module.css';
import { useHere } from '../here.tsx';

const STEPS = ['you', 'tags', 'people', 'how'] as const;
type Step = (typeof STEPS)[number];

export const loader = memberPage(async ({ visit, url }) => {
  const step = STEPS.find((one) => one === url.searchParams.get('step')) ?? 'you';
  return { step, account: await readOwnAccount(visit.ctx), most: { name: limits.displayName, picture: limits.pictureDescription } };
});

export const meta = () => [{ title: m.welcome_title() }];

const MOST_TAGS = 20;

const addressOf = (step: Step | undefined): string => (step === undefined ? '/home' : `/welcome?step=${step}`);
const after = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) + 1];

/** A button that follows, and that takes it back. */
function FollowButton({ path, name, followed = false }: { path: string; name: string; followed?: boolean }) {
  const [on, setOn] = useState(followed);
  const turn = async (): Promise<void> => {
    setOn(!on);
    try {
      await api.post(`${path}/${on ? 'unfollow' : 'follow'}`);
    } catch (error) {
      setOn(on);
      notice(wordsOf(error));
    }
  };
  return <button type="button" className="button" aria-pressed={on} onClick={() => void turn()}>{on && <Icon name="check" small />}{on ? m.welcome_following() : m.tags_follow()}<span className="unseen"> {name}</span></button>;
}

function You() {
  const { account, most } = useLoaderData<typeof loader>();
  const { language } = useHere();
  const navigate = useNavigate();
  const save = async (data: FormData): Promise<void> => {
    const file = data.get('avatar');
    if (!(file instanceof File) || file.size === 0) data.delete('avatar');
    await api.patch('/api/v1/accounts/update_credentials', data);
    // Once the form is no longer held to be unsaved.
    setTimeout(() => void navigate(addressOf('tags')));
  };
  return (
    <>
      <p><a href={`/welcome?lang=${language === 'fr' ? 'en' : 'fr'}`} hrefLang={m.other_language_code()} lang={m.other_language_code()}>{m.other_language()}</a></p>
      <SavedForm save={save} button={m.welcome_next()}>
        <TextField name="display_name" label={m.welcome_name()} hint={m.welcome_name_hint({ name: `@${account.username}` })} value={account.display_name} most={most.name} complete="name" />
        <PictureField key={account.avatar} kind="avatar" label={m.picture_avatar()} now={account.avatar} isOwn={!account.avatar.endsWith('/assets/avatar.png')} description={account.avatar_description} most={most.picture} />
      </SavedForm>
    </>
  );
}

function Tags() {
  const trends = useListing<Tag>('/api/v1/trends/tags');
  const followed = useListing<Tag>('/api/v1/followed_tags');
  // Where nothing trends yet: what is being talked about.
  const lately = useListing<Post>('/api/v1/timelines/public?limit=40');
  const known = new Set(followed.items?.map(({ name }) => name));
  const follow = async (data: FormData): Promise<void> => {
    await api.post(`/api/v1/tags/${encodeURIComponent(String(data.get('name')).trim().replace(/^#+/, ''))}/follow`);
    followed.again();
  };
  const names = [...new Set([...(followed.items ?? []), ...(trends.items ?? []), ...(lately.items ?? []).flatMap(({ tags }) => tags)].map(({ name }) => name))].slice(0, MOST_TAGS);
  return (
    <>
      <ul className={form['rows']}>{followed.items !== undefined && names.map((name) => (
        <li key={name}><span>#{name}</span><FollowButton path={`/api/v1/tags/${encodeURIComponent(name)}`} name={`#${name}`} followed={known.has(name)} /></li>
      ))}</ul>
      <SavedForm save={follow} button={m.tags_follow()} label={m.tags_name()} fresh quiet><TextField name="name" label={names.length === 0 ? m.tags_name() : m.welcome_tag()} placeholder="#" /></SavedForm>
    </>
  );
}

interface Suggestion {
  readonly sources: readonly string[];
  readonly account: Account;
}

interface Relation {
  readonly id: string;
  readonly following: boolean;
  readonly requested: boolean;
}

/** Which of these one follows already; undefined until that is known. */
function useFollowed(ids: readonly string[] | undefined): ReadonlySet<string> | undefined {
  const [known, setKnown] = useState<ReadonlySet<string>>();
  const asked = ids?.join(',');
  useEffect(() => {
    if (asked === undefined) return;
    api.get<Relation[]>('/api/v1/accounts/relationships', { id: asked === '' ? [] : asked.split(',') })
      .then((relations) => setKnown(new Set(relations.filter(({ following, requested }) => following || requested).map(({ id }) => id))), (error: unknown) => notice(wordsOf(error)));
  }, [asked]);
  return known;
}

const reasonOf = ({ sources }: Suggestion): string => (sources.includes('featured') ? m.welcome_named() : m.welcome_friends());

/** People with the reason why they are shown. */
function People() {
  const { me } = useHere();
  const suggested = useListing<Suggestion>('/api/v2/suggestions?limit=20');
  const directory = useListing<Account>('/api/v1/directory?limit=20');
  const first = suggested.items?.map((one) => ({ account: one.account, reason: reasonOf(one) }));
  const seen = new Set([me?.id, ...(first ?? []).map(({ account }) => account.id)]);
  const more = directory.items?.filter(({ id }) => !seen.has(id)).map((account) => ({ account, reason: m.welcome_directory() }));
  const shown = first && more && [...first, ...more];
  const followed = useFollowed(shown?.map(({ account }) => account.id));
  if (shown === undefined || followed === undefined) return <p className="hint" aria-live="polite">{m.list_loading()}</p>;
  if (shown.length === 0) return <p className="hint">{m.welcome_nobody()}</p>;
  return (
    <ul className={form['rows']}>{shown.map(({ account, reason }) => (
      <li key={account.id}><Someone account={account} line={reason} /><FollowButton path={`/api/v1/accounts/${account.id}`} name={`@${account.acct}`} followed={followed.has(account.id)} /></li>
    ))}</ul>
  );
}

function How() {
  return (
    <ol className={css['how']}>
      <li>{m.welcome_how_order()}</li>
      <li>{m.welcome_how_whose()}</li>
      <li>{m.welcome_how_yours()}</li>
    </ol>
  );
}

const PARTS: Record<Step, { heading: () => string; line: () => string; show: () => ReactNode }> = {
  you: { heading: m.welcome_title, line: m.welcome_you_line, show: () => <You /> },
  tags: { heading: m.welcome_tags, line: m.welcome_tags_line, show: () => <Tags /> },
  people: { heading: m.welcome_people, line: m.welcome_people_line, show: () => <People /> },
  how: { heading: m.welcome_how, line: m.welcome_how_line, show: () => <How /> },
};

export default function Welcome() {
  const { step } = useLoaderData<typeof loader>();
  const { heading, line, show } = PARTS[step];
  const next = after(step);
  return (
    <Page heading={heading()} line={line()} aside={<p className="hint">{m.welcome_step({ count: STEPS.indexOf(step) + 1, most: STEPS.length })}</p>}>
      <div className={css['step']} key={step}>{show()}</div>
      {step === 'people' && <p>{m.welcome_bring()} <a href="/settings/data">{m.settings_data()}</a></p>}
      <div className={css['ways']}>
        {step !== 'you' && <Link className="button next" to={addressOf(next)}>{next === undefined ? m.welcome_home() : m.welcome_next()}</Link>}
        {step === 'you' && <Link className="button plain" to={addressOf(next)}>{m.welcome_skip()}</Link>}
        {next !== undefined && <Link className="button plain" to="/home">{m.welcome_skip_all()}</Link>}
      </div>
    </Page>
  );
}
