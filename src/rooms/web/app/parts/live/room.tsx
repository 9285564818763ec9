/** A room as one reads it: its head, what is asked and felt, the programme at the side, and every post. */

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Evening, RoomPart } from '../../client/rooms.ts';
import type { Participant, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Icon } from '../icon.tsx';
import { Paragraphs } from '../paragraphs.tsx';
import { Behind } from './behind.tsx';
import { Beside, Later } from './beside.tsx';
import { CheckIn } from './check-in.tsx';
import { RoomComposer } from './composer.tsx';
import { Curve } from './curve.tsx';
import { RoomHead } from './head.tsx';
import { Hosts } from './hosts.tsx';
import { Attend } from './attend.tsx';
import { LiveNow, isReplayed } from './player-slot.tsx';
import { RoomFeed } from './posts.tsx';
import type { RoomPosts } from './posts.tsx';
import { Present } from './present.tsx';
import { Program, Speakers } from './program.tsx';
import { QuestionList, Questions } from './questions.tsx';
import { Reactions } from './reactions.tsx';
import css from './room.module.css';

interface RoomViewProps {
  readonly evening: Evening;
  readonly change: (turn: (evening: Evening) => Evening) => void;
  readonly putRoom: (room: Room) => void;
  readonly stretch: RoomPosts;
  readonly part: RoomPart | undefined;
  readonly delay: number;
  /** The reader let this page load what is watched beside. */
  readonly agreed: boolean;
  readonly people: readonly Participant[];
  /** By which the reader came from the door. */
  readonly code: string | undefined;
  /** "I see it now" was pressed, and that was too long ago to hold back. */
  readonly late: boolean;
  /** The picture, above the posts. */
  readonly stage?: ReactNode;
}

/** Moves an item on: who runs the evening says where it is. */
function ItemActs({ room, item, onChange }: { room: Room; item: Room['program'][number]; onChange: (room: Room) => void }) {
  if (room.me?.host !== true || room.state !== 'open') return null;
  const next = item.state === 'now' ? 'done' : 'now';
  const turn = (): void => void api.post<Room>(`${ROOMS}/${room.id}/program/${item.id}`, { state: next }).then(onChange, (error: unknown) => notice(wordsOf(error)));
  if (item.state === 'done') return null;
  return <button type="button" className={`button ${css['small']}`} onClick={turn}>{item.state === 'now' ? m.room_item_end() : m.room_item_begin()}</button>;
}

function Side({ evening, change, putRoom, people, isMember }: Pick<RoomViewProps, 'evening' | 'change' | 'putRoom' | 'people'> & { isMember: boolean }) {
  const { room, questions } = evening;
  const now = room.program.find(({ state }) => state === 'now');
  return (
    <aside className={css['side']} aria-label={m.room_side()}>
      <details className={css['fold']} open={room.state === 'planned' || undefined}>
        <summary><h2>{m.room_program()}</h2>{now !== undefined && <span className={css['now']}><bdi>{now.title}</bdi></span>}</summary>
        <div data-live-piece="program"><Program room={room} {...(isMember && { act: (item) => <ItemActs room={room} item={item} onChange={putRoom} /> })} /></div>
        <Speakers speakers={room.speakers} />
      </details>
      <details className={css['fold']} data-questions="" open={room.template === 'town_hall' || undefined}>
        <summary><h2>{m.room_questions()}</h2><span className={`${css['now']} ${css['figure']}`}>{questions.length > 0 && questions.length}</span></summary>
        <div data-live-piece="questions">{isMember ? <Questions evening={evening} change={change} /> : <QuestionList questions={questions} />}</div>
        {!isMember && room.state !== 'closed' && <p className={css['quiet']}>{m.room_ask_sign_in()} <a href={`/auth/sign_in?return_to=${encodeURIComponent(`/rooms/${room.id}`)}`}>{m.sign_in()}</a></p>}
      </details>
      <Present room={room} given={people} live={isMember && room.state === 'open'} />
    </aside>
  );
}

/** The same page, with the player that its reader agreed to. */
function watchAddress({ id }: Room, { delay, part }: { delay: number; part: RoomPart | undefined }): string {
  return `/rooms/${id}?${new URLSearchParams({ ...(delay > 0 && { delay: String(delay) }), ...(part !== undefined && { only: part }), watch: 'yes' }).toString()}`;
}

export function RoomView({ evening, change, putRoom, stretch, part, delay, agreed, people, code, late, stage }: RoomViewProps) {
  const { me } = useHere();
  const { room, curve } = evening;
  const isMember = me !== undefined && room.me !== undefined;
  const began = room.state !== 'planned';
  return (
    <div className={css['room']} data-beside="">
      <div className={css['head']}>
        {room.cover !== null && <img className={css['cover']} src={room.cover.preview_url ?? room.cover.url ?? ''} alt={room.cover.description ?? ''} />}
        <div data-live-piece="head"><RoomHead room={room} /></div>
        <output data-live-piece="now"><LiveNow room={room} /></output>
        <Attend room={room} onChange={putRoom} />
        <div className={css['folds']}>
          {room.description !== '' && <details className={css['about']} open={!began || undefined}><summary>{m.room_about()}</summary><Paragraphs text={room.description} /></details>}
          <CheckIn room={room} code={code} onChange={putRoom} />
        </div>
        <Hosts room={room} onChange={putRoom} />
        {room.state === 'closed' && <p className={css['row']}><Link className="button next" to={`/rooms/${room.id}/record`}><Icon name="book-open" small />{m.room_record()}</Link></p>}
      </div>
      <Side evening={evening} change={change} putRoom={putRoom} people={people} isMember={isMember} />
      <div className={css['main']}>
        <div id="picture" data-live-piece="stage">{stage}</div>
        {room.source === null || room.state === 'closed' ? <Later room={room} /> : <Beside source={room.source} agreed={agreed} yes={watchAddress(room, { delay: me === undefined ? delay : 0, part })}><Later room={room} /></Beside>}
        {began && !(room.state === 'closed' && isReplayed(room.broadcasts)) && <div data-live-piece="curve"><Curve room={room} curve={curve} /></div>}
        {isMember && room.state === 'open' && <Reactions evening={evening} />}
        <Behind room={room} delay={delay} late={late} watching={agreed} />
        {isMember && room.state === 'open' && <RoomComposer room={room} />}
        <RoomFeed room={room} part={part} stretch={stretch} delay={delay} watching={agreed} />
      </div>
    </div>
  );
}
