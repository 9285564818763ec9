import { useEffect, useRef } from 'react';
import { useLoaderData, useRevalidator } from 'react-router';
import { drawQr } from '#auth';
import { encodeTimeline, readScreen, readWall } from '#live';
import { subscribe } from '../../client/stream.ts';
import { joinNote } from '../../client/rooms.ts';
import type { Post as PostEntity, RoomNote } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { page } from '../../page.server.ts';
import { Curve } from '../../parts/live/curve.tsx';
import { Score, State } from '../../parts/live/head.tsx';
import { Qr } from '../../parts/live/qr.tsx';
import css from '../../parts/live/wall.module.css';
import { nameOf } from '../../parts/name.tsx';
import { Text } from '../../parts/text.tsx';
import { Moment } from '../../parts/time.tsx';
import { findRoom, presentEvening } from '../../rooms.server.ts';

const SHOWN = 5;
const CALM_MS = 1000;
/** Without an account there is no stream of this page: it is read again so often, in seconds. */
const AGAIN = 15;

/** The screen of the venue: nobody's view, dark, with nothing to press. */
export const loader = page(async ({ visit, params }) => {
  const facts = await findRoom(visit, params['id']);
  const [evening, posts, screen] = await Promise.all([presentEvening(visit, facts, 0), readWall(visit.ctx, facts), readScreen(visit.ctx, facts)]);
  const shown = screen.shows === 'posts' ? posts.slice(screen.position, screen.position + SHOWN) : posts.slice(0, 2);
  const told = JSON.parse(String(await encodeTimeline(visit.ctx, facts, shown))) as { status: PostEntity; room: RoomNote }[];
  const question = screen.questionId === null ? evening.questions.find(({ state }) => state === 'on_stage') : evening.questions.find(({ id }) => id === String(screen.questionId));
  return { room: evening.room, curve: evening.curve, question, shows: screen.shows, posts: told.map(joinNote), qr: drawQr(`${visit.origin}/rooms/${facts.id}`), isMember: visit.me !== undefined, origin: visit.origin };
});

export const handle = { dark: true };

export const meta = ({ loaderData }: { loaderData?: { room: { title: string } } }) => [
  { title: loaderData?.room.title ?? '' }, { name: 'robots', content: 'noindex' },
];

/** Read again at most once a second, whatever happens. */
function useFresh(id: string, live: boolean): void {
  const { revalidate } = useRevalidator();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!live) return undefined;
    const stop = subscribe({ stream: 'room', room: id }, () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void revalidate();
      }, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [id, live, revalidate]);
}

export default function Wall() {
  const { room, curve, question, shows, posts, qr, isMember, origin } = useLoaderData<typeof loader>();
  useFresh(room.id, isMember);
  return (
    <main id="content" tabIndex={-1} className={css['wall']} data-wall="" {...(!isMember && { 'data-again': AGAIN })}>
      <header className={css['head']}>
        <div><h1><bdi>{room.title}</bdi></h1><p className={css['tag']}>#{room.tag}</p></div>
        <div className={css['clock']}><State room={room} /></div>
      </header>
      <div className={css['stage']}>
        <Score score={room.score} />
        {question !== undefined && <section className={css['question']} aria-label={m.question_on_stage()}><p>{question.text}</p><small><bdi>{nameOf(question.account)}</bdi>{question.carrier !== null && ` · ${m.question_carried({ name: nameOf(question.carrier) })}`}</small></section>}
        {shows === 'curve' && <Curve room={room} curve={curve} />}
        {shows !== 'curve' && (
          <ol className={css['posts']}>
            {posts.map((post) => (
              <li key={post.id}>
                <p className={css['who']}><bdi>{nameOf(post.account)}</bdi> <Moment at={post.created_at} form="clock" />{post.perchoir_room.official && ` · ${m.room_official()}`}</p>
                <Text html={post.content} emojis={post.emojis} origin={origin} language={post.language} className={css['text']} />
              </li>
            ))}
          </ol>
        )}
        {shows !== 'curve' && posts.length === 0 && question === undefined && <p className={css['text']}>{m.wall_empty({ tag: room.tag })}</p>}
      </div>
      <footer className={css['foot']}>
        {shows !== 'curve' && room.state === 'open' && <div className={css['curve']}><Curve room={room} curve={curve} /></div>}
        <div className={css['join']}><Qr drawing={qr} label={m.wall_qr()} /><p>{m.wall_join()}<br /><b>{origin.replace(/^https?:\/\//, '')}/rooms/{room.id}</b></p></div>
      </footer>
    </main>
  );
}
