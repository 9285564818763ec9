import { useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { drawQr } from '#auth';
import { presentScreen, readWall } from '#live';
import { useFresh } from '../../client/fresh.ts';
import type { RoomPost, Screen } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { page } from '../../page.server.ts';
import { Icon } from '../../parts/icon.tsx';
import { Curve } from '../../parts/live/curve.tsx';
import { Score, State } from '../../parts/live/head.tsx';
import { Qr } from '../../parts/live/qr.tsx';
import { isDriven, screenWords } from '../../parts/live/screen-words.ts';
import { RoomTime } from '../../parts/live/when.tsx';
import css from '../../parts/live/wall.module.css';
import { nameOf } from '../../parts/name.tsx';
import { Text, plainText } from '../../parts/text.tsx';
import { Moment } from '../../parts/time.tsx';
import { liveAddress } from '../../posts.server.ts';
import { findRoom, presentEvening, presentNoted } from '../../rooms.server.ts';

/** As many as could have room; those that have none are not begun. */
const SHOWN = 6;
/** Without an account nobody says when the connection is gone for good: the page is read again so often, in seconds. */
const AGAIN = 30;

/** The screen of the venue: nobody's view, dark, with nothing to press. */
export const loader = page(async ({ visit, params }) => {
  const facts = await findRoom(visit, params['id']);
  const [evening, { screen, posts }] = await Promise.all([presentEvening(visit, facts, 0), readWall(visit.ctx, facts)]);
  const pinned = posts.filter(({ id }) => id === screen.pinnedId);
  const flowing = posts.filter(({ id }) => id !== screen.pinnedId).slice(screen.position, screen.position + SHOWN);
  const question = screen.questionId === null ? evening.questions.find(({ state }) => state === 'on_stage') : evening.questions.find(({ id }) => id === String(screen.questionId));
  return {
    room: evening.room, curve: evening.curve, question, screen: presentScreen(screen) as Screen, posts: await presentNoted(visit, facts, [...pinned, ...flowing]),
    qr: drawQr(`${visit.origin}/rooms/${facts.id}`), isMember: visit.me !== undefined, origin: visit.origin, live: liveAddress(visit, 'room', String(facts.id)),
  };
});

export const handle = { dark: true };

export const meta = ({ loaderData }: { loaderData?: { room: { title: string } } }): MetaDescriptor[] => [{ title: loaderData?.room.title ?? '' }, { name: 'robots', content: 'noindex' }];

type Facts = ReturnType<typeof useLoaderData<typeof loader>>;

/** How much there is to read: the more, the smaller. */
const bulk = (text: string): 'short' | 'long' | 'longest' => (text.length <= 140 ? 'short' : text.length <= 300 ? 'long' : 'longest');

/** The room's tag at the end of a post says nothing that does not stand above all of them. */
function withoutTag(html: string, tag: string): string {
  const end = /\s*<a [^>]*rel="tag"[^>]*>#(?:<span>)?([^<]+)(?:<\/span>)?<\/a>\s*<\/p>$/.exec(html);
  return end?.[1]?.toLowerCase() === tag.toLowerCase() ? `${html.slice(0, end.index)}</p>` : html;
}

function WallPost({ post, origin, tag, pinned }: { post: RoomPost; origin: string; tag: string; pinned: boolean }) {
  const warned = post.spoiler_text !== '';
  const picture = post.sensitive || warned ? undefined : post.media_attachments.find(({ type }) => type === 'image');
  return (
    <li data-bulk={bulk(plainText(post.content))}>
      <div>
        <p className={css['who']}>
          {pinned && <Icon name="pin" />}<bdi>{nameOf(post.account)}</bdi> <Moment at={post.perchoir_room.written_at ?? post.created_at} form="clock" />
          {post.perchoir_room.official && <span>{m.room_official()}</span>}{post.perchoir_room.on_site && <span>{m.room_on_site()}</span>}
        </p>
        {warned ? <p className={css['text']} dir="auto">{post.spoiler_text}</p> : <Text html={withoutTag(post.content, tag)} emojis={post.emojis} origin={origin} language={post.language} className={css['text']} />}
      </div>
      {picture !== undefined && <img src={picture.preview_url ?? picture.url ?? ''} alt={picture.description ?? ''} />}
    </li>
  );
}

/** Where there is nothing to show: what will come, and what to do for it. */
function Nothing({ room }: Pick<Facts, 'room'>) {
  if (room.state === 'planned') return <div className={css['nothing']}><p><RoomTime at={room.starts_at} until={room.ends_at} zone={room.time_zone} /></p>{room.place !== null && <p><bdi>{room.place.name}</bdi></p>}<p>{m.wall_soon({ tag: room.tag })}</p></div>;
  return <div className={css['nothing']}><p>{room.state === 'closed' ? m.wall_over() : m.wall_empty({ tag: room.tag })}</p></div>;
}

function Stage({ room, curve, question, screen, posts, origin }: Facts) {
  const asked = question !== undefined && (screen.shows === 'question' || screen.shows === 'posts') && (
    <section className={css['question']} data-big={screen.shows === 'question' || undefined} aria-label={m.question_on_stage()}>
      <p dir="auto">{question.text}</p><small><bdi>{nameOf(question.account)}</bdi>{question.carrier !== null && ` · ${m.question_carried({ name: nameOf(question.carrier) })}`}</small>
    </section>
  );
  if (screen.shows === 'score') return <div className={css['bigScore']}><Score score={room.score} /></div>;
  if (screen.shows === 'curve') return <div className={css['bigCurve']}><Curve room={room} curve={curve} /></div>;
  if (screen.shows === 'question') return asked || <Nothing room={room} />;
  return (
    <>
      {asked}
      {posts.length === 0 ? !asked && <Nothing room={room} /> : <ol className={css['posts']}>{posts.map((post) => <WallPost key={post.id} post={post} origin={origin} tag={room.tag} pinned={post.id === screen.pinned_id} />)}</ol>}
    </>
  );
}

export default function Wall() {
  const facts = useLoaderData<typeof loader>();
  const { room, curve, screen, qr, isMember, origin, live } = facts;
  useFresh(room.id, isMember);
  return (
    <main id="content" tabIndex={-1} className={css['wall']} data-wall="" {...(!isMember && { 'data-again': AGAIN, 'data-again-live': live })}>
      <header className={css['head']}>
        <div><h1><bdi>{room.title}</bdi></h1><p className={css['tag']}>#{room.tag}</p></div>
        {room.score !== null && room.state !== 'planned' && screen.shows !== 'score' && <Score score={room.score} />}
        <div className={css['clock']}>
          <State room={room} />
          {isDriven(screen) && <p className={css['driven']} data-driven=""><Icon name="tv" />{m.wall_driven({ what: screenWords(screen) })}</p>}
        </div>
      </header>
      <div className={css['stage']}><Stage {...facts} /></div>
      <footer className={css['foot']}>
        <div className={css['curve']}>{screen.shows !== 'curve' && room.state !== 'planned' && <Curve room={room} curve={curve} />}</div>
        <div className={css['join']}><p>{m.wall_join()}<br /><b>{origin.replace(/^https?:\/\//, '')}<wbr />/rooms/{room.id}</b></p><Qr drawing={qr} label={m.wall_qr()} /></div>
      </footer>
    </main>
  );
}
