/**
 * Sends what waits, in the order of writing and none twice: one sender at a time in the whole browser, pages and service worker
 * alike, and each post under its own Idempotency-Key. What was once sent without an answer is sent again under that key only as
 * long as the server remembers it.
 *
 * Private messages have a lane of their own, so that none waits for a film to be uploaded; their key the server never forgets.
 */

import { ApiError, api } from '../api.ts';
import type { Attachment, Message, Post, RoomNote, RoomPost } from '../../entities.ts';
import { openChest } from './chest.ts';
import type { KeptFile, Parcel } from './chest.ts';

/** The server keeps a key for an hour. */
const REMEMBERED_MS = 55 * 60_000;
const LOOK_MS = 1000;
/** 25 MB by a slow line. */
const SLOWEST_FILE_MS = 600_000;
/** What leaves later than so says when it was written. */
const LATE_MS = 15_000;
const NAME = 'perchoir.outbox';

/** What all tabs are told. */
export type OutboxWord =
  | { readonly kind: 'changed' }
  | { readonly kind: 'sent'; readonly key: string; readonly post: Post }
  | { readonly kind: 'said'; readonly key: string; readonly message: Message };

type Lane = 'posts' | 'messages';
const laneOf = ({ chat }: Parcel): Lane => (chat === undefined ? 'posts' : 'messages');

export type Outcome = 'empty' | 'later';

/** Tells all tabs but the one that speaks. */
export function announce(word: OutboxWord): void {
  const air = new BroadcastChannel(NAME);
  air.postMessage(word);
  air.close();
}

/** Sends a file, or what was said of it since. @returns the id of the attachment */
async function uploaded(file: KeptFile): Promise<string> {
  if (file.uploaded !== undefined) {
    await api.put(`/api/v1/media/${file.uploaded}`, { description: file.description, focus: file.focus });
    return file.uploaded;
  }
  const form = new FormData();
  if (file.description !== '') form.set('description', file.description);
  if (file.focus !== undefined) form.set('focus', file.focus);
  form.set('file', file.blob as Blob, file.name);
  const { id, url } = await api.post<Attachment>('/api/v2/media', form);
  for (let ready = url !== null; !ready;) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    ready = (await api.get<Attachment>(`/api/v1/media/${id}`)).url !== null;
  }
  return id;
}

async function change(parcel: Parcel, more: Partial<Parcel>): Promise<Parcel> {
  const changed = { ...parcel, ...more };
  await (await openChest()).put('outbox', changed);
  return changed;
}

/** @throws ApiError */
async function sendParcel(parcel: Parcel): Promise<Post> {
  let ready = parcel;
  for (const [index, file] of parcel.files.entries()) {
    if (file.uploaded !== undefined && file.changed !== true) continue;
    const id = await uploaded(file);
    // Noted at once: the same key has to bring the same attachments.
    ready = await change(ready, { files: ready.files.map((one, at) => (at === index ? { ...one, uploaded: id, changed: false } : one)) });
  }
  // Said once and noted: the same key has to bring the same body.
  const late = ready.room !== undefined && Date.now() - ready.writtenAt > LATE_MS && { written_at: new Date(ready.writtenAt).toISOString() };
  if (ready.triedAt === undefined) ready = await change(ready, { triedAt: Date.now(), body: { ...ready.body, ...late } });
  const ids = ready.files.flatMap(({ uploaded: id }) => id ?? []);
  const before = ready.body.media_ids ?? [];
  const body = { ...ready.body, ...(ids.length > 0 && { media_ids: [...before, ...ids] }) };
  if (ready.room === undefined) return api.post<Post>('/api/v1/statuses', body, { key: ready.key });
  const { status, room } = await api.post<{ status: Post; room: RoomNote }>(`/api/perchoir/v1/rooms/${ready.room}/posts`, body, { key: ready.key });
  return { ...status, perchoir_room: room } as RoomPost;
}

/** Sends a file of a message. @returns its id */
async function sendFile(chat: string, { blob, name, description, voice }: KeptFile): Promise<string> {
  const form = new FormData();
  // The fields before the file, so that they are known when it comes.
  if (description !== '') form.set('description', description);
  if (voice !== undefined) form.set('voice', 'true');
  if (voice !== undefined && voice.length > 0) form.set('waveform', voice.join(','));
  form.set('file', blob as Blob, name);
  return (await api.post<{ id: string }>(`/api/perchoir/v1/chats/${chat}/files`, form, { slowest: SLOWEST_FILE_MS })).id;
}

/** @throws ApiError */
async function sendMessage(parcel: Parcel): Promise<Message> {
  const { body, chat, key, writtenAt } = parcel;
  let { files } = parcel;
  for (const [at, file] of files.entries()) {
    if (file.uploaded !== undefined) continue;
    const id = await sendFile(chat?.id ?? '', file);
    files = files.map((one, place) => (place === at ? { ...one, uploaded: id } : one));
    // Noted at once: what has been sent is not sent again.
    await change(parcel, { files });
  }
  const ids = files.flatMap(({ uploaded: id }) => id ?? []);
  const late = Date.now() - writtenAt > LATE_MS && { written_at: new Date(writtenAt).toISOString() };
  return api.post<Message>(`/api/perchoir/v1/chats/${chat?.id}/messages`, { text: body.status, client_key: key, ...(ids.length > 0 && { file_ids: ids }), ...(chat?.replyTo !== undefined && { reply_to_id: chat.replyTo }), ...late });
}

/** Those that wait for one, each as an answer to the one before. */
export function followersOf(key: string, all: readonly Parcel[]): Parcel[] {
  return all.filter(({ follows }) => follows === key).flatMap((one) => [one, ...followersOf(one.key, all)]);
}

/** Takes it out and says to those that follow what they answer: both or neither. */
async function leave({ id, key }: Parcel, post: Post): Promise<void> {
  const act = (await openChest()).transaction('outbox', 'readwrite');
  const all = await act.store.getAll();
  const freed = all.filter(({ follows }) => follows === key).map((one) => ({ ...one, follows: undefined, body: { ...one.body, in_reply_to_id: post.id } }));
  await Promise.all([act.store.delete(id as number), ...freed.map((one) => act.store.put(one)), act.done]);
}

/** It stays with its reason, and what follows it stays too. */
async function refuse(id: number, refused: NonNullable<Parcel['refused']>): Promise<void> {
  const act = (await openChest()).transaction('outbox', 'readwrite');
  const all = await act.store.getAll();
  const parcel = all.find((one) => one.id === id);
  const held = parcel === undefined ? [] : followersOf(parcel.key, all).map((one) => ({ ...one, refused: { status: refused.status, reason: 'held' } }));
  await Promise.all([...(parcel === undefined ? [] : [{ ...parcel, refused }, ...held]).map((one) => act.store.put(one)), act.done]);
}

async function next(account: string, lane: Lane): Promise<Parcel | undefined> {
  const all = await (await openChest()).getAll('outbox');
  return all.find((parcel) => parcel.account === account && parcel.refused === undefined && laneOf(parcel) === lane);
}

/** Sends one. @returns what all tabs are told of it @throws ApiError */
async function deliver(parcel: Parcel): Promise<OutboxWord> {
  if (parcel.chat !== undefined) {
    const message = await sendMessage(parcel);
    await (await openChest()).delete('outbox', parcel.id as number);
    return { kind: 'said', key: parcel.key, message };
  }
  const post = await sendParcel(parcel);
  await leave(parcel, post);
  return { kind: 'sent', key: parcel.key, post };
}

/** Sends until nothing waits or something stands in the way. `tell`: in this tab. */
async function sendAll(tell: (word: OutboxWord) => void, lane: Lane): Promise<Outcome> {
  const say = (word: OutboxWord): void => {
    announce(word);
    tell(word);
  };
  if (!(await (await openChest()).getAll('outbox')).some((parcel) => parcel.refused === undefined && laneOf(parcel) === lane)) return 'empty';
  // Whose session this browser has now: a post never leaves in another's name.
  const { id: account } = await api.get<{ id: string }>('/api/v1/accounts/verify_credentials');
  for (let parcel = await next(account, lane); parcel !== undefined; parcel = await next(account, lane)) {
    if (parcel.triedAt !== undefined && Date.now() - parcel.triedAt > REMEMBERED_MS) {
      await refuse(parcel.id as number, { status: 0, reason: 'unsure' });
      say({ kind: 'changed' });
      continue;
    }
    try {
      say(await deliver(parcel));
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing || error.status === 401) return 'later';
      await refuse(parcel.id as number, { status: error.status, reason: error.message });
      say({ kind: 'changed' });
    }
  }
  return 'empty';
}

/** @returns `later` where some of it has to wait */
export async function sendOutbox(tell: (word: OutboxWord) => void = () => undefined): Promise<Outcome> {
  const send = (lane: Lane): Promise<Outcome> => sendAll(tell, lane).catch((): Outcome => 'later');
  // On an address that is not encrypted there are neither locks nor a worker; the key still keeps posts from being there twice.
  const inTurn = (lane: Lane, name: string): Promise<Outcome> => (navigator.locks === undefined ? send(lane) : navigator.locks.request(name, () => send(lane)));
  const outcomes = await Promise.all([inTurn('posts', NAME), inTurn('messages', `${NAME}.messages`)]);
  return outcomes.includes('later') ? 'later' : 'empty';
}
