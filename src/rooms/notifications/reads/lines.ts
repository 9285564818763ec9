import { accountJson, findAccounts, viewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { joined } from '#platform/http/slabs.ts';
import { encodeEach, readPosts } from '#posts';
import { presentNotification } from '../presenter/lines.ts';
import { selectNotification, selectNotifications } from '../queries/lists.ts';
import type { LineRange } from '../queries/lists.ts';
import { selectMarkers } from '../queries/markers.ts';
import { isAboutPost, wantedFrom } from '../rules.ts';
import type { MarkedList, Marker, NotificationFacts, NotificationRow, NotificationWish } from '../types.ts';

/** A page is filled past what may not be seen, but not forever: after so many rounds the rest is left to the next page. */
export const MOST_ROUNDS = 20;

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

export interface Cursors {
  first?: Id;
  last?: Id;
  full: boolean;
}

export interface NotificationPage {
  readonly shown: NotificationFacts[];
  readonly cursors: Cursors;
}

/** The lines that a page may take from; `spare`: read beyond its limit, for those that are not shown. */
export function rangeOf(page: Page, spare: number): LineRange {
  return {
    above: page.minId ?? page.sinceId ?? 0, below: page.maxId ?? Number.MAX_SAFE_INTEGER, ascending: page.minId !== undefined, limit: page.limit + spare,
  };
}

/** A page of the viewer's list: only what the viewer may see and wants to hear, filled up to its limit, newest first. */
export async function readNotifications(ctx: Context, page: Page, wish: NotificationWish): Promise<NotificationPage> {
  const viewer = ownId(ctx);
  const range = rangeOf(page, 10);
  const { ascending } = range;
  const shown: NotificationFacts[] = [];
  let last: Id | undefined;
  let ended = false;
  for (let round = 0; round < MOST_ROUNDS && !ended && shown.length < page.limit; round++) {
    const rows = await selectNotifications(ctx, viewer, range, wish);
    shown.push(...(await readFacts(ctx, viewer, rows)));
    ended = rows.length < range.limit;
    last = rows.at(-1)?.id;
    if (last !== undefined) range[ascending ? 'above' : 'below'] = last;
  }
  const more = shown.length > page.limit || !ended;
  shown.length = Math.min(shown.length, page.limit);
  if (ascending) shown.reverse();
  // A page cut short by the rounds leads on from where they ended, not from what little they found.
  const oldest = shown.length < page.limit && !ended && !ascending ? last : shown.at(-1)?.id;
  const newest = shown[0]?.id;
  return { shown, cursors: { ...(newest && { first: newest }), ...(oldest && { last: oldest }), full: more || shown.length >= page.limit } };
}

/** @throws Refusal 404 */
export async function getNotification(ctx: Context, id: Id): Promise<NotificationFacts> {
  const viewer = ownId(ctx);
  const [facts] = await readFacts(ctx, viewer, await selectNotification(ctx, viewer, id));
  if (facts === undefined) throw notFound();
  return facts;
}

/** How many lines of the list lie above the viewer's marker, counted up to `limit`. */
export async function countUnread(ctx: Context, limit: number, wish: NotificationWish): Promise<number> {
  const { shown } = await readNotifications(ctx, await unreadPage(ctx, limit), wish);
  return shown.length;
}

/** What lies above the viewer's marker. */
export async function unreadPage(ctx: Context, limit: number): Promise<Page> {
  const [marker] = await readMarkers(ctx, ['notifications']);
  return { limit, sinceId: marker?.lastReadId ?? 0 };
}

export function readMarkers(ctx: Context, lists: readonly MarkedList[]): Promise<Marker[]> {
  return selectMarkers(ctx, ownId(ctx), lists);
}

/** Lines → facts that the viewer may see and wants to hear of; the others are left out. */
export async function readFacts(ctx: Context, viewer: Id, rows: readonly NotificationRow[]): Promise<NotificationFacts[]> {
  if (rows.length === 0) return [];
  const sets = await viewerSets(ctx, viewer);
  const wanted = rows.filter((row) => wantedFrom(row.from_id, sets));
  const [people, posts] = await Promise.all([
    findAccounts(ctx, [...new Set(wanted.map((row) => row.from_id))]),
    readPosts(ctx, [...new Set(wanted.flatMap((row) => row.post_id ?? []))]),
  ]);
  const personOf = new Map(people.map((facts) => [facts.id, facts]));
  const postOf = new Map(posts.map((facts) => [facts.id, facts]));
  return wanted.flatMap((row) => {
    const from = personOf.get(row.from_id);
    const post = row.post_id === null ? undefined : postOf.get(row.post_id);
    if (from === undefined || (isAboutPost(row.type) && post === undefined)) return [];
    return [{ id: row.id, type: row.type, from, post, createdAt: row.created_at, groupId: row.group_id ?? undefined, filtered: row.filtered, about: row.about ?? undefined }];
  });
}

/** The JSON of each line, in pieces, as the viewer of `ctx` gets it in the list, alone and on a stream. */
async function encodeEachLine(ctx: Context, lines: readonly NotificationFacts[]): Promise<Buffer[][]> {
  const [accounts, posts] = await Promise.all([
    accountJson(ctx, [...new Set(lines.map(({ from }) => from.id))]),
    encodeEach(ctx, [...new Set(lines.flatMap(({ post }) => post ?? []))]),
  ]);
  return lines.flatMap((line) => {
    const account = accounts.get(line.from.id);
    const post = line.post && posts.get(line.post.id);
    return account === undefined ? [] : [presentNotification(line, account, post)];
  });
}

/** The JSON array of these lines. Whoever calls returns the bytes from a route and does not keep them (`takeSlab`). */
export async function encodeNotifications(ctx: Context, lines: readonly NotificationFacts[]): Promise<Buffer> {
  const each = await encodeEachLine(ctx, lines);
  return joined([OPEN, ...each.flatMap((pieces, at) => (at === 0 ? pieces : [COMMA, ...pieces])), CLOSE]);
}

/** The JSON of one line; undefined when who did it is gone meanwhile. */
export async function encodeNotification(ctx: Context, line: NotificationFacts): Promise<Buffer | undefined> {
  const [pieces] = await encodeEachLine(ctx, [line]);
  return pieces && Buffer.concat(pieces);
}

export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}
