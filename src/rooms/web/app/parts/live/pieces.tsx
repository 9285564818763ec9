/** Parts of a room's page that change while it is open; visitors' pages are sent each of them anew as HTML. */

import type { Room } from '../../entities.ts';
import type { Evening } from '../../client/rooms.ts';
import { Curve } from './curve.tsx';
import { LiveNow, PlayerSlot } from './player-slot.tsx';
import { RoomHead } from './head.tsx';
import { Program } from './program.tsx';
import { QuestionList } from './questions.tsx';

export type PieceName = 'head' | 'program' | 'questions' | 'curve' | 'now' | 'stage';
export type PieceFacts = Partial<Evening> & { readonly room: Room };

export function Piece({ name, facts: { room, questions, curve } }: { name: PieceName; facts: PieceFacts }) {
  if (name === 'head') return <RoomHead room={room} />;
  if (name === 'now') return <LiveNow room={room} />;
  if (name === 'stage') return <PlayerSlot broadcasts={room.broadcasts} roomId={room.id} room={room} curve={curve} />;
  if (name === 'program') return <Program room={room} />;
  if (name === 'questions') return <QuestionList questions={questions ?? []} />;
  return curve === undefined ? null : <Curve room={room} curve={curve} />;
}
