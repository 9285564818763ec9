import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { renderCalendar } from '../calendar.ts';
import { selectCalendarOwner, selectEvenings, selectPreference } from '../queries/evenings.ts';
import type { Preference } from '../queries/evenings.ts';
import { mayKnowPlace } from '../rules.ts';
import type { RoomFacts } from '../types.ts';
import { getRoom, ownMember } from './rooms.ts';

const MOST_EVENINGS = 200;

async function render(ctx: Context, rooms: readonly RoomFacts[], name: string): Promise<string> {
  const { origin, domain } = houseOf(ctx).config;
  const evenings = await Promise.all(rooms.map(async (room) => {
    const known = mayKnowPlace(room, viewerId(ctx), await ownMember(ctx, room.id));
    return { room, address: known ? room.place?.address : undefined };
  }));
  return renderCalendar(evenings, { origin, domain, now: ctx.now(), name });
}

/** One evening. @throws Refusal 404 */
export async function roomCalendar(ctx: Context, id: Id): Promise<string> {
  const room = await getRoom(ctx, id);
  return render(ctx, [room], room.title);
}

/** All evenings of whom the secret address belongs to. @param hash of its token. @throws Refusal 404 */
export async function ownCalendar(ctx: Context, hash: string): Promise<string> {
  const owner = await selectCalendarOwner(ctx, hash);
  if (owner === undefined) throw notFound();
  const own = viewedBy(ctx, { kind: 'account', id: owner });
  const rooms: RoomFacts[] = [];
  // What a block has taken away is not there any more.
  for (const id of await selectEvenings(ctx, owner, MOST_EVENINGS)) rooms.push(...(await Promise.resolve(getRoom(own, id)).then((room) => [room], () => [])));
  return render(own, rooms, 'Perchoir');
}

export async function readReminders(ctx: Context): Promise<Preference> {
  const viewer = viewerId(ctx);
  if (viewer === undefined) throw notFound();
  return selectPreference(ctx, viewer);
}
