/** A phone as the remote control of the screen of the venue. */

import { useEffect, useState } from 'react';
import { useNavigate, useRevalidator } from 'react-router';
import { ApiError, api } from '../../../client/api.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import { ROOMS } from '../../../client/rooms.ts';
import type { Question, Room, RoomPost, Screen } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { nameOf } from '../../name.tsx';
import { plainText } from '../../text.tsx';
import { screenWords } from '../screen-words.ts';
import css from './desk.module.css';

type Act = 'next' | 'previous' | 'hold' | 'resume' | 'posts' | 'question' | 'curve' | 'score' | 'pin' | 'unpin';

export interface RemoteProps {
  readonly room: Room;
  readonly screen: Screen;
  /** On the screen, the newest first. */
  readonly posts: readonly RoomPost[];
  readonly questions: readonly Question[];
}

export function Remote({ room, screen, posts, questions }: RemoteProps) {
  const { revalidate } = useRevalidator();
  const [asks, setAsks] = useState(false);
  const path = `${ROOMS}/${room.id}/wall`;
  const after = (sent: Promise<unknown>): void => void sent.then(() => revalidate(), (error: unknown) => notice(wordsOf(error)));
  const touch = (act: Act, more: object = {}): void => after(api.post(`${path}/screen`, { act, ...more }));
  const waits = questions.filter(({ state }) => state !== 'answered');
  const press = (act: 'posts' | 'curve' | 'score', icon: string, words: string) => <button type="button" className="button" aria-pressed={screen.shows === act} onClick={() => touch(act)}><Icon name={icon} />{words}</button>;
  return (
    <section className={css['remote']} aria-labelledby="remote" data-remote="">
      <h2 id="remote">{m.remote()}</h2>
      <p className={css['says']} aria-live="polite" data-says="">{screenWords(screen)}</p>
      <div className={css['pad']}>
        <button type="button" className="button" onClick={() => touch('previous')} disabled={screen.shows === 'posts' && screen.position === 0}><Icon name="chevron-left" />{m.remote_newer()}</button>
        {screen.held ? <button type="button" className="button next" onClick={() => touch('resume')}><Icon name="play" />{m.remote_resume()}</button> : <button type="button" className="button" onClick={() => touch('hold')}><Icon name="pause" />{m.remote_hold()}</button>}
        <button type="button" className="button" onClick={() => touch('next')}>{m.remote_older()}<Icon name="chevron-right" /></button>
      </div>
      <div className={css['shows']}>
        {press('posts', 'message-square', m.remote_posts())}
        <button type="button" className="button" aria-pressed={screen.shows === 'question'} aria-expanded={asks} onClick={() => setAsks(!asks)}><Icon name="circle-question-mark" />{m.remote_question()}</button>
        {press('curve', 'heart', m.remote_curve())}
        {room.score !== null && press('score', 'list-checks', m.remote_score())}
      </div>
      {asks && (
        <ul className={css['lines']} aria-label={m.remote_question()}>
          {waits.length === 0 && <li>{m.questions_empty()}</li>}
          {waits.map(({ id, text, votes }) => <li key={id}><span dir="auto">{text} <small>{m.question_votes({ count: votes })}</small></span><button type="button" className="button" aria-pressed={screen.shows === 'question' && screen.question_id === id} onClick={() => touch('question', { question_id: id })}>{m.wall_show()}</button></li>)}
        </ul>
      )}
      <h3>{m.wall_on_it()}</h3>
      {posts.length === 0 ? <p className={css['none']}>{m.wall_on_it_none()}</p> : (
        <ul className={css['lines']} data-on-wall="">
          {posts.map((post) => {
            const pinned = screen.pinned_id === post.id;
            return (
              <li key={post.id}>
                <span dir="auto"><b><bdi>{nameOf(post.account)}</bdi></b> {plainText(post.content)}</span>
                <span className={css['acts']}>
                  <button type="button" className="button" aria-pressed={pinned} onClick={() => touch(pinned ? 'unpin' : 'pin', { post_id: post.id })}><Icon name={pinned ? 'pin-off' : 'pin'} small />{pinned ? m.remote_unpin() : m.remote_pin()}</button>
                  {room.me?.host === true && <button type="button" className="button plain" onClick={() => after(api.delete(`${path}/posts/${post.id}`))}><Icon name="eye-off" small />{m.wall_take_off()}</button>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** Makes this phone the remote control, by the code that a host shows. @param code that came with the address */
export function Pair({ room, code }: { room: string; code: string | undefined }) {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  const pair = async (given: string): Promise<void> => {
    try {
      await api.post(`${ROOMS}/${room}/wall/remote`, { code: given.replace(/\D/g, '') });
      await navigate(`/rooms/${room}/screen`, { replace: true });
    } catch (error) {
      setProblem(error instanceof ApiError && error.status === 422 ? m.remote_wrong() : wordsOf(error));
    }
  };
  useEffect(() => {
    // It was read from a screen: it is handed in once, and leaves the address.
    // oxlint-disable-next-line react/set-state-in-effect
    if (code !== undefined) void pair(code);
    // oxlint-disable-next-line react/exhaustive-deps
  }, [code]);
  return (
    <form className={css['pair']} data-pair="" onSubmit={(event) => { event.preventDefault(); void pair(String(new FormData(event.currentTarget).get('code'))); }}>
      <p>{m.remote_pair_how()}</p>
      <label className="field"><span className="label">{m.remote_code()}</span><input className="input" name="code" inputMode="numeric" autoComplete="off" maxLength={7} required defaultValue={code} aria-invalid={problem !== undefined} /></label>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      <button className="button next">{m.remote_pair()}</button>
    </form>
  );
}
