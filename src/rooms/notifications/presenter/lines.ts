/** Facts → the entities of the client API. */

import type { Id } from '#kit/ids.ts';
import type { About, Marker, NotificationFacts, NotificationType } from '../types.ts';

/** What the field calls our types. */
export const NAMES: Record<NotificationType, string> = {
  mention: 'mention',
  post: 'status',
  repost: 'reblog',
  like: 'favourite',
  follow: 'follow',
  followRequest: 'follow_request',
  edit: 'update',
  poll: 'poll',
  quote: 'quote',
  quotedEdit: 'quoted_update',
  // No client of the field knows these; those that know event rooms, trust and groups do.
  room: 'perchoir.room',
  trust: 'perchoir.trust',
  group: 'perchoir.group',
};

/** What another room's words are in the entity. */
export function presentAbout({ type, about }: Pick<NotificationFacts, 'type' | 'about'>): Record<string, About['shown']> {
  return about === undefined ? {} : { [`perchoir_${type}`]: about };
}

const TYPES = new Map(Object.entries(NAMES).map(([type, name]) => [name, type as NotificationType]));

export const EVERY_TYPE = [...TYPES.values()];

/** Our types for the field's names; names of what is never told here are left out. */
export function typesNamed(names: readonly string[]): NotificationType[] {
  return names.flatMap((name) => TYPES.get(name) ?? []);
}

/** The name of the lines that are told together; of one that stands alone, its own. */
export function presentGroupKey(line: Pick<NotificationFacts, 'id' | 'type'>, groupId: Id | undefined): string {
  return groupId === undefined ? `ungrouped-${line.id}` : `${NAMES[line.type]}-${groupId}`;
}

const STATUS = Buffer.from(',"status":');
const FILTERED = Buffer.from(',"filtered":true');
const END = Buffer.from('}');

/** The Notification entity around what is encoded already, in pieces. */
export function presentNotification(line: NotificationFacts, account: Buffer, status: Buffer | undefined): Buffer[] {
  const id = String(line.id);
  const head = { id, type: NAMES[line.type], created_at: line.createdAt.toISOString(), group_key: presentGroupKey(line, line.groupId) };
  const pieces = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"account":`), account];
  if (status !== undefined) pieces.push(STATUS, status);
  if (line.about !== undefined) pieces.push(Buffer.from(`,${JSON.stringify(presentAbout(line)).slice(1, -1)}`));
  if (line.filtered) pieces.push(FILTERED);
  pieces.push(END);
  return pieces;
}

/** Markers by the name of their list. */
export function presentMarkers(markers: readonly Marker[]): Record<string, object> {
  return Object.fromEntries(
    markers.map(({ list, lastReadId, version, updatedAt }) => [
      list,
      { last_read_id: String(lastReadId), version, updated_at: updatedAt.toISOString() },
    ]),
  );
}
