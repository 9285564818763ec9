import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../client/api.ts';
import type { Page as ListPage } from '../client/api.ts';
import { notice, wordsOf } from '../client/notices.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Ask } from '../parts/ask.tsx';
import { Opened } from '../parts/composer/opened.tsx';
import { isTooSoon, localMinute } from '../parts/composer/schedule.tsx';
import type { Scheduled } from '../parts/composer/start.ts';
import { Media } from '../parts/media.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Rail } from '../parts/rail.tsx';
import { Moment } from '../parts/time.tsx';
import css from './scheduled.module.css';

export const loader = memberPage(() => null);

export const meta = () => [{ title: m.scheduled_title() }];

const PATH = '/api/v1/scheduled_statuses';

function Words({ post: { params: { text, spoiler_text: warning, poll }, media_attachments: media } }: { post: Scheduled }) {
  return (
    <>
      {warning !== null && warning !== '' && <p><strong>{warning}</strong></p>}
      <p className={css['text']} dir="auto">{text}</p>
      <Media items={media} sensitive={false} />
      {poll !== null && <ul className={css['poll']}>{poll.options.map((option) => <li key={option}>{option}</li>)}</ul>}
    </>
  );
}

function One({ post, onChange, onCancel }: { post: Scheduled; onChange: (post: Scheduled) => void; onCancel: () => void }) {
  const { id, scheduled_at: at, failure } = post;
  const [editing, setEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [moment, setMoment] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const move = async (): Promise<void> => {
    if (moment === undefined || isTooSoon(moment)) return setProblem(m.schedule_soon());
    try {
      onChange(await api.put<Scheduled>(`${PATH}/${id}`, { scheduled_at: new Date(moment).toISOString() }));
      setMoment(undefined);
      setProblem(undefined);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  const cancel = async (): Promise<void> => {
    try {
      await api.delete(`${PATH}/${id}`);
      onCancel();
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  const close = (): void => {
    setEditing(false);
    requestAnimationFrame(() => editButton.current?.focus());
  };
  if (editing) {
    return (
      <article className={css['post']}>
        <h2 className={css['at']}><Moment at={at} /></h2>
        <Opened start={{ kind: 'scheduled', post }} onClose={close} onDone={(made) => { if (made.kind === 'scheduled') onChange(made.post); close(); }} />
      </article>
    );
  }
  return (
    <article className={css['post']}>
      <h2 className={css['at']}><Moment at={at} /></h2>
      {failure !== undefined && <p className="mistake">{m.scheduled_failed({ reason: failure })}</p>}
      <Words post={post} />
      {moment !== undefined && <label className={css['move']}><span>{m.schedule_at()}</span> <input className="input" type="datetime-local" value={moment} onChange={(event) => setMoment(event.currentTarget.value)} aria-invalid={problem !== undefined} /></label>}
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <p className={css['acts']}>
        <button type="button" className="button" ref={editButton} onClick={() => setEditing(true)}>{m.scheduled_edit()}</button>
        {moment === undefined
          ? <button type="button" className="button" onClick={() => setMoment(localMinute(new Date(at)))}>{m.scheduled_move()}</button>
          : <button type="button" className="button next" onClick={() => void move()}>{m.act_save()}</button>}
        <button type="button" className="button" onClick={() => setAsking(true)}>{m.scheduled_cancel()}</button>
      </p>
      {asking && <Ask title={m.ask_cancel()} text={<p>{m.ask_cancel_text()}</p>} verb={m.scheduled_cancel()} onYes={() => void cancel()} onClose={() => setAsking(false)} />}
    </article>
  );
}

function useScheduled() {
  const [posts, setPosts] = useState<readonly Scheduled[]>();
  const [older, setOlder] = useState<ListPage<Scheduled>['older']>();
  const add = ({ items, older: further }: ListPage<Scheduled>): void => {
    setPosts((now = []) => [...now, ...items]);
    setOlder(() => further);
  };
  useEffect(() => {
    let left = false;
    api.page<Scheduled>(PATH).then((first) => { if (!left) add(first); }, (error: unknown) => notice(wordsOf(error)));
    return () => { left = true; };
  }, []);
  return { posts, setPosts, more: older === undefined ? undefined : () => void older().then(add, (error: unknown) => notice(wordsOf(error))) };
}

export default function ScheduledPosts() {
  const { posts, setPosts, more } = useScheduled();
  const inOrder = [...(posts ?? [])].sort((a, b) => a.scheduled_at.localeCompare(b.scheduled_at));
  const items = inOrder.map((post) => ({
    key: post.id, at: post.scheduled_at,
    node: <One post={post} onChange={(changed) => setPosts((now = []) => now.map((one) => (one.id === post.id ? changed : one)))} onCancel={() => setPosts((now = []) => now.filter((one) => one.id !== post.id))} />,
  }));
  return (
    <Page heading={m.scheduled_title()} line={m.scheduled_line()} aside={<Link className="button" to="/write">{m.nav_write()}</Link>}>
      {posts === undefined && <output>{m.scheduled_loading()}</output>}
      {posts?.length === 0 && <Empty>{m.scheduled_none()}</Empty>}
      {items.length > 0 && <Rail items={items} label={m.scheduled_title()} foot={more === undefined ? undefined : <button type="button" className="button" onClick={more}>{m.older()}</button>} />}
    </Page>
  );
}
