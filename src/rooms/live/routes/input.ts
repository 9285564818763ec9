/** What clients of rooms send, read into our words. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import type { Page } from '#kit/pages.ts';
import type { RoomWish } from '../types.ts';

export const BASE = '/api/perchoir/v1/rooms';
export const IdText = Type.String({ maxLength: 20 });
export const RoomParams = Type.Object({ id: IdText });
export const Time = Type.String({ maxLength: 40 });
export const Delay = Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 }));
export const Empty = Type.Object({});

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const Ids = Type.Optional(Type.Array(IdText, { maxItems: 200 }));
const Side = Type.Object({ name: Type.String({ maxLength: 200 }), points: Type.Integer({ minimum: -10_000, maximum: 1_000_000 }) });

export const ItemStateText = oneOf(['planned', 'now', 'done']);

export const RoomBody = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 500 })),
  tag: Type.Optional(Type.String({ maxLength: 200 })),
  description: Type.Optional(Type.String({ maxLength: 20_000 })),
  template: Type.Optional(oneOf(['meeting', 'match', 'concert', 'town_hall'])),
  language: Type.Optional(Type.String({ maxLength: 10, pattern: '^([a-z]{2,3}(-[A-Za-z0-9]{2,6})?)?$' })),
  time_zone: Type.Optional(Type.String({ maxLength: 60 })),
  starts_at: Type.Optional(Time),
  ends_at: Type.Optional(orNull(Time)),
  opens_itself: Type.Optional(Type.Boolean()),
  closes_itself: Type.Optional(Type.Boolean()),
  place: Type.Optional(orNull(Type.Object({
    name: Type.Optional(Type.String({ maxLength: 1000 })), address: Type.Optional(Type.String({ maxLength: 1000 })), access: Type.Optional(Type.String({ maxLength: 10_000 })),
  }))),
  speakers: Type.Optional(Type.Array(Type.Object({
    id: Type.Optional(IdText), name: Type.String({ maxLength: 500 }), function: Type.Optional(Type.String({ maxLength: 500 })), account_id: Type.Optional(orNull(IdText)),
  }), { maxItems: 100 })),
  program: Type.Optional(Type.Array(Type.Object({
    id: Type.Optional(IdText), title: Type.String({ maxLength: 500 }), starts_at: Type.Optional(orNull(Time)), ends_at: Type.Optional(orNull(Time)),
    kind: Type.Optional(oneOf(['item', 'song', 'break'])), state: Type.Optional(ItemStateText), speaker_ids: Ids,
    speaker_numbers: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 100 }), { maxItems: 100 })),
  }), { maxItems: 300 })),
  score: Type.Optional(orNull(Type.Object({ home: Side, away: Side, minute: Type.Optional(orNull(Type.Integer({ minimum: 0, maximum: 1000 }))) }))),
  cover_id: Type.Optional(orNull(IdText)),
  host_ids: Ids,
  voice_ids: Ids,
  wall: Type.Optional(oneOf(['approved', 'official', 'everything'])),
});

/** @throws Refusal 404 */
export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** An id within a body. @throws Refusal 422 */
export function idIn(name: string, text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

/** A moment of this century. @throws Refusal 422 */
export function timeOf(name: string, text: string): Date {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || ms < Date.UTC(2006, 0, 1) || ms > Date.UTC(2075, 0, 1)) throw invalid(`Validation failed: ${name} is not a time such as 2026-03-14T20:00:00Z`);
  return new Date(ms);
}

type Maybe<T> = T | null | undefined;
const maybe = <T, R>(value: Maybe<T>, read: (value: T) => R): R | null | undefined => (value === null || value === undefined ? (value as null | undefined) : read(value));

export function wishOf(body: Static<typeof RoomBody>): RoomWish {
  return {
    title: body.title, tag: body.tag, description: body.description, template: body.template, language: body.language, timeZone: body.time_zone,
    startsAt: body.starts_at === undefined ? undefined : timeOf('starts_at', body.starts_at),
    endsAt: maybe(body.ends_at, (text) => timeOf('ends_at', text)),
    opensItself: body.opens_itself, closesItself: body.closes_itself, place: body.place, wall: body.wall,
    speakers: body.speakers?.map((one) => ({ id: one.id === undefined ? undefined : idIn('id', one.id), name: one.name, role: one.function, accountId: maybe(one.account_id, (text) => idIn('account_id', text)) })),
    program: body.program?.map((item) => ({
      id: item.id === undefined ? undefined : idIn('id', item.id), title: item.title, kind: item.kind, state: item.state,
      startsAt: maybe(item.starts_at, (text) => timeOf('starts_at', text)), endsAt: maybe(item.ends_at, (text) => timeOf('ends_at', text)),
      speakerIds: item.speaker_ids?.map((text) => idIn('speaker_ids', text)), speakerNumbers: item.speaker_numbers,
    })),
    score: maybe(body.score, ({ home, away, minute }) => ({ home, away, minute: minute ?? null })),
    coverId: maybe(body.cover_id, (text) => idIn('cover_id', text)),
    hostIds: body.host_ids?.map((text) => idIn('host_ids', text)),
    voiceIds: body.voice_ids?.map((text) => idIn('voice_ids', text)),
  };
}

const PRESET = 20;
const MOST = 40;
export const cursors = {
  max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
};
const PageQuery = Type.Object(cursors);

export function pageOf(query: Static<typeof PageQuery>): Page {
  return {
    limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf('max_id', query.max_id), sinceId: cursorOf('since_id', query.since_id), minId: cursorOf('min_id', query.min_id),
  };
}

function cursorOf(name: string, text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}
