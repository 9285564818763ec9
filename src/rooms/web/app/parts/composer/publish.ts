/** Sends what was written. */

import { ApiError, api } from '../../client/api.ts';
import { readFile } from '../../client/drafts.ts';
import { PartlySent, sendPosts } from '../../client/outbox.ts';
import type { KeptFile, PostBody } from '../../client/outbox.ts';
import { seedPosts } from '../../client/posts.ts';
import { insertAtHome } from '../../client/timeline.ts';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { postPath } from '../post.tsx';
import type { Draft, Medium, Piece, Place } from './draft.ts';
import { localMinute } from './schedule.tsx';
import type { Scheduled, Start } from './start.ts';

/** What became of it: a post, one that waits for its time, or one that waits here for a connection. */
export type Made = { readonly kind: 'sent'; readonly post: Post } | { readonly kind: 'scheduled'; readonly post: Scheduled } | { readonly kind: 'kept' };

/** Whose draft it is, and where its files are kept. */
export interface Desk {
  readonly account: string;
  readonly place: Place;
}

/** The event room or group that a post is written in, and what is said there beside it. */
export interface RoomTarget {
  /** Of the event room. */
  readonly id?: string;
  readonly body: object;
  /** What its composer is called; as in event rooms, where it is not said. */
  readonly words?: { readonly label: string; readonly hint: string };
}

const idsOf = (media: readonly Medium[]): string[] => media.flatMap(({ id }) => id ?? []);
const focusOf = ({ focus: { x, y } }: Medium): string => `${x.toFixed(2)},${y.toFixed(2)}`;
const told = ({ warning }: Piece): boolean => (warning ?? '').trim() !== '';

function pollBody({ poll }: Piece): Pick<PostBody, 'poll'> {
  if (poll === undefined) return {};
  const options = poll.options.map((option) => option.trim()).filter((option) => option !== '');
  return { poll: { options, expires_in: poll.seconds, multiple: poll.multiple, hide_totals: poll.hidesTotals } };
}

const wording = (piece: Piece, { language }: Draft): PostBody => ({
  status: piece.text, spoiler_text: piece.warning ?? '', sensitive: piece.sensitive || (told(piece) && piece.media.length > 0), language, ...pollBody(piece),
});

/** What was said of a picture after it had been sent. */
async function describe(media: readonly Medium[]): Promise<void> {
  await Promise.all(media.map(async (medium) => {
    if (!medium.changed || medium.id === undefined) return;
    await api.put(`/api/v1/media/${medium.id}`, { description: medium.description, focus: focusOf(medium) });
  }));
}

/** The files of a post for the outbox, which sends those that have not been sent. */
async function filesOf({ media }: Piece, { account, place }: Desk): Promise<KeptFile[]> {
  return Promise.all(media.map(async (medium) => {
    const { key, id, name, description, changed } = medium;
    const blob = (await readFile(account, place, key).catch(() => undefined))?.blob;
    // Where the browser could not keep it there is nothing to send later; without it the post is not what was written.
    if (blob === undefined && id === undefined) throw new Error(`${name} is neither here nor on the server`);
    return { name, description, focus: focusOf(medium), changed, ...(blob !== undefined && { blob }), ...(id !== undefined && { uploaded: id }) };
  }));
}

async function edit({ post }: Extract<Start, { kind: 'edit' }>, draft: Draft, piece: Piece): Promise<Made> {
  const attributes = piece.media.flatMap((medium) => (medium.id === undefined ? [] : { id: medium.id, description: medium.description, focus: focusOf(medium) }));
  const made = await api.put<Post>(`/api/v1/statuses/${post.id}`, { ...wording(piece, draft), media_ids: idsOf(piece.media), media_attributes: attributes, quote_approval_policy: draft.policy });
  seedPosts([made]);
  return { kind: 'sent', post: made };
}

/** To be published later, or what waits for its time said otherwise: in one go, so it is never there twice and never lost. */
async function schedule(start: Start, draft: Draft, piece: Piece, at: string): Promise<Made> {
  await describe(piece.media);
  const body = { ...wording(piece, draft), media_ids: idsOf(piece.media), visibility: draft.visibility, quote_approval_policy: draft.policy };
  if (start.kind !== 'scheduled') {
    const post = await api.post<Scheduled>('/api/v1/statuses', { ...body, ...relations(start, draft), scheduled_at: new Date(at).toISOString() }, { key: piece.key });
    return { kind: 'scheduled', post };
  }
  const { id, scheduled_at: before, failure } = start.post;
  const moved = failure !== undefined || localMinute(new Date(before)) !== at;
  const post = await api.put<Scheduled>(`/api/v1/scheduled_statuses/${id}`, { ...body, ...(moved && { scheduled_at: new Date(at).toISOString() }) });
  return { kind: 'scheduled', post };
}

function relations(start: Start, { after }: Draft): Pick<PostBody, 'in_reply_to_id' | 'quoted_status_id'> {
  if (after !== undefined) return { in_reply_to_id: after.id };
  if (start.kind === 'reply') return { in_reply_to_id: start.post.id };
  return start.kind === 'quote' ? { quoted_status_id: start.post.id } : {};
}

function show(posts: readonly Post[]): void {
  seedPosts(posts);
  for (const post of posts) insertAtHome(post);
}

/**
 * Without a connection posts are kept in this browser and leave by themselves.
 * @throws ApiError, then nothing was written; PartlySent, then some of several were
 */
export async function publish(draft: Draft, start: Start, desk: Desk, room?: RoomTarget): Promise<Made> {
  const { pieces, at } = draft;
  const [first] = pieces as [Piece];
  if (start.kind === 'edit') return edit(start, draft, first);
  if (at !== undefined) return schedule(start, draft, first, at);
  const letters = await Promise.all(pieces.map(async (piece, place) => ({
    account: desk.account, files: await filesOf(piece, desk), room: room?.id,
    body: { ...wording(piece, draft), ...(room === undefined ? { visibility: draft.visibility, quote_approval_policy: draft.policy } : room.body), ...(place === 0 && relations(start, draft)) },
  })));
  try {
    const made = await sendPosts(letters);
    if (made.kind === 'kept') return made;
    show(made.posts);
    return { kind: 'sent', post: made.posts[0] as Post };
  } catch (error) {
    if (error instanceof PartlySent) show(error.posts);
    throw error;
  }
}

/** The draft without what has gone out: the rest follows that. */
export function restOf({ pieces, after, ...draft }: Draft, posts: readonly Post[]): Partial<Draft> {
  const last = posts.at(-1);
  return last === undefined ? draft : { pieces: pieces.slice(posts.length), after: { id: last.id, path: postPath(last), count: (after?.count ?? 0) + posts.length } };
}

/** Why it was not published, beside what was to be. */
export function problemOf(error: unknown): string {
  if (error instanceof PartlySent) return problemOf(error.reason);
  if (!(error instanceof ApiError)) return m.composer_failed();
  if (error.offline) return m.composer_offline();
  if (error.status === 429) return m.composer_too_many();
  if (error.status >= 500) return m.composer_failed();
  return m.composer_refused({ reason: error.message.replace(/^Validation failed: /, '') });
}
