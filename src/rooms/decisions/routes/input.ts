/** What clients of decisions send, read into our words. */

import { Type } from 'typebox';
import { badRequest, invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';

export const BASE = '/api/perchoir/v1/groups/:id';
export const IdText = Type.String({ maxLength: 20 });
/** A group is named by its id or its handle. */
const Of = Type.String({ maxLength: 60 });
export const GroupParams = Type.Object({ id: Of });
export const ProposalParams = Type.Object({ id: Of, proposal_id: IdText });
export const ObjectionParams = Type.Object({ id: Of, proposal_id: IdText, objection_id: IdText });
export const RoleParams = Type.Object({ id: Of, role_id: IdText });

const PRESET = 20;
const MOST = 80;
export const PageQuery = { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })), max_id: Type.Optional(IdText) };

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
export function pageIn({ limit, max_id: text }: { limit?: number | undefined; max_id?: string | undefined }): { limit: number; maxId: Id | undefined } {
  const maxId = text === undefined || text === '' ? undefined : parseCursor(text);
  if (text !== undefined && text !== '' && maxId === undefined) throw badRequest('A cursor is not valid');
  return { limit: Math.min(limit ?? PRESET, MOST), maxId };
}
