/** Rows made into facts, with their JSON encoded once. */

import type { AccountFacts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { encodeParts } from './presenter.ts';
import type { LinkEvent, PostEvent } from './events.ts';
import type { PostRow } from './schema.ts';
import type { Carried, PostFacts, QuoteFacts } from './types.ts';

/** @param people the author and those mentioned; a mention of someone who is not among them is left out of the JSON */
export function factsOf(row: PostRow, people: ReadonlyMap<Id, AccountFacts>, origin: string, carried: Carried): PostFacts {
  const mentioned = row.mentioned_ids.flatMap((id) => people.get(id) ?? []);
  return {
    id: row.id,
    authorId: row.author_id,
    visibility: row.visibility,
    groupId: row.group_id ?? undefined,
    replyToId: row.reply_to_id ?? undefined,
    replyToAuthorId: row.reply_to_author_id ?? undefined,
    rootId: row.root_id,
    repostOfId: row.repost_of_id ?? undefined,
    repostOfAuthorId: row.repost_of_author_id ?? undefined,
    quote: quoteOf(row),
    quotePolicy: row.quote_policy,
    mentionedIds: row.mentioned_ids,
    tagKeys: row.tag_keys,
    link: row.link_url ?? undefined,
    language: row.language ?? undefined,
    sensitive: row.sensitive,
    createdAt: row.created_at,
    editedAt: row.edited_at ?? undefined,
    counts: { replies: row.replies_count, reposts: row.reposts_count, likes: row.likes_count, quotes: row.quotes_count },
    poll: carried.poll,
    mediaIds: row.media_ids,
    encoded: encodeParts(row, { author: people.get(row.author_id) ?? { username: String(row.author_id) }, mentioned, origin, carried }),
  };
}

function quoteOf({ quoted_id: postId, quoted_author_id: authorId, quote_state: state }: PostRow): QuoteFacts | undefined {
  return postId === null || authorId === null || state === null ? undefined : { postId, authorId, state };
}

/** What is told about a post; `counted` and `quoteCounted`, of what it answers or reposts, and of what it quotes. */
export function eventOf(row: PostRow, counted?: PostEvent['counted'], quoteCounted?: PostEvent['quoteCounted']): PostEvent {
  return {
    id: row.id,
    authorId: row.author_id,
    visibility: row.visibility,
    ...(row.group_id !== null && { groupId: row.group_id }),
    ...(row.reply_to_id !== null && { replyToId: row.reply_to_id }),
    ...(row.reply_to_author_id !== null && { replyToAuthorId: row.reply_to_author_id }),
    rootId: row.root_id,
    ...(row.repost_of_id !== null && { repostOfId: row.repost_of_id }),
    ...(row.repost_of_author_id !== null && { repostOfAuthorId: row.repost_of_author_id }),
    ...(row.quoted_id !== null && { quotedId: row.quoted_id }),
    ...(row.quoted_author_id !== null && { quotedAuthorId: row.quoted_author_id }),
    mentionedIds: row.mentioned_ids,
    tagKeys: row.tag_keys,
    ...(row.media_ids.length > 0 && { hasMedia: true }),
    ...(row.language !== null && { language: row.language }),
    ...(counted && { counted }),
    ...(quoteCounted && { quoteCounted }),
  };
}

/** What is told of an edit. */
export function editOf(changed: PostRow, before: PostRow): PostEvent {
  const [now, { mentionedIds, tagKeys, hasMedia, language }] = [eventOf(changed), eventOf(before)];
  const same = String(mentionedIds) === String(now.mentionedIds) && String(tagKeys) === String(now.tagKeys) && hasMedia === now.hasMedia && language === now.language;
  if (same) return now;
  return { ...now, was: { mentionedIds, tagKeys, ...(hasMedia && { hasMedia }), ...(language !== undefined && { language }) } };
}

/** What is told of an address that a post names. */
export function namingOf(row: PostRow, url: string): LinkEvent {
  return { postId: row.id, authorId: row.author_id, visibility: row.visibility, url };
}

/** The same of a post that was read. */
export function eventAbout(facts: PostFacts): PostEvent {
  const { id, authorId, visibility, groupId, rootId, mentionedIds, tagKeys, replyToId, replyToAuthorId, language, mediaIds } = facts;
  return {
    id, authorId, visibility, rootId, mentionedIds, tagKeys,
    ...(groupId !== undefined && { groupId }),
    ...(replyToId !== undefined && { replyToId }),
    ...(replyToAuthorId !== undefined && { replyToAuthorId }),
    ...(language !== undefined && { language }),
    ...(mediaIds.length > 0 && { hasMedia: true }),
  };
}
