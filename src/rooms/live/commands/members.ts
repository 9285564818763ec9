/** What a person is to a room: on site by a code, expected, behind, let in to go live. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { findAccounts } from '#accounts';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { delayChanged } from '../events.ts';
import { pulse } from '../pulse.ts';
import { selectMember, selectRoom, upsertMember } from '../queries/rooms.ts';
import { getRoom } from '../reads/rooms.ts';
import { LONGEST_DELAY_MS, mayHost } from '../rules.ts';
import type { RoomRow } from '../types.ts';
import { actor, changeRoom, tellChanged } from './rooms.ts';

/** A new code every so often; the one before counts as long, for those who are typing it. */
const CODE_MS = 60_000;
/** Of a million codes two count: guessing takes years. */
export const GUESSES = { name: 'live.checkIn', limit: 10, windowMs: 300_000 };

type Purpose = 'site' | 'wall';

function codeAt(room: Pick<RoomRow, 'id' | 'secret'>, purpose: Purpose, step: number): string {
  const digest = createHmac('sha256', room.secret).update(`${room.id} ${purpose} ${step}`).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** The code that a host shows on site, and when it changes. @throws Refusal 404 or 403 */
export async function readCode(ctx: Context, roomId: Id): Promise<{ code: string; expiresAt: Date }> {
  const room = await getRoom(ctx, roomId);
  if (!mayHost(room, actor(ctx))) throw forbidden('Only a host of the room may do this');
  return readCodeFor(ctx, room, 'site');
}

export function readCodeFor(ctx: Context, room: Pick<RoomRow, 'id' | 'secret'>, purpose: Purpose): { code: string; expiresAt: Date } {
  const step = Math.floor(ctx.now().getTime() / CODE_MS);
  return { code: codeAt(room, purpose, step), expiresAt: new Date((step + 1) * CODE_MS) };
}

/** Whether a code is the one that is shown now, or the one before it. */
export function isCodeNow(ctx: Context, room: Pick<RoomRow, 'id' | 'secret'>, purpose: Purpose, code: string): boolean {
  const step = Math.floor(ctx.now().getTime() / CODE_MS);
  const given = Buffer.from(code.trim());
  return given.length === 6 && [step, step - 1].some((one) => timingSafeEqual(Buffer.from(codeAt(room, purpose, one)), given));
}

/** The viewer is on site, and shows it by the code. Safe to repeat. @throws Refusal 404, 422, 429 */
export async function checkIn(ctx: Context, roomId: Id, code: string): Promise<void> {
  const accountId = actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (room.state === 'closed') throw invalid('Validation failed: the room is closed');
  const turn = houseOf(ctx).limiter.take(GUESSES, `${roomId} ${accountId}`);
  if (!turn.allowed) throw tooMany('Too many codes', turn.retryAfter);
  if (!isCodeNow(ctx, room, 'site', code)) throw invalid('Validation failed: this is not the code that is shown now');
  await setPresent(ctx, roomId, accountId, true);
}

/** @param accountId another: a host says so. @throws Refusal 404 or 403 */
export async function leaveSite(ctx: Context, roomId: Id, accountId: Id | undefined): Promise<void> {
  const viewer = actor(ctx);
  const room = await getRoom(ctx, roomId);
  if (accountId !== undefined && accountId !== viewer && !mayHost(room, viewer)) throw forbidden('Only a host of the room may do this');
  await setPresent(ctx, roomId, accountId ?? viewer, false);
}

async function setPresent(ctx: Context, roomId: Id, accountId: Id, present: boolean): Promise<void> {
  await transaction(ctx, async (tx) => {
    const member = await selectMember(tx, roomId, accountId);
    if ((member?.present_at != null) === present) return;
    await upsertMember(tx, { id: newId(tx), roomId, accountId }, { present_at: present ? tx.now() : null });
  });
  pulse(ctx, `present ${roomId}`, () => transaction(houseOf(ctx).context(SYSTEM), async (tx) => {
    const row = await selectRoom(tx, roomId);
    if (row !== undefined) tellChanged(tx, row, 'members');
  }));
}

/** How far behind the viewer's picture is. @throws Refusal 404 */
export async function setDelay(ctx: Context, roomId: Id, delayMs: number): Promise<void> {
  const accountId = actor(ctx);
  await getRoom(ctx, roomId);
  await transaction(ctx, async (tx) => {
    const ms = Math.min(LONGEST_DELAY_MS, Math.max(0, Math.round(delayMs)));
    await upsertMember(tx, { id: newId(tx), roomId, accountId }, { delay_ms: ms });
    tx.emit(delayChanged, { roomId, accountId, delayMs: ms });
  });
}

/** Lets somebody go live in the room, or no longer. @throws Refusal 404, 403, 422 */
export function letBroadcast(ctx: Context, roomId: Id, accountId: Id, wanted: boolean): Promise<void> {
  return changeRoom(ctx, roomId, 'state', async (_room, tx) => {
    const [person] = await findAccounts(tx, [accountId]);
    if (person === undefined) throw notFound();
    await upsertMember(tx, { id: newId(tx), roomId, accountId }, { broadcaster: wanted });
    return {};
  });
}
