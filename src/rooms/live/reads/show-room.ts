/** What a room is shown with: its people, its numbers, who reads it now. */

import { showAccounts } from '#accounts';
import { presentAttachment, readAttachments } from '#media';
import { readersOf } from '#streaming';
import { encodeBroadcasts, readBroadcasts } from '#video';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentParticipant, presentRoom } from '../presenter.ts';
import type { RoomFacts } from '../types.ts';
import { delayOf } from './timeline.ts';
import { ownMember, pictureTime, readCounts, readParticipants } from './rooms.ts';

/** Shown with a room, the newest first; the others are asked for by its id. */
const MOST_BROADCASTS = 20;

/** People on site and elsewhere who take part, as everybody sees them. */
export async function showParticipants(ctx: Context, room: RoomFacts, page: { afterId: Id; limit: number }): Promise<object[]> {
  const members = await readParticipants(ctx, room, page);
  const people = await showAccounts(ctx, members.map(({ account_id: id }) => id));
  return members.flatMap((member) => {
    const account = people.get(member.account_id);
    return account === undefined ? [] : [presentParticipant(room, member, account)];
  });
}

/** Channels of open pages that count as readers of a room. */
export const readerTopics = (roomId: Id): string[] => [`room/${roomId}`, `page:room:en/${roomId}`, `page:room:fr/${roomId}`];

/** The Room entity, as its viewer sees it now. @param asked how far behind the viewer's picture is, where it is not what they said before */
export async function showRoom(ctx: Context, room: RoomFacts, asked?: number): Promise<object> {
  const viewer = viewerId(ctx);
  const member = await ownMember(ctx, room.id);
  const delayMs = delayOf(ctx, room, asked);
  const speakers = room.speakers.flatMap(({ accountId }) => accountId ?? []);
  const [people, covers, counts, broadcasts] = await Promise.all([
    showAccounts(ctx, [...room.official, ...speakers]),
    readAttachments(ctx, room.cover_id === null ? [] : [room.cover_id]),
    readCounts(ctx, room, delayMs),
    readBroadcasts(ctx, { roomId: room.id, most: MOST_BROADCASTS }).then((found) => encodeBroadcasts(ctx, found)),
  ]);
  const { origin } = houseOf(ctx).config;
  const cover = room.cover_id === null ? undefined : covers.get(room.cover_id);
  return presentRoom(room, {
    origin, now: ctx.now(), viewer, member, people, cover: cover && presentAttachment(origin, cover), counts, readers: readersOf(ctx, readerTopics(room.id)), broadcasts,
    until: pictureTime(ctx, delayMs),
  });
}
