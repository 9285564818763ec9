import type { AccountFacts, QuotePolicy } from '#accounts';
import { presentAttachment, presentEmoji } from '#media';
import type { AttachmentFacts } from '#media';
import type { Id } from '#kit/ids.ts';
import { plainText } from '#kit/plain-text.ts';
import { postUrl, tagUrl } from './addresses.ts';
import type { PostRow } from './schema.ts';
import type { Carried, Counts, EncodedPost, PollFacts, PostFacts, ScheduledPost, TagFacts, TagMarks } from './types.ts';

const VISIBILITIES = { public: 'public', unlisted: 'unlisted', followers: 'private', direct: 'direct', group: 'private' } as const;

/** Whom and what a post names, looked up. */
export interface Named {
  readonly author: Pick<AccountFacts, 'username'>;
  readonly mentioned: readonly Pick<AccountFacts, 'id' | 'username'>[];
  readonly origin: string;
  readonly carried: Carried;
}

/** What a post is called among servers; its page for people is elsewhere. */
export function presentUri(origin: string, username: string, id: Id): string {
  return `${origin}/users/${username}/statuses/${id}`;
}

/** The JSON of a post, in the pieces that are the same for every viewer. */
export function encodeParts(post: PostRow, named: Named): EncodedPost {
  const { origin, author, carried } = named;
  const application = post.app_name === null ? {} : { application: { name: post.app_name, website: post.app_website } };
  const head = JSON.stringify({
    id: String(post.id),
    created_at: post.created_at,
    edited_at: post.edited_at,
    in_reply_to_id: text(post.reply_to_id),
    in_reply_to_account_id: text(post.reply_to_author_id),
    sensitive: post.sensitive,
    spoiler_text: post.spoiler,
    visibility: VISIBILITIES[post.visibility],
    language: post.language,
    uri: presentUri(origin, author.username, post.id),
    url: postUrl(origin, author.username, post.id),
    content: post.html,
    ...application,
    ...(carried.group !== undefined && { perchoir: { group: { ...carried.group, id: String(carried.group.id) } } }),
  });
  const tail = JSON.stringify({
    media_attachments: (carried.media ?? []).map((attachment) => presentAttachment(origin, attachment)),
    mentions: named.mentioned.map(({ id, username }) => ({ id: String(id), username, url: `${origin}/@${username}`, acct: username })),
    // The form in which spellings meet, as in the field: clients compare it. How it was written stands in the text.
    tags: post.tag_keys.map((key) => ({ name: key, url: tagUrl(origin, key) })),
    emojis: (carried.emojis ?? []).map((emoji) => presentEmoji(origin, emoji)),
    // A card comes and changes by itself: it is put in from the memory of #links.
    ...(post.link_url === null && { card: null }),
  });
  const fixed = Buffer.from(`,${tail.slice(1, -1)}`);
  const counts = { replies: post.replies_count, reposts: post.reposts_count, likes: post.likes_count, quotes: post.quotes_count };
  return {
    head: Buffer.from(`${head.slice(0, -1)},"account":`),
    ...withCounts(fixed, counts, post.repost_of_id !== null),
  };
}

/** The tail with other counts: what comes before them is copied, not made again. */
export function withCounts(fixed: Buffer, counts: Counts, isRepost: boolean): Pick<EncodedPost, 'tail' | 'fixed'> {
  const { replies, reposts, likes, quotes } = counts;
  const end = `,"replies_count":${replies},"reblogs_count":${reposts},"favourites_count":${likes},"quotes_count":${quotes},"reblog":${isRepost ? '' : 'null'}`;
  const tail = Buffer.allocUnsafeSlow(fixed.length + end.length);
  tail.set(fixed);
  tail.write(end, fixed.length, 'latin1');
  return { tail, fixed: fixed.length };
}

/** What comes before the account, without what makes it the beginning of a larger thing. */
const ACCOUNT_FOLLOWS = ',"account":'.length;
const NO_MEDIA = ',"media_attachments":[],';

/**
 * All that a post says, as plain text, in parts: its warning, its text, the descriptions of its media, the options of its poll.
 * Read back from its JSON: few viewers look for words, and keeping each text a second time would halve what fits in memory.
 */
export function wordsOf({ encoded: { head, tail, fixed }, poll }: PostFacts): string[] {
  const said = JSON.parse(`${head.toString('utf8', 0, head.length - ACCOUNT_FOLLOWS)}}`) as { content: string; spoiler_text: string };
  const words = [said.spoiler_text, plainText(said.content), ...(poll?.titles ?? [])];
  if (tail.toString('latin1', 0, NO_MEDIA.length) !== NO_MEDIA) {
    const shown = JSON.parse(`{${tail.toString('utf8', 1, fixed)}}`) as { media_attachments: readonly { description?: string | null }[] };
    words.push(...shown.media_attachments.flatMap(({ description }) => description ?? []));
  }
  return words.filter((one) => one !== '');
}

function text(id: Id | null): string | null {
  return id === null ? null : String(id);
}

/** The bits of a viewer's marks. */
export const LIKED = 1;
export const REPOSTED = 2;
export const MUTED = 4;
export const BOOKMARKED = 8;
export const PINNED = 16;
/** The post is the viewer's own and could be pinned. */
export const PINNABLE = 32;

/** The parts of a post's end, each as JSON; see `reads/endings.ts`. */
export interface EndParts {
  readonly poll: string;
  readonly quote: string;
  readonly approval: string;
  readonly filtered: string;
}

/** Whether somebody may quote a post, as clients are told. Nobody here is asked each time: hence never `manual`. */
export function presentApproval(policy: QuotePolicy, isGranted: boolean): string {
  return JSON.stringify({ automatic: policy === 'nobody' ? [] : [policy], manual: [], current_user: isGranted ? 'automatic' : 'denied' });
}

/** The end of a post without any of them: nearly every post. */
export const PLAIN_PARTS: Omit<EndParts, 'approval'> = { poll: 'null', quote: 'null', filtered: '[]' };

/** How a post ends. @param bits the viewer's marks; undefined for a visitor, who has none and filters nothing */
export function encodeEnd(bits: number | undefined, parts: EndParts): string {
  const shared = `,"poll":${parts.poll},"quote":${parts.quote},"quote_approval":${parts.approval}`;
  if (bits === undefined) return `${shared}}`;
  const pinned = bits & PINNABLE ? `,"pinned":${(bits & PINNED) !== 0}` : '';
  const marks =
    `,"favourited":${(bits & LIKED) !== 0},"reblogged":${(bits & REPOSTED) !== 0},"muted":${(bits & MUTED) !== 0}` +
    `,"bookmarked":${(bits & BOOKMARKED) !== 0}${pinned}`;
  return `${shared}${marks},"filtered":${parts.filtered}}`;
}

/**
 * The Poll entity. Until the end of a poll that hides its totals, nobody sees them but as a sum.
 * @param own what the viewer chose; undefined for a visitor
 */
export function encodePoll(poll: PollFacts, now: Date, own: { choices: readonly number[]; isAuthor: boolean } | undefined, emojis: readonly object[]): string {
  const expired = poll.expiresAt <= now;
  const shown = expired || !poll.hidesTotals;
  return JSON.stringify({
    id: String(poll.postId),
    expires_at: poll.expiresAt,
    expired,
    multiple: poll.multiple,
    votes_count: poll.votes.reduce((sum, votes) => sum + votes, 0),
    voters_count: poll.voters,
    options: poll.titles.map((title, at) => ({ title, votes_count: shown ? poll.votes[at] : null })),
    emojis,
    // As in the field: authors, who may not vote in their own polls, are shown the totals instead of the question.
    ...(own && { voted: own.isAuthor || own.choices.length > 0, own_votes: own.choices }),
  });
}

/** The ScheduledStatus entity: what was asked for, in the field's words. */
export function presentScheduled(post: ScheduledPost, origin: string, media: readonly AttachmentFacts[]): object {
  const { id, scheduledAt, draft, appId, idempotency, failure } = post;
  const { poll } = draft;
  return {
    id: String(id),
    scheduled_at: scheduledAt,
    params: {
      text: draft.text,
      poll: poll === undefined ? null : { options: poll.titles, expires_in: poll.seconds, multiple: poll.multiple, hide_totals: poll.hidesTotals },
      media_ids: draft.mediaIds?.map(String) ?? null,
      sensitive: draft.sensitive ?? null,
      spoiler_text: draft.spoiler ?? null,
      visibility: VISIBILITIES[draft.visibility ?? 'public'],
      in_reply_to_id: text(draft.replyToId ?? null),
      language: draft.language ?? null,
      application_id: appId,
      idempotency,
      allowed_mentions: draft.allowedMentions?.map(String) ?? null,
      with_rate_limit: true,
      quoted_status_id: text(draft.quotedId ?? null),
      quote_approval_policy: draft.quotePolicy ?? null,
      scheduled_at: null,
    },
    media_attachments: media.map((attachment) => presentAttachment(origin, attachment)),
    // Not in the field, where such a post is lost.
    ...(failure !== null && { failure }),
  };
}

/** The Quote entity. @param inner the JSON of the post inside; undefined where it is not shown */
export function encodeQuote(state: string, inner: string | undefined): string {
  return `{"state":"${state}","quoted_status":${inner ?? 'null'}}`;
}

/** The ShallowQuote entity, for a quote inside a quote. */
export function encodeShallowQuote(state: string, id: Id | undefined): string {
  return JSON.stringify({ state, quoted_status_id: text(id ?? null) });
}

/** Ends without a part of their own, by the bits of the viewer's marks. */
interface PlainEnds {
  readonly visitor: Buffer;
  readonly granted: readonly Buffer[];
  readonly denied: readonly Buffer[];
}

const endsFor = (policy: QuotePolicy): PlainEnds => {
  const end = (bits: number | undefined, isGranted: boolean): Buffer =>
    Buffer.from(encodeEnd(bits, { ...PLAIN_PARTS, approval: presentApproval(policy, isGranted) }));
  const all = (isGranted: boolean): Buffer[] => Array.from({ length: 64 }, (_, bits) => end(bits, isGranted));
  return { visitor: end(undefined, false), granted: all(true), denied: all(false) };
};

/** The plain ends, made once: by who may quote the post, and whether the viewer may. */
export const PLAIN_ENDS: Readonly<Record<QuotePolicy, PlainEnds>> = {
  public: endsFor('public'),
  followers: endsFor('followers'),
  nobody: endsFor('nobody'),
};

/** The Tag entity; without marks as everybody gets it; figures and times are text there. */
export function presentTag(origin: string, { key, history }: TagFacts, marks?: TagMarks) {
  return {
    id: key,
    name: key,
    url: tagUrl(origin, key),
    history: history.map(({ day, uses, accounts }) => ({ day: String(day.getTime() / 1000), uses: String(uses), accounts: String(accounts) })),
    ...marks,
  };
}

/** The FeaturedTag entity. Its address is that of the author's posts with the tag. */
export function presentFeaturedTag(
  origin: string,
  username: string,
  tag: { readonly id: Id; readonly key: string; readonly uses: number; readonly lastAt: Date | null },
) {
  return {
    id: String(tag.id),
    name: tag.key,
    url: `${origin}/@${username}/tagged/${encodeURIComponent(tag.key)}`,
    statuses_count: String(tag.uses),
    last_status_at: tag.lastAt === null ? null : tag.lastAt.toISOString().slice(0, 10),
  };
}
