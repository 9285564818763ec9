/** Groups as the door gives them, as pages show them. */

import { readDigest, readLog, readMap, readPeople, readShelf, showGroup } from '#groups';
import { notFound } from '#kit/errors.ts';
import { parseCursor } from '#kit/ids.ts';
import type { GivenLines } from './client/chats/lines.ts';
import type { Group, GroupItem, GroupLine, GroupMap, GroupMember } from './entities.ts';
import { waysFrom } from './posts.server.ts';
import type { Ways } from './posts.server.ts';
import type { Visit } from './visit.ts';

const PAGE = 30;
const SHELVES = ['mine', 'open', 'requests', 'ended'] as const;
export type GroupShelfName = (typeof SHELVES)[number];

export const shelfIn = ({ me }: Visit, url: URL): GroupShelfName => {
  const asked = SHELVES.find((shelf) => shelf === url.searchParams.get('only'));
  return me === undefined ? 'open' : asked ?? 'mine';
};

const pageIn = (url: URL) => ({ maxId: parseCursor(url.searchParams.get('max_id') ?? ''), limit: PAGE });

export async function presentGroups({ ctx }: Visit, url: URL, shelf: GroupShelfName): Promise<Ways & { groups: Group[] }> {
  const { shown, cursors } = await readShelf(ctx, shelf, pageIn(url));
  return { groups: shown as Group[], ...waysFrom(url, cursors) };
}

/** @throws Refusal 404 */
export const presentGroup = async ({ ctx }: Visit, of: string | undefined): Promise<Group> => (await showGroup(ctx, of ?? '')) as Group;

/** One that its reader is in. @throws Refusal 404 */
export async function presentInside(visit: Visit, of: string | undefined): Promise<Group> {
  const group = await presentGroup(visit, of);
  if (group.me?.state !== 'in') throw notFound();
  return group;
}

export async function presentPeopleOf({ ctx }: Visit, { id }: Group, url: URL, state?: 'asked' | 'invited'): Promise<Ways & { people: GroupMember[] }> {
  const wish = { q: url.searchParams.get('q') ?? '', helps: url.searchParams.get('helps') ?? '' };
  const { shown, cursors } = await readPeople(ctx, Number(id), { ...pageIn(url), ...(state === undefined ? wish : { state }) });
  return { people: shown as GroupMember[], ...waysFrom(url, cursors) };
}

export async function presentLog({ ctx }: Visit, { id }: Group, url: URL): Promise<Ways & { lines: GroupLine[] }> {
  const { shown, cursors } = await readLog(ctx, Number(id), pageIn(url));
  return { lines: shown as GroupLine[], ...waysFrom(url, cursors) };
}

const LINES = 40;

/** What happened in a group, to stand between the messages of its conversation; where those end in the middle, what came before. */
export async function presentTalkLines({ ctx }: Visit, group: Group | undefined, before: string | undefined): Promise<GivenLines> {
  if (group?.me?.state !== 'in' || group.state !== 'open') return { lines: [], hasOlder: false };
  const { shown, cursors } = await readLog(ctx, Number(group.id), { maxId: before === undefined ? undefined : parseCursor(before), limit: LINES });
  return { lines: shown as GroupLine[], hasOlder: cursors.full };
}

export const presentMap = async ({ ctx }: Visit, kind: 'group' | 'chat', id: string): Promise<GroupMap> => (await readMap(ctx, { kind, id: Number(id) })) as GroupMap;
export const presentDigest = async ({ ctx }: Visit, { id }: Group): Promise<GroupItem[]> => (await readDigest(ctx, Number(id))) as GroupItem[];
