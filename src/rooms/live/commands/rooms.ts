/** Making event rooms, changing them, and their states: planned, open, closed. */

import { randomBytes } from 'node:crypto';
import { findAccounts } from '#accounts';
import { attach, readAttachments, removeOfPost } from '#media';
import { conflict, forbidden, invalid, notFound, unauthorised } from '#kit/errors.ts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { roomChanged, roomRemoved } from '../events.ts';
import type { RoomPart } from '../events.ts';
import { turnRoom } from '../job-names.ts';
import { deleteRoom, selectDuties, selectOpenCount, selectOtherOpen, selectRoom, updateDuty, upsertMember, upsertRoom } from '../queries/rooms.ts';
import { factsOf, getRoom } from '../reads/rooms.ts';
import { LONGEST, MOST, checkTimes, mayHost, tidyLine, tidyPlace, tidyProgram, tidySpeakers, tidyTag, tidyText, tidyZone } from '../rules.ts';
import { roomsSetting } from '../settings.ts';
import type { RoomFacts, RoomRow, RoomWish, Score } from '../types.ts';

/** The one who acts. @throws Refusal 401 */
export function actor(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

/** Tells of a change, in the transaction that made it. */
export function tellChanged(tx: Context, row: RoomRow, part: RoomPart): void {
  const placed = { tagKey: row.tag_key, state: row.state, opensId: row.opens_id, closesId: row.closes_id, startsAt: row.starts_at.toISOString() };
  tx.emit(roomChanged, { roomId: row.id, part, placed });
}

/** A room whose viewer is a host, held until the transaction ends. @throws Refusal 404 or 403 */
async function holdRoom(tx: Context, id: Id): Promise<RoomFacts> {
  const viewer = actor(tx);
  await getRoom(tx, id);
  const row = await selectRoom(tx, id, 'update');
  if (row === undefined) throw notFound();
  const room = factsOf(row, await selectDuties(tx, id), []);
  if (!mayHost(room, viewer)) throw forbidden('Only a host of the room may do this');
  return room;
}

/** Changes a room of which the viewer is a host. @throws Refusal */
export function changeRoom(ctx: Context, id: Id, part: RoomPart, change: (room: RoomFacts, tx: Context) => Partial<RoomRow> | Promise<Partial<RoomRow>>): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await holdRoom(tx, id);
    const row = { ...room, ...(await change(room, tx)) };
    await upsertRoom(tx, row);
    tellChanged(tx, row, part);
  });
}

const SCORED_NOTHING: RoomRow['scores'] = [];

function scoresWith(tx: Context, room: Pick<RoomRow, 'scores'>, score: Score | null | undefined): RoomRow['scores'] {
  if (score === undefined) return room.scores;
  if (room.scores.length >= MOST.scores) throw invalid('Validation failed: the score has changed too often');
  const side = ({ name, points }: Score['home']): Score['home'] => ({ name: tidyLine('a side\'s name', name, LONGEST.name), points });
  return [...room.scores, { at: tx.now().toISOString(), score: score && { home: side(score.home), away: side(score.away), minute: score.minute } }];
}

/** Whom these ids name, each once. @throws Refusal 422 */
async function checkAccounts(tx: Context, ids: readonly Id[], most: number): Promise<Id[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length > most) throw invalid(`Validation failed: ${most} people at most`);
  const found = new Set((await findAccounts(tx, wanted)).map(({ id }) => id));
  const missing = wanted.filter((id) => !found.has(id));
  if (missing.length > 0) throw invalid(`Validation failed: there is no account ${missing.join(', ')}`);
  return wanted;
}

/** The picture of a room, which the room keeps from now on; the one before is deleted. @throws Refusal 422 */
async function takeCover(tx: Context, room: RoomRow, coverId: Id | null | undefined): Promise<Id | null> {
  if (coverId === undefined || coverId === room.cover_id) return room.cover_id;
  const ownerId = actor(tx);
  const facts = coverId === null ? undefined : (await readAttachments(tx, [coverId])).get(coverId);
  if (coverId !== null && (facts?.ownerId !== ownerId || facts.type !== 'image')) throw invalid('Validation failed: cover_id is none of your pictures');
  if (room.cover_id !== null) await removeOfPost(tx, room.id);
  if (coverId !== null) await attach(tx, { ownerId, postId: room.id, ids: [coverId] });
  return coverId;
}

async function wishedRow(tx: Context, before: RoomRow, wish: RoomWish): Promise<RoomRow> {
  const now = tx.now();
  const make = { newId: () => newId(tx), now };
  const speakers = wish.speakers === undefined ? before.speakers : tidySpeakers(wish.speakers, before.speakers, make.newId);
  await checkAccounts(tx, speakers.flatMap(({ accountId }) => accountId ?? []), MOST.speakers);
  const kept = new Set(speakers.map(({ id }) => id));
  const program = wish.program === undefined ? before.program.map((item) => ({ ...item, speakerIds: item.speakerIds.filter((id) => kept.has(id)) }))
    : tidyProgram(wish.program, before.program, speakers, make);
  const row: RoomRow = {
    ...before,
    title: wish.title === undefined ? before.title : tidyLine('title', wish.title, LONGEST.title),
    ...(wish.tag === undefined ? { tag: before.tag, tag_key: before.tag_key } : rowTag(tidyTag(wish.tag))),
    description: wish.description === undefined ? before.description : tidyText('description', wish.description, LONGEST.description),
    template: wish.template ?? before.template,
    language: wish.language === undefined ? before.language : wish.language || null,
    time_zone: wish.timeZone === undefined ? before.time_zone : tidyZone(wish.timeZone),
    starts_at: wish.startsAt ?? before.starts_at,
    ends_at: wish.endsAt === undefined ? before.ends_at : wish.endsAt,
    opens_itself: wish.opensItself ?? before.opens_itself,
    closes_itself: wish.closesItself ?? before.closes_itself,
    place: wish.place === undefined ? before.place : tidyPlace(wish.place),
    speakers, program,
    scores: scoresWith(tx, before, wish.score),
    cover_id: await takeCover(tx, before, wish.coverId),
    wall: wish.wall ?? before.wall,
  };
  checkTimes(row);
  if (before.state !== 'planned' && row.tag_key !== before.tag_key) throw conflict('The tag of a room stays when it was opened');
  return row;
}

const rowTag = ({ tag, tagKey }: { tag: string; tagKey: string }): Pick<RoomRow, 'tag' | 'tag_key'> => ({ tag, tag_key: tagKey });

async function writeDuties(tx: Context, roomId: Id, wish: RoomWish): Promise<void> {
  for (const [duty, ids, most] of [['host', wish.hostIds, MOST.hosts], ['voice', wish.voiceIds, MOST.voices]] as const) {
    if (ids === undefined) continue;
    const people = await checkAccounts(tx, ids, most);
    await updateDuty(tx, roomId, duty, people);
    for (const accountId of people) await upsertMember(tx, { id: newId(tx), roomId, accountId }, { [duty]: true });
  }
}

/** Orders the next moment at which the room turns by itself; an earlier order of the same is replaced. */
async function orderTurn(tx: Context, row: RoomRow): Promise<void> {
  const runAt = row.state === 'planned' && row.opens_itself ? row.starts_at : row.state === 'open' && row.closes_itself ? row.ends_at : null;
  if (runAt !== null) await tx.enqueue(turnRoom, { roomId: row.id }, { runAt, key: `live.turn ${row.id}` });
}

/** The viewer makes a room, and is its owner. @throws Refusal 422, 403 for one too many */
export function createRoom(ctx: Context, wish: RoomWish): Promise<Id> {
  const ownerId = actor(ctx);
  return transaction(ctx, async (tx) => {
    const most = tx.settings.get(roomsSetting);
    if ((await selectOpenCount(tx, ownerId)) >= most) throw forbidden(`You may have ${most} rooms that are not closed yet`);
    if (wish.title === undefined || wish.tag === undefined || wish.startsAt === undefined) throw invalid('Validation failed: title, tag and starts_at are needed');
    const id = newId(tx);
    const empty: RoomRow = {
      id, owner_id: ownerId, title: '', tag: '', tag_key: '', description: '', template: 'meeting', language: null, time_zone: 'Etc/UTC', starts_at: wish.startsAt, ends_at: null,
      opens_itself: false, closes_itself: false, state: 'planned', opened_at: null, closed_at: null, opens_id: null, closes_id: null, place: null, speakers: [], program: [],
      scores: SCORED_NOTHING, moments: [], source: null, cover_id: null, secret: randomBytes(20).toString('hex'), wall: 'official', created_at: tx.now(),
    };
    const row = await wishedRow(tx, empty, wish);
    await upsertRoom(tx, row);
    await writeDuties(tx, id, wish);
    await orderTurn(tx, row);
    tellChanged(tx, row, 'other');
    return id;
  });
}

const partOf = (wish: RoomWish): RoomPart => {
  const named = Object.keys(wish).filter((key) => wish[key as keyof RoomWish] !== undefined);
  if (named.every((key) => key === 'score')) return 'score';
  return named.every((key) => key === 'program' || key === 'speakers') ? 'program' : 'state';
};

/** @throws Refusal 404, 403 or 422; 409 for what is settled when a room was opened or closed */
export function editRoom(ctx: Context, id: Id, wish: RoomWish): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await holdRoom(tx, id);
    if (room.state === 'closed' && (wish.score !== undefined || wish.startsAt !== undefined)) throw conflict('The room is closed');
    if (wish.hostIds !== undefined && room.owner_id !== actor(tx)) throw forbidden('Only the owner names hosts');
    const row = await wishedRow(tx, room, wish);
    await upsertRoom(tx, row);
    await writeDuties(tx, id, wish);
    await orderTurn(tx, row);
    tellChanged(tx, row, partOf(wish));
  });
}

/** With everything that was asked and counted in it; posts stay posts. The owner's. @throws Refusal 404 or 403 */
export function removeRoom(ctx: Context, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await holdRoom(tx, id);
    if (room.owner_id !== actor(tx)) throw forbidden('Only the owner of the room may do this');
    await deleteRoom(tx, id);
    await removeOfPost(tx, id);
    tx.emit(roomRemoved, { roomId: id });
  });
}

/** Gives a room to one of its hosts, and stays one. @throws Refusal 404, 403 or 422 */
export function handOver(ctx: Context, id: Id, accountId: Id): Promise<void> {
  return changeRoom(ctx, id, 'state', async (room, tx) => {
    const owner = actor(tx);
    if (room.owner_id !== owner) throw forbidden('Only the owner of the room may do this');
    if (!room.hosts.has(accountId)) throw invalid('Validation failed: the room is handed over to one of its hosts');
    await upsertMember(tx, { id: newId(tx), roomId: id, accountId: owner }, { host: true });
    return { owner_id: accountId };
  });
}

async function opened(tx: Context, room: RoomRow, at: Date | undefined): Promise<RoomRow> {
  if (await selectOtherOpen(tx, room.tag_key, room.id)) throw conflict('Another room with this tag is open');
  return { ...room, state: 'open', opened_at: at ?? tx.now(), opens_id: at === undefined ? newId(tx) : idAtTime(at) };
}

const closed = (tx: Context, room: RoomRow, at: Date | undefined): RoomRow => ({ ...room, state: 'closed', closed_at: at ?? tx.now(), closes_id: at === undefined ? newId(tx) : idAtTime(at) });

async function turned(tx: Context, row: RoomRow): Promise<void> {
  await upsertRoom(tx, row);
  await orderTurn(tx, row);
  tellChanged(tx, row, 'state');
}

/** Safe to repeat. @throws Refusal 409 for a room that is closed, or while another with its tag is open */
export function openRoom(ctx: Context, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await holdRoom(tx, id);
    if (room.state === 'closed') throw conflict('The room is closed');
    if (room.state === 'planned') await turned(tx, await opened(tx, room, undefined));
  });
}

/** Makes its record permanent. Safe to repeat. @throws Refusal 409 for a room that was never open */
export function closeRoom(ctx: Context, id: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await holdRoom(tx, id);
    if (room.state === 'planned') throw conflict('The room is not open');
    if (room.state === 'open') await turned(tx, closed(tx, room, undefined));
  });
}

/** A job that comes this much before its time is not early: clocks differ. */
const EARLY_MS = 50;
/** A server that was down for longer does not open or close as if it had been there. */
const LATE_MS = 60_000;

/** Opens or closes a room whose time has come, once: by its state, however often it is asked to. */
export function turnDue(ctx: Context, { roomId }: { roomId: Id }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const room = await selectRoom(tx, roomId, 'update');
    if (room === undefined) return;
    const now = tx.now().getTime();
    const isDue = (at: Date | null): at is Date => at !== null && at.getTime() <= now + EARLY_MS;
    const exact = (at: Date): Date | undefined => (now - at.getTime() <= LATE_MS ? at : undefined);
    if (room.state === 'planned' && room.opens_itself && isDue(room.starts_at)) {
      // Its tag may be in use: it opens when the other has closed and a host says so.
      if (!(await selectOtherOpen(tx, room.tag_key, room.id))) await turned(tx, await opened(tx, room, exact(room.starts_at)));
    } else if (room.state === 'open' && room.closes_itself && isDue(room.ends_at)) await turned(tx, closed(tx, room, exact(room.ends_at)));
    else await orderTurn(tx, room);
  });
}
