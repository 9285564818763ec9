/** What clients of groups send, read into our words. */

import { Type } from 'typebox';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { linkHeader } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import type { Exchange } from '#platform/http/route.ts';
import { getGroup } from '../reads/groups.ts';
import type { Part } from '../reads/show.ts';

export const API = '/api/perchoir/v1';
export const BASE = `${API}/groups`;
export const IdText = Type.String({ maxLength: 20 });
/** An id, or a handle. */
const GroupText = Type.String({ maxLength: 60 });
export const GroupParams = Type.Object({ id: GroupText });
export const AccountParams = Type.Object({ id: GroupText, account_id: IdText });
export const ItemParams = Type.Object({ id: GroupText, item_id: IdText });
export const IntroductionParams = Type.Object({ id: GroupText, introduction_id: IdText });
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
export const Line = Type.String({ maxLength: 500 });
export const Long = Type.String({ maxLength: 50_000 });
export const Empty = Type.Object({});
export const cursors = { limit: Limit, max_id: Type.Optional(IdText) };

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

/** @throws Refusal 400 */
export function cursorOf(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw badRequest('A cursor is not valid');
  return id;
}

/** @throws Refusal 400 */
export const pageOf = (query: { limit?: number; max_id?: string }, preset: number, most: number): { limit: number; maxId: Id | undefined } =>
  ({ limit: Math.min(query.limit ?? preset, most), maxId: cursorOf(query.max_id) });

/** The id of a group that is there for the viewer. @throws Refusal 404 */
export async function seenId(ctx: Context, params: { id: string }): Promise<Id> {
  return (await getGroup(ctx, params.id)).group.id;
}

export function answerPart({ href, reply }: Exchange, { shown, cursors: ends }: Part): object[] {
  const link = linkHeader(href, ends);
  if (link !== undefined) void reply.header('Link', link);
  return shown;
}
