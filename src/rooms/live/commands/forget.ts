/** What goes when a post or an account goes. */

import type { Standing } from '#accounts';
import { removeOfPost } from '#media';
import type { PostEvent } from '#posts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { roomRemoved } from '../events.ts';
import { deleteEveningsOf } from '../queries/evenings.ts';
import { deleteNote, selectNotes } from '../queries/notes.ts';
import { deleteQuestionsOf, updateAnswerGone } from '../queries/questions.ts';
import { deleteMemberships, deleteRoom, selectDuties, selectRoom, selectRoomsOf, selectRoomsWith, upsertMember, upsertRoom } from '../queries/rooms.ts';
import { deleteDecisions } from '../queries/wall.ts';
import { liveState } from '../state.ts';
import { tellChanged } from './rooms.ts';

/** A deleted post leaves the record of its room, and the moments that named it. Safe to repeat. */
export async function forgetPost(ctx: Context, { payload: { id, tagKeys } }: { payload: PostEvent }): Promise<void> {
  // Most posts have no tag that a room ever had.
  const { byTag } = liveState(ctx);
  if (!tagKeys.some((key) => byTag.has(key)) && (await selectNotes(ctx, [id])).length === 0) return;
  await transaction(ctx, async (tx) => {
    await deleteNote(tx, id);
    await updateAnswerGone(tx, id);
    await deleteDecisions(tx, id);
    for (const roomId of await selectRoomsWith(tx, id)) {
      const row = await selectRoom(tx, roomId, 'update');
      if (row === undefined) continue;
      const without = { ...row, moments: row.moments.map((moment) => (moment.postId === id ? { ...moment, postId: null } : moment)) };
      await upsertRoom(tx, without);
      tellChanged(tx, without, 'state');
    }
  });
}

/** What a deleted account did in rooms is gone; its own rooms go on with their first host, or not at all. Safe to repeat. */
export async function forgetAccount(ctx: Context, { payload: { id, standing } }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (standing !== 'deleted') return;
  await transaction(ctx, async (tx) => {
    await deleteQuestionsOf(tx, id);
    await deleteEveningsOf(tx, id);
    const touched = new Set([...(await deleteMemberships(tx, id)), ...(await selectRoomsOf(tx, id))]);
    for (const roomId of touched) await leaveRoom(tx, roomId, id);
  });
}

async function leaveRoom(tx: Context, roomId: Id, accountId: Id): Promise<void> {
  const row = await selectRoom(tx, roomId, 'update');
  if (row === undefined) return;
  const heir = row.owner_id === accountId ? (await selectDuties(tx, roomId)).find(({ host }) => host)?.account_id : row.owner_id;
  if (heir === undefined) {
    await deleteRoom(tx, roomId);
    await removeOfPost(tx, roomId);
    tx.emit(roomRemoved, { roomId });
    return;
  }
  if (heir !== row.owner_id) await upsertMember(tx, { id: newId(tx), roomId, accountId: heir }, { host: true });
  const left = { ...row, owner_id: heir, speakers: row.speakers.map((speaker) => (speaker.accountId === accountId ? { ...speaker, accountId: null } : speaker)) };
  await upsertRoom(tx, left);
  tellChanged(tx, left, 'state');
}
