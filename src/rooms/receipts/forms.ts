/** The forms that are hashed: whoever checks a log makes the same bytes of the same facts. Pure. */

import { createHash } from 'node:crypto';
import { timeOfId } from '#kit/ids.ts';
import { leafHash } from '#kit/merkle.ts';
import type { Hash } from '#kit/merkle.ts';
import type { Audience, EntryKind, LeafRow, LogName, Said } from './types.ts';

/** In which log a post stands; undefined for what is said to some people alone. */
export function audienceOf(visibility: string): Audience | undefined {
  if (visibility === 'public' || visibility === 'unlisted') return 'everybody';
  return visibility === 'followers' ? 'followers' : undefined;
}

const digits = (id: number | null): string | null => (id === null ? null : String(id));

/** A log by its name. */
export const logOf = ({ accountId, audience }: LogName): string => `${accountId}/${audience}`;

export const nameOf = (row: Pick<LeafRow, 'account_id' | 'audience'>): LogName => ({ accountId: row.account_id, audience: row.audience });

/**
 * What a post says, as text: JSON without spaces, its keys in this order, ids as digits, times in UTC with milliseconds. `content` is the
 * SHA-256 of the HTML that is shown.
 */
export function recordOf(said: Said): string {
  return JSON.stringify({
    id: String(said.id), author: String(said.author_id), visibility: said.visibility, at: said.created_at.toISOString(), thread: String(said.root_id), replyTo: digits(said.reply_to_id),
    replyToAuthor: digits(said.reply_to_author_id), repostOf: digits(said.repost_of_id), repostOfAuthor: digits(said.repost_of_author_id), quoted: digits(said.quoted_id), text: said.text,
    content: createHash('sha256').update(said.html).digest('hex'), warning: said.spoiler, language: said.language, tags: said.tag_keys, mentions: said.mentioned_ids.map(String),
    media: said.media_ids.map(String),
  });
}

/** SHA-256 of 16 random bytes and the record: without the salt, nobody can try what was said. */
export const commitmentOf = (salt: Uint8Array, record: string): Hash => createHash('sha256').update(salt).update(record).digest();

/** The bytes of an entry, of which the leaf is the hash. */
function entryBytes({ account_id: accountId, audience, seq, kind, post_id: post, at, commitment }: LeafRow): Buffer {
  return Buffer.from(JSON.stringify({ log: logOf({ accountId, audience }), seq, kind, post: String(post), at: at.toISOString(), commitment: commitment.toString('hex') }));
}

/** RFC 9162, 2.1.1. */
export const leafOf = (entry: LeafRow): Hash => leafHash(entryBytes(entry));

/** What is signed of a log. */
export function headBytes(name: LogName, { size, root, at }: { size: number; root: Hash; at: Date }): Buffer {
  return Buffer.from(JSON.stringify({ log: logOf(name), size, root: root.toString('hex'), at: at.toISOString() }));
}

/** What comes into its log later than this after it was written does not count as new. */
const LATE_MS = 600_000;

/** How a first entry calls a post: nobody can put one into the past that is not seen to have come late. */
export function kindOfFirst(kind: EntryKind, postId: number, now: Date): EntryKind {
  return kind === 'created' && now.getTime() - timeOfId(postId).getTime() > LATE_MS ? 'earlier' : kind;
}

/** The lists in which a post belongs by itself, whoever reads them. */
export function listsOf(said: Said): string[] {
  const lists: string[] = [];
  if (said.repost_of_id !== null) return lists;
  if (said.visibility === 'public') {
    if (said.reply_to_author_id === null || said.reply_to_author_id === said.author_id) lists.push('public');
    lists.push(...said.tag_keys.map((key) => `tag/${key}`));
  }
  if (said.reply_to_id !== null) lists.push(`thread/${said.root_id}`);
  return lists;
}

const NO_LINK = Buffer.alloc(32);

/** The end of a chain over posts, oldest first: each link is the SHA-256 of the one before, the commitment and the id in digits. */
export function chainOf(items: readonly { readonly id: number; readonly commitment: Uint8Array }[]): Hash {
  return items.toSorted((a, b) => a.id - b.id).reduce<Hash>((before, { id, commitment }) => createHash('sha256').update(before).update(commitment).update(String(id)).digest(), NO_LINK);
}
