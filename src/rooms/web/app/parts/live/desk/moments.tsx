/** Key moments: marked the second they happen, named after, linked with a post, put right later. */

import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { api } from '../../../client/api.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import { ROOMS, joinNote } from '../../../client/rooms.ts';
import type { Post, Room, RoomNote } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { nameAmongWords } from '../../name.tsx';
import { plainText } from '../../text.tsx';
import { clockIn } from '../when.tsx';
import css from './desk.module.css';

type Moment = Room['moments'][number];

const SHORT = 70;

/** The last posts of the room, to choose from: there before a phone shows its list, which it does not change while it is open. */
function PostChoice({ room, given }: { room: string; given: string | null }) {
  const [posts, setPosts] = useState<readonly Post[]>([]);
  const [chosen, setChosen] = useState(given ?? '');
  useEffect(() => {
    let here = true;
    const show = (found: readonly { status: Post; room: RoomNote }[]): void => {
      if (here) setPosts(found.map(joinNote));
    };
    api.get<{ status: Post; room: RoomNote }[]>(`${ROOMS}/${room}/timeline`, { limit: 30 }).then(show, (error: unknown) => notice(wordsOf(error)));
    return () => {
      here = false;
    };
  }, [room]);
  return (
    <label className="field"><span className="label">{m.moment_post()}</span>
      <select name="post" value={chosen} onChange={({ target }) => setChosen(target.value)}>
        <option value="">{m.moment_post_none()}</option>
        {given !== null && !posts.some(({ id }) => id === given) && <option value={given}>{m.moment_post_now()}</option>}
        {posts.map((post) => <option key={post.id} value={post.id}>{`${nameAmongWords(post.account)}: ${plainText(post.content).slice(0, SHORT)}`}</option>)}
      </select>
    </label>
  );
}

function MomentForm({ room, title, post, onSave, onClose }: { room: string; title: string; post: string | null; onSave: (told: { title: string; post: string | null }) => Promise<void>; onClose: () => void }) {
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    try {
      await onSave({ title: String(data.get('title')), post: String(data.get('post')) || null });
      onClose();
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  return (
    <form className={css['form']} onSubmit={(event) => void submit(event)}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- The moment is marked: its name is what comes next. */}
      <label className="field"><span className="label">{m.moment_title()}</span><input name="title" defaultValue={title} required maxLength={120} autoFocus dir="auto" autoComplete="off" /></label>
      <PostChoice room={room} given={post} />
      <p className={css['acts']}><button className="button next">{m.moment_keep()}</button><button type="button" className="button" onClick={onClose}>{m.moment_leave()}</button></p>
    </form>
  );
}

export function Moments({ room, onMoments }: { room: Room; onMoments: (turn: (moments: readonly Moment[]) => readonly Moment[]) => void }) {
  const [marked, setMarked] = useState<string>();
  const [edited, setEdited] = useState<string>();
  // The phone's clock may be wrong: what counts is that of the server, and nothing is marked before it happens.
  const [ahead] = useState(() => Math.max(0, Date.now() - Date.parse(room.now)));
  const path = `${ROOMS}/${room.id}/moments`;
  const put = (told: Moment): void => onMoments((moments) => [...moments.filter(({ id }) => id !== told.id), told].sort((a, b) => a.at.localeCompare(b.at)));
  const remove = (id: string): void => void api.delete(`${path}/${id}`).then(() => onMoments((moments) => moments.filter((one) => one.id !== id)), (error: unknown) => notice(wordsOf(error)));
  return (
    <>
      {room.state === 'open' && marked === undefined && <button type="button" className={`button ${css['mark']}`} onClick={() => setMarked(new Date(Date.now() - ahead).toISOString())}><Icon name="star" />{m.moment_mark()}</button>}
      {marked !== undefined && (
        <div data-marked="">
          <p><b>{clockIn(marked, room.time_zone)}</b> {m.moment_marked()}</p>
          <MomentForm room={room.id} title="" post={null} onClose={() => setMarked(undefined)}
            onSave={async ({ title, post }) => put(await api.post<Moment>(path, { title, at: marked, ...(post !== null && { post_id: post }) }))} />
        </div>
      )}
      {room.moments.length === 0 ? <p className={css['none']}>{m.moment_none()}</p> : (
        <ul className={css['lines']} data-moments="">
          {room.moments.toReversed().map(({ id, at, title, post_id: post }) => (
            <li key={id}>
              <span dir="auto"><time dateTime={at}>{clockIn(at, room.time_zone)}</time> <b><bdi>{title}</bdi></b>{post !== null && <> · <a href={`/@-/${post}`}>{m.moment_has_post()}</a></>}</span>
              <span className={css['acts']}>
                <button type="button" className="button" aria-expanded={edited === id} onClick={() => setEdited(edited === id ? undefined : id)}><Icon name="pencil" small />{m.moment_edit()}<span className="unseen"> {title}</span></button>
                <button type="button" className="button plain" onClick={() => remove(id)}><Icon name="trash" small />{m.moment_remove()}<span className="unseen"> {title}</span></button>
              </span>
              {edited === id && <MomentForm room={room.id} title={title} post={post} onClose={() => setEdited(undefined)} onSave={async (told) => put(await api.patch<Moment>(`${path}/${id}`, { title: told.title, post_id: told.post }))} />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
