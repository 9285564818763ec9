import { isStaff } from '#auth';
import { forbidden, invalid, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { chosenEngine } from '../engine/chosen.ts';
import { broadcastChanged, broadcastPlanned } from '../events.ts';
import { hashKey, newKey } from '../keys.ts';
import { insertBroadcast, selectBroadcasts } from '../queries/broadcasts.ts';
import { WORDS } from '../refusals.ts';
import { laddersSetting, whoSetting } from '../settings.ts';
import type { Addresses } from '../types.ts';

const LONGEST_TITLE = 200;
/** Of one account that have not ended: more would be a way to fill the lists. */
const MOST_OPEN = 20;

export interface BroadcastWish {
  readonly title: string;
  readonly roomId?: Id | undefined;
  readonly isPrivate?: boolean | undefined;
}

/** Ours, without the origin, which may change. Where there may be smaller pictures, players choose at the lowest delay, too. */
function ownAddresses(ctx: Context, id: Id): Addresses {
  const at = `/video/${id}`;
  const hasLevels = houseOf(ctx).config.ffmpeg !== undefined && ctx.settings.get(laddersSetting) > 0;
  return {
    playback: `${at}/index.m3u8`, lowLatency: `${at}/${hasLevels ? 'levels' : 'live'}.m3u8`, push: `/api/perchoir/v1/broadcasts/${id}/push`, rewind: `${at}/rewind.m3u8`,
    recording: `${at}/recording.m3u8`, download: `${at}/recording.mp4`,
  };
}

/** @throws Refusal 422 */
export function tidyTitle(text: string): string {
  const title = text.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (title === '') throw invalid("Validation failed: Title can't be blank");
  if ([...title].length > LONGEST_TITLE) throw invalid(`Validation failed: Title is over the limit of ${LONGEST_TITLE} characters`);
  return title;
}

/** By the setting and, for a room, by whoever knows rooms. @throws Refusal 403 or what the higher room says */
export async function checkMayGoLive(ctx: Context, accountId: Id, roomId: Id | undefined): Promise<void> {
  const who = ctx.settings.get(whoSetting);
  if (who === 'nobody' || (who === 'staff' && !(await isStaff(ctx, accountId)))) throw forbidden(WORDS.not_allowed);
  if (roomId !== undefined) await ctx.ask(broadcastPlanned, { roomId, accountId });
}

/** @returns its id, and the key to send with, which nobody can read again */
export async function createBroadcast(ctx: Context, wish: BroadcastWish): Promise<{ id: Id; key: string }> {
  const accountId = viewerId(ctx);
  if (accountId === undefined) throw unauthorised();
  const title = tidyTitle(wish.title);
  await checkMayGoLive(ctx, accountId, wish.roomId);
  const open = (await selectBroadcasts(ctx, { accountId, most: MOST_OPEN })).filter(({ state }) => state !== 'ended');
  if (open.length >= MOST_OPEN) throw invalid(`Validation failed: ${MOST_OPEN} of your broadcasts have not ended; end or delete some`);
  const key = newKey();
  const id = await transaction(ctx, async (tx) => {
    const made = newId(tx);
    await insertBroadcast(tx, {
      id: made, roomId: wish.roomId, accountId, title, isPrivate: wish.isPrivate ?? false, keyHash: hashKey(key), addresses: chosenEngine(tx)?.playback(made) ?? ownAddresses(tx, made),
    });
    tx.emit(broadcastChanged, { id: made, roomId: wish.roomId, accountId });
    return made;
  });
  return { id, key };
}
