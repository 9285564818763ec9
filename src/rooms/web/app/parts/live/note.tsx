/** What a room says of a post: whose voice it is, whether it was written there, whom it quotes, and when, where it came late. */

import { createContext, use } from 'react';
import { noteOf } from '../../client/rooms.ts';
import type { Post, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Moment } from '../time.tsx';
import css from './note.module.css';

/** The room whose list this is; elsewhere a post says nothing of rooms. */
const RoomContext = createContext<Pick<Room, 'speakers' | 'program'> | undefined>(undefined);
export const RoomNames = RoomContext.Provider;

/** What a room says of a post, in words and without the room: also where a post is drawn apart from its page. */
export interface NoteWords {
  readonly official: boolean;
  readonly onSite: boolean;
  readonly speaker: string | undefined;
  readonly item: string | undefined;
  readonly feeling: string | null;
  readonly writtenAt: string | null;
}

/** What is to be said of a post here; undefined where there is nothing. */
export function useNote(post: Post): NoteWords | undefined {
  const room = use(RoomContext);
  const note = room && noteOf(post);
  if (room === undefined || note === undefined) return undefined;
  const speaker = room.speakers.find(({ id }) => id === note.speaker_id)?.name;
  const item = room.program.find(({ id }) => id === note.item_id)?.title;
  const { official, on_site: onSite, feeling, written_at: writtenAt } = note;
  if (!official && !onSite && speaker === undefined && item === undefined && feeling === null && writtenAt === null) return undefined;
  return { official, onSite, speaker, item, feeling, writtenAt };
}

export function Noted({ note: { official, onSite, speaker, item, feeling, writtenAt }, at }: { note: NoteWords; at: string }) {
  return (
    <ul className={css['note']}>
      {official && <li className={css['official']}><Icon name="megaphone" small />{m.room_official()}</li>}
      {onSite && <li><Icon name="map-pin" small />{m.room_on_site_now()}</li>}
      {speaker !== undefined && <li><Icon name="quote" small /><bdi>{speaker}</bdi></li>}
      {item !== undefined && <li><bdi>{item}</bdi></li>}
      {feeling !== null && <li>{feeling}</li>}
      {writtenAt !== null && <li><Icon name="clock" small /><span>{m.room_written()} <Moment at={writtenAt} form="clock" />, {m.room_arrived()} <Moment at={at} form="clock" /></span></li>}
    </ul>
  );
}
