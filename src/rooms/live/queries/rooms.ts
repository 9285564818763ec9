import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { MemberRow, RoomRow, RoomState } from '../types.ts';

const COLUMNS = `id, owner_id, title, tag, tag_key, description, template, language, time_zone, starts_at, ends_at, opens_itself, closes_itself,
  state, opened_at, closed_at, opens_id, closes_id, place, speakers, program, scores, moments, source, cover_id, secret, wall, created_at`;

/** By the primary key. `update`: to be changed in this transaction; `share`: it stays as it is until the transaction ends, for all who ask so. */
export async function selectRoom(ctx: Context, id: Id, hold?: 'update' | 'share'): Promise<RoomRow | undefined> {
  const [row] = await rowsOf<RoomRow>(ctx, `select ${COLUMNS} from live.room where id = $1 ${hold === undefined ? '' : hold === 'share' ? 'for share' : 'for no key update'}`, [id]);
  return row;
}

/** What every post is held against: all rooms that were ever opened. A scan, at the start of the process. */
export function selectBounds(ctx: Context): Promise<Pick<RoomRow, 'id' | 'tag_key' | 'state' | 'opens_id' | 'closes_id' | 'starts_at'>[]> {
  return rowsOf(ctx, 'select id, tag_key, state, opens_id, closes_id, starts_at from live.room order by id', []);
}

/** Ids of rooms in a state: planned ones the next first (room_coming), closed ones the last first (room_past), open ones the newest first. */
export async function selectRoomIds(ctx: Context, state: RoomState, page: { limit: number; offset: number }): Promise<Id[]> {
  const order = { planned: 'starts_at, id', open: 'opens_id desc', closed: 'closes_id desc' }[state];
  const rows = await rowsOf<{ id: Id }>(ctx, `select id from live.room where state = $1 order by ${order} limit $2 offset $3`, [state, page.limit, page.offset]);
  return rows.map(({ id }) => id);
}

/** How many rooms of an account are yet to be closed. By room_owner. */
export async function selectOpenCount(ctx: Context, ownerId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, "select count(*) as count from live.room where owner_id = $1 and state <> 'closed'", [ownerId]);
  return row?.count ?? 0;
}

/** By room_tag. */
export async function selectOtherOpen(ctx: Context, tagKey: string, id: Id): Promise<boolean> {
  return (await rowsOf(ctx, "select 1 from live.room where tag_key = $1 and state = 'open' and id <> $2", [tagKey, id])).length > 0;
}

const values = (row: RoomRow): unknown[] => [
  row.id, row.owner_id, row.title, row.tag, row.tag_key, row.description, row.template, row.language, row.time_zone, row.starts_at, row.ends_at,
  row.opens_itself, row.closes_itself, row.state, row.opened_at, row.closed_at, row.opens_id, row.closes_id, row.place && json(row.place), json(row.speakers),
  json(row.program), json(row.scores), json(row.moments), row.source && json(row.source), row.cover_id, row.secret, row.wall, row.created_at,
];

/** Writes a room as it is now. */
export async function upsertRoom(tx: Context, row: RoomRow): Promise<void> {
  const names = COLUMNS.split(',').map((name) => name.trim());
  await rowsOf(
    tx,
    `insert into live.room (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})
     on conflict (id) do update set ${names.slice(1).map((name) => `${name} = excluded.${name}`).join(', ')}`,
    values(row),
  );
}

/** With everything in it; whether it was there. */
export async function deleteRoom(tx: Context, id: Id): Promise<boolean> {
  return (await rowsOf(tx, 'delete from live.room where id = $1 returning 1', [id])).length > 0;
}

/** Rooms in which an account has a part that stands in the room itself. By room_owner; the speakers' rooms by a scan, when an account is deleted. */
export async function selectRoomsOf(ctx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    'select id from live.room where owner_id = $1 union select id from live.room where speakers @> $2::jsonb',
    [accountId, json([{ accountId }])],
  );
  return rows.map(({ id }) => id);
}

const MEMBER = 'id, room_id, account_id, host, voice, broadcaster, reserved_at, present_at, joined_at, delay_ms';

/** Those with a duty, and those whose picture is behind. By member_once. */
export function selectDuties(ctx: Context, roomId: Id): Promise<MemberRow[]> {
  return rowsOf(ctx, `select ${MEMBER} from live.member where room_id = $1 and (host or voice or broadcaster or delay_ms > 0)`, [roomId]);
}

/** By member_once. */
export async function selectMember(ctx: Context, roomId: Id, accountId: Id): Promise<MemberRow | undefined> {
  const [row] = await rowsOf<MemberRow>(ctx, `select ${MEMBER} from live.member where room_id = $1 and account_id = $2`, [roomId, accountId]);
  return row;
}

type MemberChange = Partial<Omit<MemberRow, 'id' | 'room_id' | 'account_id'>>;

/** What an account is to a room from now on; what is not named stays. By member_once. */
export async function upsertMember(tx: Context, who: { id: Id; roomId: Id; accountId: Id }, change: MemberChange): Promise<void> {
  const names = Object.keys(change);
  const places = names.map((_, at) => `$${at + 4}`);
  await rowsOf(
    tx,
    `insert into live.member (id, room_id, account_id${names.map((name) => `, ${name}`).join('')}) values ($1, $2, $3${places.map((place) => `, ${place}`).join('')})
     on conflict (room_id, account_id) do ${names.length === 0 ? 'nothing' : `update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`}`,
    [who.id, who.roomId, who.accountId, ...Object.values(change)],
  );
}

/** Takes a duty from all who have it but these. By member_once. */
export async function updateDuty(tx: Context, roomId: Id, duty: 'host' | 'voice' | 'broadcaster', keep: readonly Id[]): Promise<void> {
  await rowsOf(tx, `update live.member set ${duty} = false where room_id = $1 and ${duty} and account_id <> all($2::bigint[])`, [roomId, keep]);
}

/** Those who took part in a way that everybody sees, or have a duty, the first first. By member_once. */
export function selectParticipants(ctx: Context, roomId: Id, page: { afterId: Id; limit: number }): Promise<MemberRow[]> {
  return rowsOf(
    ctx,
    `select ${MEMBER} from live.member where room_id = $1 and id > $2 and (host or voice or present_at is not null or joined_at is not null) order by id limit $3`,
    [roomId, page.afterId, page.limit],
  );
}

/** How many are on site, of those who were when this viewer's picture was taken. By member_once. */
export async function selectPresentCount(ctx: Context, roomId: Id, until: Date): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, 'select count(*) as count from live.member where room_id = $1 and present_at <= $2', [roomId, until]);
  return row?.count ?? 0;
}

/** What an account was to rooms. By member_of. */
export async function deleteMemberships(ctx: Context, accountId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'delete from live.member where account_id = $1 returning room_id as id', [accountId]);
  return rows.map(({ id }) => id);
}

/** Rooms whose moments name a post. A scan of what few there are: posts are seldom deleted, and this is asked for those of a room's tag alone. */
export async function selectRoomsWith(ctx: Context, postId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select id from live.room where moments @> $1::jsonb', [json([{ postId }])]);
  return rows.map(({ id }) => id);
}
