/**
 * The lists that give receipts: what each of them serves, by its own door; what the authors' logs say could be in it; and what its rule says of
 * one post, asked of what stands in the log and not of what the list remembers.
 */

import { getAccount, getList, viewerSets } from '#accounts';
import type { ViewerSets } from '#accounts';
import { delayOf, getRoom, readTimeline } from '#live';
import { isInProfile, readHome, readList, readProfile, readPublic, readTag, verdictAtHome, verdictInList, verdictInPublic, verdictInTag, wantedByTaste } from '#timelines';
import type { FilledPage, Listed, Verdict } from '#timelines';
import { idAtTime, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { hasId } from '#kit/sorted.ts';
import { canonicalTag } from '#kit/text.ts';
import { badRequest, notFound } from '#kit/errors.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectOfAuthors, selectOfLists } from '../queries/listed.ts';
import type { ListedEntry, Span } from '../queries/listed.ts';
import type { Reason } from '../types.ts';
import { threadList } from './thread-list.ts';

/** A post as the rules of lists look at it, made of its record. */
export type Candidate = Listed & { readonly id: Id };

export interface CheckedList {
  readonly name: string;
  /** False: its order is another than that of time. */
  readonly byTime: boolean;
  serve(page: Page): FilledPage | Promise<FilledPage>;
  told(span: Span, limit: number): Promise<ListedEntry[]>;
  /** In it, out of it, or in it but for a reason. */
  verdict(post: Candidate): 'in' | 'out' | Reason;
  /** The part of a page that it can have. */
  within?(page: Page): Page;
}

export type ListName =
  | { readonly kind: 'home' | 'public' }
  | { readonly kind: 'tags'; readonly tag: string }
  | { readonly kind: 'accounts' | 'lists' | 'thread' | 'rooms'; readonly id: Id };

const BY_ID = ['accounts', 'lists', 'rooms'] as const;

/** A list by the name that its receipt has: `home`, `tags/…`, `posts/…/thread`. Undefined: there is none of this name. */
export function listNamed(text: string): ListName | undefined {
  const [kind = '', of = '', ...more] = text.split('/');
  if ((kind === 'home' || kind === 'public') && of === '') return { kind };
  if (kind === 'tags' && of !== '' && more.length === 0) return { kind, tag: of };
  const id = parseId(of);
  if (id === undefined) return undefined;
  if (kind === 'posts') return more.join('/') === 'thread' ? { kind: 'thread', id } : undefined;
  const byId = BY_ID.find((name) => name === kind);
  return byId === undefined || more.length > 0 ? undefined : { kind: byId, id };
}

/** @throws Refusal 404 for what is not there or not the viewer's */
export async function getCheckedList(ctx: Context, name: ListName): Promise<CheckedList> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const by: By = { ctx, viewer, sets };
  switch (name.kind) {
    case 'home':
      return homeList(by);
    case 'public':
      return publicList(by);
    case 'tags':
      return tagList(by, name.tag);
    case 'accounts':
      return profileList(by, name.id);
    case 'lists':
      return memberList(by, name.id);
    case 'rooms':
      return roomList(by, name.id);
    default:
      return threadList(by, name.id);
  }
}

export interface By {
  readonly ctx: Context;
  readonly viewer: Id | undefined;
  readonly sets: ViewerSets | undefined;
}

/** What a list's verdict means to its receipt. */
function meaning({ here, rule }: Verdict): 'in' | 'out' | Reason {
  if (here) return 'in';
  return rule === 'block' || rule === 'mute' ? `your-${rule}` : 'out';
}

function signedIn({ viewer, sets }: By): { viewer: Id; sets: ViewerSets } {
  if (viewer === undefined || sets === undefined) throw notFound();
  return { viewer, sets };
}

/** Without this rule, every answer to somebody who is muted would be missing rather than left out. */
function withoutTaste(sets: ViewerSets): ViewerSets {
  const nobody = new Float64Array(0);
  return { ...sets, blocks: nobody, mutes: nobody, blockedBy: nobody };
}

/** Left out by taste alone: it would be in the list of somebody who blocks and mutes nobody. */
function tasteOf(post: Candidate, sets: ViewerSets, verdict: (sets: ViewerSets) => Verdict): 'in' | 'out' | Reason {
  const found = verdict(sets);
  if (found.here || found.rule !== 'answer-to-other') return meaning(found);
  if (!verdict(withoutTaste(sets)).here || post.replyToAuthorId === undefined || hasId(sets.blockedBy, post.replyToAuthorId)) return 'out';
  return hasId(sets.blocks, post.replyToAuthorId) ? 'your-block' : 'your-mute';
}

function homeList(by: By): CheckedList {
  const { ctx } = by;
  const { viewer, sets } = signedIn(by);
  const tagLists = [...(sets.tags ?? [])].map((key) => `tag/${key}`);
  const authors = [...sets.follows, viewer];
  return {
    name: 'home', byTime: true,
    serve: (page) => readHome(ctx, page),
    told: async (span, limit) => {
      const [followed, tagged] = await Promise.all([selectOfAuthors(ctx, authors, span, limit), tagLists.length === 0 ? [] : selectOfLists(ctx, tagLists, span, limit)]);
      return tagged.length === 0 ? followed : [...followed, ...tagged].sort((a, b) => b.post_id - a.post_id || a.seq - b.seq).slice(0, limit);
    },
    verdict: (post) => tasteOf(post, sets, (at) => verdictAtHome(post, viewer, at)),
  };
}

async function memberList(by: By, id: Id): Promise<CheckedList> {
  const { ctx } = by;
  const { viewer, sets } = signedIn(by);
  const list = await getList(ctx, id);
  return {
    name: `lists/${id}`, byTime: true,
    serve: (page) => readList(ctx, id, page),
    told: (span, limit) => selectOfAuthors(ctx, [...list.members], span, limit),
    verdict: (post) => tasteOf(post, sets, (at) => verdictInList(post, viewer, at, list)),
  };
}

function publicList({ ctx, viewer, sets }: By): CheckedList {
  return {
    name: 'public', byTime: true,
    serve: (page) => readPublic(ctx, page),
    told: (span, limit) => selectOfLists(ctx, ['public'], span, limit),
    verdict: (post) => meaning(verdictInPublic(post, viewer, sets)),
  };
}

function tagList({ ctx, viewer, sets }: By, text: string): CheckedList {
  const key = canonicalTag(text.replace(/^#/, ''));
  if (key === '') throw badRequest('Missing tag name');
  return {
    name: `tags/${key}`, byTime: true,
    serve: (page) => readTag(ctx, [key], { all: [], none: [] }, page),
    told: (span, limit) => selectOfLists(ctx, [`tag/${key}`], span, limit),
    verdict: (post) => meaning(verdictInTag(post, [key], viewer, sets)),
  };
}

async function profileList({ ctx, viewer, sets }: By, id: Id): Promise<CheckedList> {
  await getAccount(ctx, id);
  return {
    name: `accounts/${id}`, byTime: true,
    serve: (page) => readProfile(ctx, id, {}, page),
    told: (span, limit) => selectOfAuthors(ctx, [id], span, limit),
    verdict: (post) => {
      if (!isInProfile(post, {})) return 'out';
      if (post.repostOfAuthorId === undefined || wantedByTaste({ ...post, authorId: viewer ?? 0 }, viewer, sets)) return 'in';
      return sets !== undefined && hasId(sets.blocks, post.repostOfAuthorId) ? 'your-block' : 'your-mute';
    },
  };
}

async function roomList({ ctx, viewer, sets }: By, id: Id): Promise<CheckedList> {
  const room = await getRoom(ctx, id);
  const delayMs = delayOf(ctx, room, undefined);
  // Whoever is behind is told of nothing newer than their picture.
  const below = delayMs > 0 ? idAtTime(ctx.now().getTime() - delayMs) : Number.MAX_SAFE_INTEGER;
  return {
    name: `rooms/${id}`, byTime: true,
    within: (page) => ({ ...page, maxId: Math.min(page.maxId ?? Number.MAX_SAFE_INTEGER, below) }),
    serve: (page) => readTimeline(ctx, room, page, {}),
    told: (span, limit) => selectOfLists(ctx, [`tag/${room.tag_key}`], span, limit),
    verdict: (post) => {
      const isOf = room.opens_id !== null && ((post.id >= room.opens_id && post.id < (room.closes_id ?? Number.MAX_SAFE_INTEGER)) || room.lateIds.includes(post.id));
      return isOf ? meaning(verdictInTag(post, [room.tag_key], viewer, sets)) : 'out';
    },
  };
}
