/** Parameters that several routes here share. */

import { Type } from 'typebox';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import type { Page } from '#kit/pages.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { ListPage } from '../reads.ts';

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
