/**
 * live: event rooms, where an evening on a tag happens.
 * Owns: rooms with their programme, speakers, hosts and official voices; what is said beside their posts; questions, reactions,
 *   check-ins and reservations; the record, the wall, the clock of a programme that is watched beside.
 * Promises: every public post with a room's tag in its time belongs to it, and none is ranked; a reaction is counted and forgotten;
 *   whoever is behind is shown nothing newer than their picture; what a room's stream brought is what a fresh read shows.
 * Does not do: pictures and sound (#video); posts themselves (#posts).
 * For authors of clients: docs/live.md.
 */
export { remindDue } from './commands/evenings.ts';
export { readCode } from './commands/members.ts';
export { readWallCode } from './commands/wall.ts';
export { momentMarked, questionChanged, reactionsCounted, readersCounted, roomChanged, roomRemoved, votesCounted, wallChanged } from './events.ts';
export { NoteReply, ParticipantReply, QuestionReply, RoomReply, ScreenReply, presentScreen } from './presenter.ts';
export { readCurve, readQuestions } from './reads/questions.ts';
export { readRecord } from './reads/record.ts';
export { readReplay } from './reads/replay.ts';
export { findRoomOfTag, getRoom, readRooms } from './reads/rooms.ts';
export { showParticipants, showRoom } from './reads/show-room.ts';
export { delayOf, encodeTimeline, readPinned, readTimeline } from './reads/timeline.ts';
export { maySteer, readWaiting, readWall } from './reads/wall.ts';
export { roomsOf as roomsOfPost } from './streams.ts';
export type { RoomFacts } from './types.ts';
