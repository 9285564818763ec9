/** What comes in alike on several routes of this room. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { EVERY_TYPE, typesNamed } from '../presenter/lines.ts';
import type { NotificationWish } from '../types.ts';

const PRESET = 40;
const MOST = 80;
export const UNREAD_PRESET = 100;
export const UNREAD_MOST = 1000;

export const IdText = Type.String({ maxLength: 20 });
export const Name = Type.String({ maxLength: 50 });
export const IdParams = Type.Object({ id: IdText });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const wishes = {
  types: Type.Optional(Type.Array(Name, { maxItems: 50 })),
  exclude_types: Type.Optional(Type.Array(Name, { maxItems: 50 })),
  account_id: Type.Optional(IdText),
  include_filtered: Type.Optional(Type.Boolean()),
};
const cursors = { max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText) };
export const WishQuery = Type.Object({ ...wishes, limit: Limit });
export const PageQuery = Type.Object({ limit: Limit, ...cursors });
export const ListQuery = Type.Object({ ...wishes, limit: Limit, ...cursors });
export const Empty = Type.Object({});

export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

export function pageIn(query: Static<typeof PageQuery>): Page {
  const limit = Math.min(query.limit ?? PRESET, MOST);
  return { limit, maxId: cursorOf(query.max_id), sinceId: cursorOf(query.since_id), minId: cursorOf(query.min_id) };
}

/** Names that mean nothing here are no reason to refuse: clients list every type they know. */
export function wishOf(query: Static<typeof WishQuery>): NotificationWish {
  const { types, exclude_types: excluded = [], account_id: account } = query;
  const wanted = types === undefined || types.length === 0 ? EVERY_TYPE : typesNamed(types);
  const unwanted = typesNamed(excluded);
  const left = [...new Set(wanted)].filter((type) => !unwanted.includes(type));
  // No account has the id 0: an id that is none finds nothing.
  const fromId = account === undefined || account === '' ? undefined : (parseId(account) ?? 0);
  return { types: left.length === EVERY_TYPE.length ? undefined : left, fromId, withFiltered: query.include_filtered === true };
}
