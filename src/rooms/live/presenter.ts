/** Facts → the entities that docs/live.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import { AttachmentReply } from '#media';
import type { PostFacts } from '#posts';
import { BroadcastReply } from '#video';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { mayHost, mayKnowPlace, REACTIONS } from './rules.ts';
import type { MemberRow, NoteRow, QuestionRow, RoomCounts, RoomFacts, Screen } from './types.ts';

/** Longer than anything a room holds: bounds are those of what comes in. */
const Text = Type.String({ maxLength: 10_000 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const TextOrNull = orNull(Text);
const Whole = Type.Integer();

export const NoteReply = Type.Object({
  official: Type.Boolean(), on_site: Type.Boolean(), speaker_id: TextOrNull, item_id: TextOrNull, feeling: TextOrNull, written_at: TextOrNull,
  at_ms: Type.Number(), source_ms: orNull(Type.Number()),
});
const SpeakerReply = Type.Object({ id: Text, name: Text, function: Text, account: orNull(AccountReply) });
const ItemReply = Type.Object({ id: Text, title: Text, starts_at: TextOrNull, ends_at: TextOrNull, kind: Text, state: Text, speaker_ids: Type.Array(Text) });
const SideReply = Type.Object({ name: Text, points: Whole });
export const MomentReply = Type.Object({ id: Text, title: Text, at: Text, post_id: TextOrNull });
const MeReply = Type.Object({ host: Type.Boolean(), voice: Type.Boolean(), broadcaster: Type.Boolean(), present: Type.Boolean(), reserved: Type.Boolean(), carrier: Type.Boolean(), delay_ms: Whole });

export const RoomReply = Type.Object({
  id: Text, title: Text, tag: Text, state: Text, template: Text, description: Text, language: TextOrNull, time_zone: Text, starts_at: Text, ends_at: TextOrNull,
  opens_itself: Type.Boolean(), closes_itself: Type.Boolean(), opened_at: TextOrNull, closed_at: TextOrNull, now: Text,
  place: orNull(Type.Object({ name: Text, address: TextOrNull, access: TextOrNull })), cover: orNull(AttachmentReply), url: Text,
  owner: orNull(AccountReply), hosts: Type.Array(AccountReply), voices: Type.Array(AccountReply), speakers: Type.Array(SpeakerReply), program: Type.Array(ItemReply),
  score: orNull(Type.Object({ home: SideReply, away: SideReply, minute: orNull(Whole) })), moments: Type.Array(MomentReply),
  source: orNull(Type.Object({ kind: Text, title: Text, url: TextOrNull, host: TextOrNull, embed_url: TextOrNull, starts_at: Text, duration_ms: orNull(Type.Number()) })),
  broadcasts: Type.Array(BroadcastReply), counts: Type.Object({ posts: Whole, official: Whole, questions: Whole, present: Whole }),
  readers: Type.Object({ accounts: Whole, visitors: Whole }), reactions_kinds: Type.Array(Text), wall: Text, me: Type.Optional(MeReply),
});

/** What a room is shown with besides its own facts. */
export interface RoomExtras {
  readonly origin: string;
  readonly now: Date;
  readonly viewer: Id | undefined;
  readonly member: MemberRow | undefined;
  readonly people: ReadonlyMap<Id, AccountJson>;
  readonly cover: object | undefined;
  readonly counts: RoomCounts;
  readonly readers: { readonly accounts: number; readonly visitors: number };
  readonly broadcasts: readonly unknown[];
  /** Nothing after this moment is shown. */
  readonly until: Date;
}

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

export const presentSpeakers = ({ speakers }: Pick<RoomFacts, 'speakers'>, people: ReadonlyMap<Id, AccountJson>): object[] =>
  speakers.map(({ id, name, role, accountId }) => ({ id: String(id), name, function: role, account: (accountId === null ? undefined : people.get(accountId)) ?? null }));

/** The Room entity. */
export function presentRoom(room: RoomFacts, extras: RoomExtras): object {
  const { people, viewer, member, origin, counts, readers } = extras;
  const those = (ids: Iterable<Id>): AccountJson[] => [...ids].flatMap((id) => people.get(id) ?? []);
  const place = room.place && (mayKnowPlace(room, viewer, member) ? room.place : { name: room.place.name, address: null, access: null });
  return {
    id: String(room.id), title: room.title, tag: room.tag, state: room.state, template: room.template, description: room.description, language: room.language,
    time_zone: room.time_zone, starts_at: room.starts_at.toISOString(), ends_at: time(room.ends_at), opens_itself: room.opens_itself, closes_itself: room.closes_itself,
    opened_at: time(room.opened_at), closed_at: time(room.closed_at), now: extras.now.toISOString(), place, cover: extras.cover ?? null, url: `${origin}/rooms/${room.id}`,
    owner: people.get(room.owner_id) ?? null, hosts: those(room.hosts), voices: those(room.voices),
    speakers: presentSpeakers(room, people),
    program: room.program.map((item) => presentItem(item, extras.until)), score: presentScore(room, extras.until),
    moments: room.moments.filter(({ at }) => new Date(at) <= extras.until).map(presentMoment), source: presentSource(room),
    broadcasts: extras.broadcasts, counts, readers, reactions_kinds: REACTIONS[room.template], wall: room.wall,
    ...(viewer !== undefined && { me: presentMe(room, viewer, member) }),
  };
}

/** The score as it was at a moment. */
export const presentScore = ({ scores }: Pick<RoomFacts, 'scores'>, until: Date): object | null => scores.findLast(({ at }) => new Date(at) <= until)?.score ?? null;

const isPast = (at: string | null, until: Date): boolean => at !== null && new Date(at) <= until;

/** An item as it stood at a moment. */
export const presentItem = (item: RoomFacts['program'][number], until: Date): object => ({
  id: String(item.id), title: item.title, starts_at: item.startsAt, ends_at: item.endsAt, kind: item.kind,
  state: isPast(item.endedAt, until) ? 'done' : isPast(item.beganAt, until) ? 'now' : 'planned', speaker_ids: item.speakerIds.map(String),
});

export const presentMoment = ({ id, title, at, postId }: RoomFacts['moments'][number]): object => ({ id: String(id), title, at, post_id: postId === null ? null : String(postId) });

function presentSource({ source }: RoomFacts): object | null {
  return source && {
    kind: source.kind, title: source.title, url: source.url, host: source.host, embed_url: source.embedUrl, starts_at: source.startsAt, duration_ms: source.durationMs,
  };
}

function presentMe(room: RoomFacts, viewer: Id, member: MemberRow | undefined): object {
  const present = member?.present_at != null;
  return {
    host: mayHost(room, viewer), voice: room.voices.has(viewer), broadcaster: room.broadcasters.has(viewer), present, reserved: member?.reserved_at != null,
    carrier: present && room.state === 'open', delay_ms: member?.delay_ms ?? 0,
  };
}

/** What the room knows of one of its posts. */
export function presentNote(room: RoomFacts, post: Pick<PostFacts, 'id' | 'authorId'>, note: NoteRow | undefined): object {
  const own = note?.room_id === room.id ? note : undefined;
  const received = timeOfId(post.id);
  const at = own?.written_at ?? received;
  const digits = (id: Id | null | undefined): string | null => (id == null ? null : String(id));
  return {
    official: room.official.has(post.authorId), on_site: own?.on_site ?? false, speaker_id: digits(own?.speaker_id), item_id: digits(own?.item_id), feeling: own?.feeling ?? null,
    written_at: time(own?.written_at ?? null), at_ms: room.opened_at === null ? 0 : at.getTime() - room.opened_at.getTime(),
    source_ms: own?.source_ms ?? (room.source === null ? null : received.getTime() - Date.parse(room.source.startsAt)),
  };
}

interface Told {
  readonly status: { readonly replies_count: number; readonly reblogs_count: number; readonly favourites_count: number };
}

/** A post of a room with what was counted of it then, which is never more than now. */
export function countedThen<T extends Told>(told: T, then: { replies: number; reposts: number; likes: number } | undefined): T {
  const { status } = told;
  const { replies = 0, reposts = 0, likes = 0 } = then ?? {};
  return {
    ...told,
    status: {
      ...status, replies_count: Math.min(replies, status.replies_count), reblogs_count: Math.min(reposts, status.reblogs_count), favourites_count: Math.min(likes, status.favourites_count),
    },
  };
}

const HEAD = Buffer.from('{"status":');

/** A post of a room around what is encoded already, in pieces. */
export function presentRoomPost(status: Buffer, note: object): Buffer[] {
  return [HEAD, status, Buffer.from(`,"room":${JSON.stringify(note)}}`)];
}

export const ParticipantReply = Type.Object({ id: Text, account: AccountReply, on_site: Type.Boolean(), host: Type.Boolean(), voice: Type.Boolean() });

export function presentParticipant(room: RoomFacts, member: MemberRow, account: AccountJson): object {
  return {
    id: String(member.id), account, on_site: member.present_at !== null, host: mayHost(room, member.account_id), voice: room.voices.has(member.account_id),
  };
}

export const QuestionReply = Type.Object({
  id: Text, text: Text, state: Text, account: AccountReply, carrier: orNull(AccountReply), invited: orNull(AccountReply), votes: Whole, voted: Type.Optional(Type.Boolean()),
  answer_post_id: TextOrNull, created_at: Text, changed_at: Text,
});

/** @param voted undefined: nobody looks */
export function presentQuestion(question: QuestionRow, people: ReadonlyMap<Id, AccountJson>, voted: boolean | undefined): object {
  const person = (id: Id | null): AccountJson | null => (id === null ? undefined : people.get(id)) ?? null;
  return {
    id: String(question.id), text: question.text, state: question.state, account: person(question.account_id), carrier: person(question.carrier_id),
    invited: person(question.invited_id), votes: question.votes, ...(voted !== undefined && { voted }),
    answer_post_id: question.answer_post_id === null ? null : String(question.answer_post_id),
    created_at: question.created_at.toISOString(), changed_at: question.changed_at.toISOString(),
  };
}

export const ScreenReply = Type.Object({ shows: Text, question_id: TextOrNull, pinned_id: TextOrNull, held: Type.Boolean(), position: Whole });

export function presentScreen({ shows, questionId, pinnedId, held, position }: Screen): object {
  const digits = (id: Id | null): string | null => (id === null ? null : String(id));
  return { shows, question_id: digits(questionId), pinned_id: digits(pinnedId), held, position };
}
