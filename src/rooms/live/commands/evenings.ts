/** Coming to an evening: reserving, being reminded, having it in one's own calendar. */

import { createHash, randomBytes } from 'node:crypto';
import { tell } from '#notifications';
import { conflict } from '#kit/errors.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { deleteCalendar, insertReminder, selectDue, upsertCalendar, upsertPreference } from '../queries/evenings.ts';
import type { Due, Preference } from '../queries/evenings.ts';
import { selectRoom, upsertMember } from '../queries/rooms.ts';
import { getRoom } from '../reads/rooms.ts';
import { actor } from './rooms.ts';
import { urlOf } from './tell.ts';

/** Safe to repeat. @throws Refusal 404, 409 for an evening that is over */
export async function reserve(ctx: Context, roomId: Id, wanted: boolean): Promise<void> {
  const accountId = actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (wanted && room.state === 'closed') throw conflict('The room is closed');
  await transaction(ctx, (tx) => upsertMember(tx, { id: newId(tx), roomId, accountId }, { reserved_at: wanted ? tx.now() : null }));
}

const AT_ONCE = 500;

/** A line for everybody whose evening comes near: once for each, however often this runs and wherever it was cut off. */
export async function remindDue(ctx: Context): Promise<void> {
  for (;;) {
    const due = await selectDue(ctx, ctx.now(), AT_ONCE);
    for (const one of due) await transaction(ctx, (tx) => remind(tx, one));
    if (due.length < AT_ONCE) return;
  }
}

async function remind(tx: Context, due: Due): Promise<void> {
  const room = await selectRoom(tx, due.room_id, 'share');
  if (room === undefined || !(await insertReminder(tx, due))) return;
  await tell(tx, {
    type: 'room', fromId: room.owner_id, accountIds: [due.account_id], eventId: newId(tx),
    about: {
      id: room.id, key: `reminder ${room.id} ${due.minutes}`,
      shown: { room_id: String(room.id), title: room.title, kind: 'reminder', minutes: String(due.minutes), starts_at: room.starts_at.toISOString(), text: room.title, url: urlOf(tx, room.id) },
    },
  });
}

export function setReminders(ctx: Context, wanted: Preference): Promise<void> {
  return upsertPreference(ctx, actor(ctx), wanted);
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Another secret for the viewer's calendar: the address from before is worth nothing. @returns it, this once */
export async function renewCalendar(ctx: Context): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await upsertCalendar(ctx, actor(ctx), hashOf(token));
  return token;
}

export function endCalendar(ctx: Context): Promise<void> {
  return deleteCalendar(ctx, actor(ctx));
}
