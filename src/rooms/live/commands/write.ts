/** Posting in a room: the post and what the room's composer says beside it, in one transaction. */

import { createPost } from '#posts';
import type { Draft, OnceKey, PostFacts } from '#posts';
import { conflict, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { parseText } from '#kit/text.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { noteWritten } from '../events.ts';
import { insertNote } from '../queries/notes.ts';
import { selectMember, selectRoom, upsertMember } from '../queries/rooms.ts';
import { getRoom } from '../reads/rooms.ts';
import { LONGEST, tidyLine } from '../rules.ts';
import { GRACE_MS } from '../state.ts';
import type { MemberRow, NoteRow, NoteWish, RoomFacts, RoomRow } from '../types.ts';
import { actor, tellChanged } from './rooms.ts';

/** The clocks of phones differ by as much. */
const SKEW_MS = 60_000;
const LONGEST_SOURCE_MS = 14 * 86_400_000;

/**
 * Writes a public post of the viewer with the room's tag, and the note beside it. The key of `once` makes one post of any number of
 * tries, note and all.
 * @throws Refusal 404, 409 for a room that is not open, 422 for what does not fit
 */
export async function postInRoom(ctx: Context, roomId: Id, { draft, note: wish, once }: { draft: Draft; note: NoteWish; once: OnceKey | undefined }): Promise<PostFacts> {
  const authorId = actor(ctx);
  const room = await getRoom(ctx, roomId);
  const text = tagged(draft.text, room);
  return transaction(ctx, async (tx) => {
    // Closing waits for what is being written, and what is written then sees that it has closed.
    const row = await selectRoom(tx, roomId, 'share');
    const member = await selectMember(tx, roomId, authorId);
    const late = isLate(tx, row ?? room, wish);
    const checked = checkNote(tx, room, member, wish);
    const facts = await createPost(tx, { ...draft, text, visibility: 'public' }, once);
    const note: NoteRow = { ...checked, post_id: facts.id, room_id: roomId, author_id: authorId, late };
    if (await insertNote(tx, note)) {
      tx.emit(noteWritten, { roomId, postId: facts.id });
      if (late && row !== undefined) tellChanged(tx, row, 'quiet');
    }
    if (member?.joined_at == null) await upsertMember(tx, { id: newId(tx), roomId, accountId: authorId }, { joined_at: tx.now() });
    return facts;
  });
}

/** The text with the room's tag in it. */
function tagged(text: string, room: RoomFacts): string {
  if (parseText(text).tags.some(({ key }) => key === room.tag_key)) return text;
  return `${text.trimEnd()}${text.trim() === '' ? '' : ' '}#${room.tag}`;
}

/** Whether it comes when the room has closed, and belongs to it all the same. @throws Refusal 409 */
function isLate(tx: Context, room: RoomRow, { writtenAt, sourceMs }: NoteWish): boolean {
  if (room.state === 'open') return false;
  if (room.state === 'planned' || room.closed_at === null) throw conflict('The room is not open yet');
  // Who watches later adds to the programme's clock, not to the evening.
  if (room.source !== null && sourceMs !== undefined) return false;
  const inTime = writtenAt !== undefined && writtenAt <= room.closed_at && room.opened_at !== null && writtenAt >= room.opened_at;
  if (inTime && tx.now().getTime() - room.closed_at.getTime() <= GRACE_MS) return true;
  throw conflict('The room is closed');
}

function checkNote(tx: Context, room: RoomFacts, member: MemberRow | undefined, wish: NoteWish): Omit<NoteRow, 'post_id' | 'room_id' | 'author_id' | 'late'> {
  const { speakerId, itemId, writtenAt, sourceMs } = wish;
  if (speakerId !== undefined && !room.speakers.some(({ id }) => id === speakerId)) throw invalid('Validation failed: speaker_id is none of the room');
  if (itemId !== undefined && !room.program.some(({ id }) => id === itemId)) throw invalid('Validation failed: item_id is none of the room');
  const onSite = wish.onSite ?? false;
  if (onSite && member?.present_at == null) throw invalid('Validation failed: on_site is for those who have checked in');
  const now = tx.now().getTime();
  if (writtenAt !== undefined && (writtenAt.getTime() > now + SKEW_MS || now - writtenAt.getTime() > LONGEST_SOURCE_MS)) throw invalid('Validation failed: written_at is not a moment of the room');
  if (sourceMs !== undefined && sourceMs > (room.source?.durationMs ?? LONGEST_SOURCE_MS)) throw invalid('Validation failed: source_ms lies after the end of the programme');
  return {
    speaker_id: speakerId ?? null, item_id: itemId ?? null, feeling: wish.feeling === undefined ? null : tidyLine('feeling', wish.feeling, LONGEST.feeling, true) || null,
    on_site: onSite, written_at: writtenAt ?? null, source_ms: room.source === null ? null : (sourceMs ?? pinnedNow(room, writtenAt?.getTime() ?? now, member)),
  };
}

/** Where on the programme's clock somebody is who watches as it is sent, as far behind as they have said. */
function pinnedNow({ source }: RoomFacts, now: number, member: MemberRow | undefined): number | null {
  const ms = now - (member?.delay_ms ?? 0) - Date.parse(source?.startsAt ?? '');
  return ms >= 0 ? ms : null;
}
