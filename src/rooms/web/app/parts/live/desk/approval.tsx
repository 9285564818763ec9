/** Posts that wait for the screen of the venue, one after the other in a hand that holds a phone: shown, or kept off, and back again. */

import { useState } from 'react';
import { useRevalidator } from 'react-router';
import { api } from '../../../client/api.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import { ROOMS } from '../../../client/rooms.ts';
import type { RoomPost } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { nameAmongWords } from '../../name.tsx';
import { PlainPost } from '../../post.tsx';
import { plainText } from '../../text.tsx';
import css from './desk.module.css';

/** So many of those to come are named. */
const NAMED = 4;

interface Decided {
  readonly post: RoomPost;
  readonly shown: boolean;
}

const shortly = ({ account, content }: RoomPost): string => `${nameAmongWords(account)}: ${plainText(content)}`;

export function Approval({ room, waiting, origin }: { room: string; waiting: readonly RoomPost[]; origin: string }) {
  const [decided, setDecided] = useState<readonly Decided[]>([]);
  const { revalidate } = useRevalidator();
  const left = waiting.filter(({ id }) => !decided.some(({ post }) => post.id === id));
  const [first, ...others] = left;
  const last = decided.at(-1);
  const path = (post: RoomPost): string => `${ROOMS}/${room}/wall/posts/${post.id}`;
  const forget = (post: RoomPost): void => setDecided((now) => now.filter((one) => one.post !== post));
  const decide = (post: RoomPost, shown: boolean): void => {
    setDecided((now) => [...now, { post, shown }]);
    (shown ? api.post(path(post)) : api.delete(path(post))).then(() => revalidate(), (error: unknown) => {
      forget(post);
      notice(wordsOf(error));
    });
  };
  const undo = ({ post }: Decided): void => void api.delete(`${path(post)}/decision`).then(() => revalidate()).then(() => forget(post), (error: unknown) => notice(wordsOf(error)));
  return (
    <section className={css['approval']} aria-labelledby="waiting" data-approval="">
      <h2 id="waiting">{m.wall_waiting({ count: left.length })}</h2>
      {first === undefined ? <p className={css['none']}>{m.wall_waiting_none()}</p> : <div className={css['inHand']} data-in-hand={first.id}><PlainPost post={first} origin={origin} acts={null} dated /></div>}
      {others.length > 0 && (
        <ol className={css['next']} aria-label={m.wall_waiting_next()}>
          {others.slice(0, NAMED).map((post) => <li key={post.id} dir="auto">{shortly(post)}</li>)}
          {others.length > NAMED && <li>{m.wall_waiting_more({ count: others.length - NAMED })}</li>}
        </ol>
      )}
      <div className={css['thumb']}>
        <p className={css['last']} aria-live="polite">
          {last !== undefined && <><span>{last.shown ? m.wall_was_shown() : m.wall_was_hidden()} <bdi>{shortly(last.post)}</bdi></span><button type="button" className="button" data-undo="" onClick={() => undo(last)}>{m.wall_undo()}</button></>}
        </p>
        {first !== undefined && (
          <div className={css['two']}>
            <button type="button" className="button" onClick={() => decide(first, false)}><Icon name="eye-off" />{m.wall_hide()}</button>
            <button type="button" className="button next" onClick={() => decide(first, true)}><Icon name="tv" />{m.wall_show()}</button>
          </div>
        )}
      </div>
    </section>
  );
}
