/** What posts mean to open streams: `user`, `public` and its parts, `hashtag` and `list`. */

import { findList, viewerSets } from '#accounts';
import type { ListFacts, ViewerSets } from '#accounts';
import { viewerFilters } from '#filters';
import {
  encodePost, maySeePost, mediaDescribed, membersFor, pollCounted, pollEnded, pollRescheduled, postCreated, postDeleted, postEdited, postFacts, quoteRevoked, readPosts,
} from '#posts';
import type { PostEvent, PostFacts } from '#posts';
import { Frame, feedStreams } from '#streaming';
import type { Channel, Routed, Subscription } from '#streaming';
import { parseId, timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';
import { canonicalTag } from '#kit/text.ts';
import { VISITOR, houseOf, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { isInPublic, isInTag, wantedAtHome, wantedByTaste, wantedInList } from './rules.ts';
import type { Listed } from './rules.ts';

/** For so long after it was written nobody can have marked a post before it reaches the streams. */
const FRESH_MS = 2000;

const warm = (ctx: Context, viewer: Id): unknown => Promise.all([viewerSets(ctx, viewer), viewerFilters(ctx, viewer)]);
const open = { scopes: ['read:statuses'], anonymous: true, warm } as const;
const tagged = { ...open, parameter: 'tag', canonical: (tag: string) => canonicalTag(tag.replace(/^#/, '')) || undefined } as const;

export const channels: readonly Channel[] = [
  // Its notifications need read:notifications, its posts read:statuses: a token with one of them gets that part.
  { name: 'user', scopes: ['read:statuses', 'read:notifications'], anonymous: false, warm },
  { name: 'user:notification', scopes: ['read:notifications'], anonymous: false },
  {
    name: 'list',
    scopes: ['read:statuses', 'read:lists'],
    anonymous: false,
    parameter: 'list',
    together: true,
    canonical: (text) => (parseId(text) === undefined ? undefined : String(parseId(text))),
    mayOpen: (ctx, viewer, list) => viewer !== undefined && isThere(listFor(ctx, viewer, list)),
    warm,
  },
  ...['public', 'public:local', 'public:remote', 'public:media', 'public:local:media', 'public:remote:media'].map(
    (name): Channel => ({ ...open, name }),
  ),
  { ...tagged, name: 'hashtag' },
  { ...tagged, name: 'hashtag:local' },
];

type Found<T> = T | undefined | Promise<T | undefined>;

/** The list that a subscription names, as long as it is its viewer's. */
function listFor(ctx: Context, viewer: Id, parameter: string | undefined): Found<ListFacts> {
  return findList(viewedBy(ctx, { kind: 'account', id: viewer }), Number(parameter));
}

function isThere(found: Found<object>): boolean | Promise<boolean> {
  return found instanceof Promise ? found.then((late) => late !== undefined) : found !== undefined;
}

export const postFeed = feedStreams({ name: 'timelines.tellStreams', route: routePost }, [
  postCreated, postEdited, postDeleted, pollCounted, pollRescheduled, pollEnded, quoteRevoked, mediaDescribed,
]);

function topicsOf(event: PostEvent): string[] {
  const topics = ['user'];
  if (event.groupId !== undefined) topics.push('groups');
  else if (event.visibility !== 'direct') topics.push('list');
  if (isInPublic(event)) topics.push('public', 'public:local', ...(event.hasMedia ? ['public:media', 'public:local:media'] : []));
  if (isInTag(event)) topics.push(...event.tagKeys.flatMap((key) => [`hashtag/${key}`, `hashtag:local/${key}`]));
  return topics;
}

/** Who listens to where the post is, or was. @param members of its group */
function audienceOf(events: readonly PostEvent[], members: IdSet | undefined): Omit<Routed, 'frameFor'> {
  const direct = events[0]?.visibility === 'direct';
  return {
    topics: [...new Set(events.flatMap(topicsOf))],
    ...(events[0]?.groupId !== undefined && { accountIds: [...(members ?? [])] }),
    ...(direct && { accountIds: [...new Set(events.flatMap(({ authorId, mentionedIds }) => [authorId, ...mentionedIds]))] }),
  };
}

/** What an event of a post means to open streams; also for a higher room, whose subscriptions pass for those of a tag. */
export async function routePost(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const event = stored.payload as PostEvent;
  const members = await membersFor(ctx, event);
  if (stored.name === postDeleted.name) {
    const frame = new Frame('delete', String(event.id), stored.id);
    // Its language may have been changed after it was shown.
    const gone = { ...event, language: undefined };
    return { ...audienceOf([event], members), frameFor: (subscription) => concerned(ctx, subscription, gone, () => frame) };
  }
  const [facts] = await postFacts(ctx, [event.id]);
  // Deleted since: the deletion comes after it.
  if (facts === undefined) return undefined;
  const frames = new PostFrames(ctx, facts, stored);
  const shown = (subscription: Subscription): Answer => concerned(ctx, subscription, event, (viewer) => frames.frameFor(viewer));
  if (event.was === undefined) return { ...audienceOf([event], members), frameFor: shown };
  return { ...audienceOf([event, formerOf(event)], members), frameFor: editedFor(ctx, stored.id, event, shown) };
}

/**
 * An edit that took a tag, a name, a picture or a language away: whoever was shown the post here because of it is told that it
 * is gone from here, as a fresh read would show (test: "a post that an edit takes out of a stream is deleted there").
 */
function editedFor(ctx: Context, id: Id, event: PostEvent, shown: (subscription: Subscription) => Answer): Routed['frameFor'] {
  const former = formerOf(event);
  const [now, then] = [new Set(topicsOf(event)), new Set(topicsOf(former))];
  const frame = new Frame('delete', String(event.id), id);
  const gone = (subscription: Subscription): Answer => (then.has(subscription.topic) ? concerned(ctx, subscription, former, () => frame) : undefined);
  return (subscription) => {
    const answer = now.has(subscription.topic) ? shown(subscription) : undefined;
    if (answer instanceof Promise) return answer.then((late) => late ?? gone(subscription));
    return answer ?? gone(subscription);
  };
}

/** As it was before an edit. */
const formerOf = (event: PostEvent): PostEvent => ({ ...event, hasMedia: false, ...event.was, language: event.was?.language } as PostEvent);

type Answer = Frame | undefined | Promise<Frame | undefined>;

/** Whether the viewer of a subscription is concerned: by what a list would show, and by what may be seen. */
function concerned(ctx: Context, { seat, topic, parameter }: Subscription, event: Listed, answer: (viewer: Id | undefined) => Answer): Answer {
  const { viewerId } = seat;
  if (viewerId === undefined) return answer(undefined);
  const decide = (sets: ViewerSets, members: IdSet | undefined): Answer => {
    if (!maySeePost(event, viewerId, sets, members)) return undefined;
    if (topic === 'list') return then(listFor(ctx, viewerId, parameter), (list) =>
      list !== undefined && wantedInList(event, viewerId, sets, list) ? answer(viewerId) : undefined);
    if (topic === 'user') {
      if (seat.caller?.scopes.has('read:statuses') !== true || !wantedAtHome(event, viewerId, sets)) return undefined;
    } else if (!wantedByTaste(event, viewerId, sets)) return undefined;
    return answer(viewerId);
  };
  // Who is in its group is asked now, and not when the event was told.
  const members = event.groupId === undefined ? undefined : membersFor(ctx, event);
  if (members instanceof Promise) return members.then((late) => then(viewerSets(ctx, viewerId), (sets) => decide(sets, late)));
  return then(viewerSets(ctx, viewerId), (sets) => decide(sets, members));
}

function then<T>(found: T | Promise<T>, act: (found: T) => Answer): Answer {
  return found instanceof Promise ? found.then(act) : act(found);
}

/** The frames of one post: as few as viewers see different things. */
class PostFrames {
  readonly #ctx: Context;
  readonly #facts: PostFacts;
  readonly #stored: StoredEvent;
  /** By the JSON they carry: most viewers share one. */
  readonly #made: { bytes: Buffer; frame: Frame }[] = [];
  #plain: Frame | undefined;

  constructor(ctx: Context, facts: PostFacts, stored: StoredEvent) {
    this.#ctx = ctx;
    this.#facts = facts;
    this.#stored = stored;
  }

  frameFor(viewer: Id | undefined): Answer {
    // A new post by somebody else, answering nothing, can carry no mark of anybody: it looks the same to all who are signed in and filter nothing.
    const plain = viewer !== undefined && viewer !== this.#facts.authorId && this.#isPlain() && this.#filtersNothing(viewer);
    if (plain && this.#plain !== undefined) return this.#plain;
    const ctx = viewedBy(this.#ctx, viewer === undefined ? VISITOR : { kind: 'account', id: viewer });
    const seen = readPosts(ctx, [this.#facts.id]);
    const make = (posts: PostFacts[]): Answer => {
      const [facts] = posts;
      if (facts === undefined) return undefined;
      const bytes = encodePost(ctx, facts);
      return bytes instanceof Promise ? bytes.then((late) => this.#frameOf(late)) : this.#frameOf(bytes);
    };
    const made = seen instanceof Promise ? seen.then(make) : make(seen);
    if (!plain) return made;
    return made instanceof Promise ? made.then((frame) => (this.#plain = frame)) : (this.#plain = made);
  }

  #filtersNothing(viewer: Id): boolean {
    const filters = viewerFilters(this.#ctx, viewer);
    if (!(filters instanceof Promise)) return filters.isEmpty(houseOf(this.#ctx).clock());
    // Asked for again when the post is encoded, where a failure is answered for.
    filters.catch(() => undefined);
    return false;
  }

  #isPlain(): boolean {
    const { replyToId, repostOfId, editedAt, quote, quotePolicy } = this.#facts;
    if (this.#stored.name !== postCreated.name) return false;
    if (replyToId !== undefined || repostOfId !== undefined || editedAt !== undefined) return false;
    // Not everybody sees what it quotes, or may quote it.
    if (quote !== undefined || quotePolicy === 'followers') return false;
    return houseOf(this.#ctx).clock() - timeOfId(this.#stored.id).getTime() < FRESH_MS;
  }

  #frameOf(bytes: Buffer): Frame {
    for (const made of this.#made) if (made.bytes.equals(bytes)) return made.frame;
    const name = this.#stored.name === postCreated.name ? 'update' : 'status.update';
    const frame = new Frame(name, bytes.toString(), this.#stored.id);
    this.#made.push({ bytes, frame });
    return frame;
  }
}
