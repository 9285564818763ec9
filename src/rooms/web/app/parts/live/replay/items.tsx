/** What came into an evening, as it stands in its replay: each with its moment, by which the picture goes there. */

import type { ReactNode } from 'react';
import type { Post as PostEntity, Question, Room, RoomNote } from '../../../entities.ts';
import { joinNote } from '../../../client/rooms.ts';
import * as m from '../../../paraglide/messages.js';
import { Icon } from '../../icon.tsx';
import { nameAmongWords } from '../../name.tsx';
import { RoomNames } from '../note.tsx';
import { PlainPost } from '../../post.tsx';
import { clockIn } from '../when.tsx';
import css from './replay.module.css';

/** One thing of an evening as the room tells it; see `readReplay`. */
export type ReplayItem =
  | { readonly kind: 'post'; readonly at: number; readonly status: PostEntity; readonly room: RoomNote }
  | { readonly kind: 'question'; readonly at: number; readonly told: Question }
  | { readonly kind: 'moment'; readonly at: number; readonly told: Room['moments'][number] };

/** By which a thing is known again when it comes with another window. */
export function keyOf(item: ReplayItem): string {
  if (item.kind === 'post') return item.status.id;
  return item.kind === 'moment' ? `m${item.told.id}` : `q${item.told.id}-${item.told.changed_at}`;
}

const STEPS: Readonly<Record<string, (question: Question) => string>> = {
  asked: ({ account }) => m.replay_asked({ name: nameAmongWords(account) }),
  carried: ({ carrier }) => (carrier === null ? m.question_asked() : m.replay_carried({ name: nameAmongWords(carrier) })),
  on_stage: () => m.replay_on_stage(),
  answered: () => m.replay_answered(),
};

function Body({ item, room, origin }: { item: ReplayItem; room: Room; origin: string }): ReactNode {
  if (item.kind === 'post') return <RoomNames value={room}><PlainPost post={joinNote(item)} origin={origin} /></RoomNames>;
  if (item.kind === 'moment') return <p className={css['moment']}><bdi>{item.told.title}</bdi></p>;
  return (
    <div className={css['question']}>
      <p className={css['step']}><Icon name="circle-question-mark" small />{STEPS[item.told.state]?.(item.told)}</p>
      <p dir="auto">{item.told.text}</p>
    </div>
  );
}

export function ReplayEntry({ item, room, origin }: { item: ReplayItem; room: Room; origin: string }) {
  const at = new Date(item.at).toISOString();
  return (
    <li className={css['item']} data-kind={item.kind}>
      <button type="button" className={css['jump']} data-jump={item.at}><span className="unseen">{m.replay_from()} </span><time dateTime={at} data-clock="">{clockIn(at, room.time_zone)}</time></button>
      <Body item={item} room={room} origin={origin} />
    </li>
  );
}
