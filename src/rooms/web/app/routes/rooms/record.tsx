import { Link, redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readRecord } from '#live';
import { joinNote } from '../../client/rooms.ts';
import type { Curve as CurveFacts, Post as PostEntity, Question, Room, RoomNote } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { headOf } from '../../head.server.ts';
import { useHere } from '../../here.tsx';
import { page } from '../../page.server.ts';
import { Icon } from '../../parts/icon.tsx';
import { Curve } from '../../parts/live/curve.tsx';
import { RoomHead } from '../../parts/live/head.tsx';
import { RoomNames } from '../../parts/live/note.tsx';
import { PlayerScript, PlayerSlot } from '../../parts/live/player-slot.tsx';
import { Program, Speakers } from '../../parts/live/program.tsx';
import { QuestionList } from '../../parts/live/questions.tsx';
import css from '../../parts/live/room.module.css';
import { Empty, Page } from '../../parts/page.tsx';
import { Paragraphs } from '../../parts/paragraphs.tsx';
import { PlainPost } from '../../parts/post.tsx';
import { Rail } from '../../parts/rail.tsx';
import { findRoom } from '../../rooms.server.ts';

/** On one page; a long evening goes on on the next. */
const PAGE = 400;

export const loader = page(async ({ visit, params, url }) => {
  const facts = await findRoom(visit, params['id']);
  if (facts.state !== 'closed') throw redirect(`/rooms/${facts.id}`);
  const offset = Math.min(100_000, Math.max(0, Math.trunc(Number(url.searchParams.get('offset'))) || 0));
  const record = await readRecord(visit.ctx, facts);
  const posts = (record.posts as unknown as { status: PostEntity; room: RoomNote }[]).slice(offset, offset + PAGE).map(joinNote);
  const room = record.room as Room;
  const path = `/rooms/${facts.id}/record`;
  const head = headOf(visit, { title: m.record_title({ title: room.title }), description: room.description || m.room_description({ tag: room.tag }), path, type: 'article' });
  return {
    room, posts, questions: record.questions as Question[], curve: record.reactions as CurveFacts, offset, head,
    older: offset + PAGE < record.posts.length ? `${path}?offset=${offset + PAGE}` : undefined,
  };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

/** What remains of an evening: everything in its order, as it was, for the screen and for paper. */
export default function RoomRecord() {
  const { room, posts, questions, curve, offset, older } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  const files = `/api/perchoir/v1/rooms/${room.id}`;
  const items = posts.map((post) => ({ key: post.id, at: post.created_at, node: <PlainPost post={post} origin={origin} /> }));
  return (
    <Page heading={<bdi>{room.title}</bdi>} line={<>{m.record_line()} <Link to={`/tags/${encodeURIComponent(room.tag)}`}>#{room.tag}</Link></>}>
      <div className={css['head']}>
        <RoomHead room={room} />
        {room.description !== '' && <div className={css['about']}><Paragraphs text={room.description} /></div>}
        <Curve room={room} curve={curve} />
        <PlayerSlot broadcasts={room.broadcasts} roomId={room.id} room={room} curve={curve} />
        <p className={`${css['row']} no-print`}>
          <a className="button" href={`${files}/record.html`}><Icon name="printer" small />{m.record_print()}</a>
          <a className="button" href={`${files}/record.csv`}><Icon name="download" small />CSV</a>
          <a className="button" href={`${files}/record`}><Icon name="download" small />JSON</a>
        </p>
      </div>
      {room.program.length + room.moments.length > 0 && <section className={css['section']} aria-labelledby="program"><h2 id="program">{m.room_program()}</h2><Program room={room} /><Speakers speakers={room.speakers} /></section>}
      <section className={css['section']} aria-labelledby="posts">
        <h2 id="posts">{m.room_posts({ count: room.counts.posts })}</h2>
        <RoomNames value={room}>
          {posts.length === 0 ? <Empty>{m.record_empty()}</Empty> : <Rail items={items} label={m.room_posts_label()} foot={older === undefined ? <p>{m.record_end({ count: room.counts.posts })}</p> : <Link className="button" to={older} rel="next">{m.record_on({ from: offset + PAGE + 1 })}</Link>} />}
        </RoomNames>
      </section>
      {questions.length > 0 && <section className={css['section']} aria-labelledby="questions"><h2 id="questions">{m.room_questions()}</h2><QuestionList questions={questions} /></section>}
      {room.broadcasts.length > 0 && <PlayerScript />}
    </Page>
  );
}
