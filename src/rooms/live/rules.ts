import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import type { ViewerSets } from '#accounts';
import { canonicalTag } from '#kit/text.ts';
import type { Item, ItemState, MemberRow, Place, QuestionAct, QuestionRow, QuestionState, RoomFacts, RoomRow, RoomWish, Screen, ScreenAct, Speaker, Template } from './types.ts';

export const LONGEST = { title: 120, name: 80, description: 5000, place: 300, access: 2000, feeling: 40, question: 500 } as const;
export const MOST = { speakers: 100, items: 300, hosts: 50, voices: 200, moments: 500, scores: 1000 } as const;
/** A person cannot be further behind than this on a stream; whoever is reads by the programme's clock. */
export const LONGEST_DELAY_MS = 600_000;
/** Reactions are counted so many seconds at a time. */
export const BIN_SECONDS = 5;
const LONGEST_EVENT_MS = 14 * 86_400_000;

/** What people may feel, by what kind of evening it is. */
export const REACTIONS: Record<Template, readonly string[]> = {
  meeting: ['👏', '❤️', '😂', '💡', '🤔'],
  match: ['👏', '🔥', '😮', '😂', '😭'],
  concert: ['👏', '❤️', '🔥', '🤘', '😭'],
  town_hall: ['👏', '👍', '👎', '💡', '🤔'],
};

export const mayHost = (room: Pick<RoomFacts, 'owner_id' | 'hosts'>, viewer: Id | undefined): boolean =>
  viewer !== undefined && (room.owner_id === viewer || room.hosts.has(viewer));

/** Who may go live in a room: the owner, hosts, official voices, and whom a host let in. */
export const mayBroadcast = (room: RoomFacts, accountId: Id): boolean => room.official.has(accountId) || room.broadcasters.has(accountId);

/** Not those who block the owner of a room or whom the owner blocks: as with posts, the room is not there for them. */
export const maySeeRoom = (room: Pick<RoomRow, 'owner_id'>, sets: ViewerSets | undefined): boolean =>
  sets === undefined || !(hasId(sets.blocks, room.owner_id) || hasId(sets.blockedBy, room.owner_id));

/** The address and how to get in are for those who come, and those who receive them. */
export const mayKnowPlace = (room: RoomFacts, viewer: Id | undefined, member: MemberRow | undefined): boolean =>
  mayHost(room, viewer) || (viewer !== undefined && room.voices.has(viewer)) || (member !== undefined && (member.reserved_at !== null || member.present_at !== null));

/** A line of text. @throws Refusal 422 */
export function tidyLine(name: string, text: string, longest: number, optional = false): string {
  // What cannot be kept or seen is no part of it.
  // oxlint-disable-next-line no-control-regex
  const line = text.toWellFormed().replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  if (line === '' && !optional) throw invalid(`Validation failed: ${name} is missing`);
  if ([...line].length > longest) throw invalid(`Validation failed: ${name} may have ${longest} characters at most`);
  return line;
}

/** Text of several lines. @throws Refusal 422 */
export function tidyText(name: string, text: string, longest: number): string {
  // oxlint-disable-next-line no-control-regex
  const kept = text.toWellFormed().replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f]+/g, ' ').trim();
  if ([...kept].length > longest) throw invalid(`Validation failed: ${name} may have ${longest} characters at most`);
  return kept;
}

/** @throws Refusal 422 */
export function tidyTag(text: string): { tag: string; tagKey: string } {
  const tag = text.trim().replace(/^#/, '');
  const tagKey = /^[\p{L}\p{M}\p{N}_·]+$/u.test(tag) && /[\p{L}_]/u.test(tag) ? canonicalTag(tag) : '';
  if (tagKey === '' || tag.length > 100) throw invalid('Validation failed: tag is one word of letters and digits');
  return { tag, tagKey };
}

/** @throws Refusal 422 */
export function tidyZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw invalid('Validation failed: time_zone is a name such as Europe/Paris');
  }
}

/** @throws Refusal 422 for an end before the beginning, and a room that would last for weeks */
export function checkTimes({ starts_at: start, ends_at: end, closes_itself: closes }: Pick<RoomRow, 'starts_at' | 'ends_at' | 'closes_itself'>): void {
  if (end !== null && end <= start) throw invalid('Validation failed: ends_at comes before starts_at');
  if (end !== null && end.getTime() - start.getTime() > LONGEST_EVENT_MS) throw invalid('Validation failed: a room lasts two weeks at most');
  if (closes && end === null) throw invalid('Validation failed: a room that closes by itself needs ends_at');
}

export function tidyPlace(place: Partial<Place> | null): Place | null {
  if (place === null) return null;
  const name = tidyLine('place.name', place.name ?? '', LONGEST.place);
  return { name, address: tidyText('place.address', place.address ?? '', LONGEST.place), access: tidyText('place.access', place.access ?? '', LONGEST.access) };
}

/** The speakers somebody wants, those that were there with their ids. @throws Refusal 422 */
export function tidySpeakers(wishes: NonNullable<RoomWish['speakers']>, known: readonly Speaker[], newId: () => Id): Speaker[] {
  if (wishes.length > MOST.speakers) throw invalid(`Validation failed: ${MOST.speakers} speakers at most`);
  const free = new Set(known.map(({ id }) => id));
  return wishes.map((wish) => ({
    id: wish.id !== undefined && free.delete(wish.id) ? wish.id : newId(),
    name: tidyLine('a speaker\'s name', wish.name, LONGEST.name),
    role: tidyLine('a speaker\'s function', wish.role ?? '', LONGEST.title, true),
    accountId: wish.accountId ?? null,
  }));
}

/** The same for the programme. @throws Refusal 422 */
export function tidyProgram(wishes: NonNullable<RoomWish['program']>, known: readonly Item[], speakers: readonly Speaker[], { newId, now }: { newId: () => Id; now: Date }): Item[] {
  if (wishes.length > MOST.items) throw invalid(`Validation failed: ${MOST.items} items at most`);
  const before = new Map(known.map((item) => [item.id, item]));
  const there = new Set(speakers.map(({ id }) => id));
  return wishes.map((wish) => {
    const old = wish.id === undefined ? undefined : before.get(wish.id);
    if (old !== undefined) before.delete(old.id);
    const ids = [...(wish.speakerIds ?? []), ...(wish.speakerNumbers ?? []).flatMap((at) => speakers[at]?.id ?? [])].filter((id) => there.has(id));
    const { startsAt, endsAt } = wish;
    if (startsAt && endsAt && endsAt < startsAt) throw invalid('Validation failed: an item ends before it begins');
    return {
      id: old?.id ?? newId(), title: tidyLine('an item\'s title', wish.title, LONGEST.title), startsAt: startsAt?.toISOString() ?? null,
      endsAt: endsAt?.toISOString() ?? null, kind: wish.kind ?? old?.kind ?? 'item', speakerIds: [...new Set(ids)],
      ...turnItem(old, wish.state, now),
    };
  });
}

/** When an item began and was over, now that it is in this state. */
export function turnItem(old: Pick<Item, 'beganAt' | 'endedAt'> | undefined, state: ItemState | undefined, now: Date): Pick<Item, 'beganAt' | 'endedAt'> {
  const [beganAt, endedAt] = [old?.beganAt ?? null, old?.endedAt ?? null];
  if (state === undefined) return { beganAt, endedAt };
  if (state === 'planned') return { beganAt: null, endedAt: null };
  return { beganAt: beganAt ?? now.toISOString(), endedAt: state === 'done' ? (endedAt ?? now.toISOString()) : null };
}

/** Who somebody is to a question. */
export interface Actor {
  readonly isHost: boolean;
  readonly isAsker: boolean;
  readonly isCarrier: boolean;
  readonly isPresent: boolean;
  readonly isInvited: boolean;
}

/**
 * What a question becomes by an act; undefined where it may not be done. asked → carried → on_stage → answered; who carries it may
 * give it back, a host may take it off the stage, and who asked may withdraw it at any time before it is answered.
 */
export function mayTurn(question: Pick<QuestionRow, 'state' | 'carrier_id' | 'invited_id'>, act: QuestionAct, actor: Actor): QuestionState | undefined {
  const { state } = question;
  const waits = state === 'asked' || state === 'carried';
  switch (act) {
    case 'carry':
      return state === 'asked' && actor.isPresent && !actor.isAsker && (question.invited_id === null || actor.isInvited) ? 'carried' : undefined;
    case 'release':
      return state === 'carried' && (actor.isCarrier || actor.isHost) ? 'asked' : undefined;
    case 'stage':
      return waits && actor.isHost ? 'on_stage' : undefined;
    case 'unstage':
      return state === 'on_stage' && actor.isHost ? (question.carrier_id === null ? 'asked' : 'carried') : undefined;
    case 'answer':
      if (state === 'on_stage') return actor.isHost || actor.isCarrier ? 'answered' : undefined;
      return waits && actor.isHost ? 'answered' : undefined;
    case 'withdraw':
      return (waits || state === 'on_stage') && (actor.isAsker || actor.isHost) ? 'withdrawn' : undefined;
    default:
      return undefined;
  }
}

export const FIRST_SCREEN: Screen = { shows: 'posts', questionId: null, held: false, heldAt: null, pinnedId: null, position: 0 };
const FARTHEST = 10_000;

/** What a touch of the remote control is about. */
export interface Touch {
  readonly act: ScreenAct;
  readonly questionId?: Id | undefined;
  readonly postId?: Id | undefined;
  /** What would be the newest post now. */
  readonly now: Id;
}

/** What the venue's screen shows after a touch of its remote control. */
export function turnScreen(before: Screen = FIRST_SCREEN, { act, questionId, postId, now }: Touch): Screen {
  const still = before.held ? { held: true, heldAt: before.heldAt } : { held: true, heldAt: now };
  switch (act) {
    case 'next':
      return { ...before, ...still, shows: 'posts', position: Math.min(FARTHEST, before.position + 1) };
    case 'previous':
      return { ...before, shows: 'posts', position: Math.max(0, before.position - 1) };
    case 'hold':
      return { ...before, ...still };
    case 'resume':
      return { ...before, held: false, heldAt: null, position: 0 };
    case 'question':
      return { ...before, shows: 'question', questionId: questionId ?? null };
    case 'pin':
      return { ...before, shows: 'posts', pinnedId: postId ?? null };
    case 'unpin':
      return { ...before, pinnedId: null };
    default:
      return { ...before, shows: act, questionId: null };
  }
}

const YOUTUBE = /^(www\.|m\.|music\.)?youtube(-nocookie)?\.com$/;

/** The film that an address of YouTube names. */
export function youtubeId(url: URL): string | undefined {
  const path = url.pathname.split('/').filter(Boolean);
  const named = url.hostname === 'youtu.be' ? path[0] : !YOUTUBE.test(url.hostname) ? undefined
    : path[0] === 'watch' ? (url.searchParams.get('v') ?? undefined) : ['live', 'embed', 'shorts'].includes(path[0] ?? '') ? path[1] : undefined;
  return named !== undefined && /^[\w-]{11}$/.test(named) ? named : undefined;
}
