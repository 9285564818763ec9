/** The forms that are hashed: whoever checks a log makes the same bytes of the same facts. Pure. */

import { createHash } from 'node:crypto';
import { leafHash } from '#kit/merkle.ts';
import type { Hash } from '#kit/merkle.ts';
import type { Audience, EntryRow, LogName, Said } from './types.ts';

/** In which log a post stands; undefined for what is said to some people alone. */
export function audienceOf(visibility: string): Audience | undefined {
  if (visibility === 'public' || visibility === 'unlisted') return 'everybody';
  return visibility === 'followers' ? 'followers' : undefined;
}

const digits = (id: number | null): string | null => (id === null ? null : String(id));

/** A log by its name. */
export const logOf = ({ accountId, audience }: LogName): string => `${accountId}/${audience}`;

/** What a post says, as text: JSON without spaces, its keys in this order, ids as digits, times in UTC with milliseconds. */
export function recordOf(said: Said): string {
  return JSON.stringify({
    id: String(said.id), author: String(said.author_id), visibility: said.visibility, at: said.created_at.toISOString(), replyTo: digits(said.reply_to_id),
    repostOf: digits(said.repost_of_id), quoted: digits(said.quoted_id), text: said.text, warning: said.spoiler, media: said.media_ids.map(String),
  });
}

/** SHA-256 of 16 random bytes and the record: without the salt, nobody can try what was said. */
export const commitmentOf = (salt: Uint8Array, record: string): Hash => createHash('sha256').update(salt).update(record).digest();

/** The bytes of an entry, of which the leaf is the hash. */
export function entryBytes({ account_id: author, audience, seq, kind, post_id: post, at, commitment }: Omit<EntryRow, 'event_id' | 'salt'>): Buffer {
  return Buffer.from(JSON.stringify({ log: logOf({ accountId: author, audience }), seq, kind, post: String(post), at: at.toISOString(), commitment: commitment.toString('hex') }));
}

export const leafOf = (entry: Omit<EntryRow, 'event_id' | 'salt'>): Hash => leafHash(entryBytes(entry));

/** What is signed of a log. */
export function headBytes(name: LogName, { size, root }: { size: number; root: Hash }): Buffer {
  return Buffer.from(JSON.stringify({ log: logOf(name), size, root: root.toString('hex') }));
}
