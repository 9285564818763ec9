/** What clients of private conversations send, read into our words. */

import { Type } from 'typebox';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';

export const BASE = '/api/perchoir/v1/chats';
export const IdText = Type.String({ maxLength: 20 });
export const ChatParams = Type.Object({ id: IdText });
export const MessageParams = Type.Object({ id: IdText, message_id: IdText });
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));

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

/** A moment as ISO 8601. @throws Refusal 422 */
export function timeIn(name: string, text: string): Date {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid(`Validation failed: ${name} is not a time`);
  return new Date(ms);
}
