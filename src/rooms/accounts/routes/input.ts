/** Parameters that several routes here share. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';
import type { Exchange, Upload } from '#platform/http/route.ts';
import type { ListPage } from '../reads.ts';
import type { ProfileWishes } from '../types.ts';

export const IdParams = Type.Object({ id: Type.String({ maxLength: 30 }) });

/** @throws Refusal 404: what is no id is nobody's. */
export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

export const PageQuery = Type.Object({
  max_id: Type.Optional(Type.String({ maxLength: 30 })),
  since_id: Type.Optional(Type.String({ maxLength: 30 })),
  min_id: Type.Optional(Type.String({ maxLength: 30 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});

interface PageWish {
  max_id?: string;
  since_id?: string;
  min_id?: string;
  limit?: number;
}

/** @throws Refusal 400 for a cursor that is none */
export function pageFrom(wish: PageWish): Page {
  return {
    maxId: cursorOf(wish.max_id),
    sinceId: cursorOf(wish.since_id),
    minId: cursorOf(wish.min_id),
    limit: Math.min(wish.limit ?? 40, 80),
  };
}

function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

/** Puts the way to the neighbouring pages into the answer; cut by relations, however many of them are shown. */
export function linkPages(exchange: Exchange, { listed }: ListPage, page: Page): void {
  const cursors = { first: listed[0]?.id as Id, last: listed.at(-1)?.id as Id, full: listed.length >= page.limit };
  const link = linkHeader(exchange.href, cursors);
  if (link !== undefined) void exchange.reply.header('Link', link);
}

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Flag = Type.Optional(Type.Boolean());

/** What may be said of a profile, in the older and in the newer form. */
export const ProfileBody = {
  display_name: Text(2000),
  note: Text(20_000),
  avatar_description: Text(20_000),
  header_description: Text(20_000),
  locked: Flag,
  bot: Flag,
  discoverable: Flag,
  indexable: Flag,
  hide_collections: Flag,
  attribution_domains: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 200 })),
  fields_attributes: Type.Optional(
    Type.Array(Type.Object({ name: Text(5000), value: Text(5000) }), { maxItems: 20 }),
  ),
};

const Profile = Type.Object(ProfileBody);

export function profileWishes(body: Static<typeof Profile>, files: readonly Upload[]): ProfileWishes {
  return {
    displayName: body.display_name,
    note: body.note,
    avatarDescription: body.avatar_description,
    headerDescription: body.header_description,
    fields: body.fields_attributes?.map(({ name = '', value = '' }) => ({ name, value })),
    locked: body.locked,
    bot: body.bot,
    discoverable: body.discoverable,
    indexable: body.indexable,
    hideCollections: body.hide_collections,
    attributionDomains: body.attribution_domains,
    avatar: fileIn(files, 'avatar'),
    header: fileIn(files, 'header'),
  };
}

/** Browsers send an empty file where none was chosen. */
function fileIn(files: readonly Upload[], field: string): Uint8Array | undefined {
  return files.find((file) => file.field === field && file.bytes.byteLength > 0)?.bytes;
}
