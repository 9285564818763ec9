import { accountJson, cachedAccountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { cachedCardJson, cardJson } from '#links';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { takeSlab } from '#platform/http/slabs.ts';
import { postsState } from '../state.ts';
import type { ViewerMarks } from '../state.ts';
import type { PostFacts } from '../types.ts';
import { Endings, NO_ENDS_FETCHED, fetchEnds, fetchQuotes } from './endings.ts';
import type { FetchedEnds } from './endings.ts';
import { viewerMarks } from './marks.ts';
import { postFacts } from './read-posts.ts';

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');
const CARD = Buffer.from(',"card":');

/** What is not in memory and was fetched for one answer. */
interface Fetched {
  readonly accounts: ReadonlyMap<Id, Buffer>;
  readonly originals: ReadonlyMap<Id, PostFacts>;
  readonly cards: ReadonlyMap<string, Buffer>;
  readonly ends: FetchedEnds;
}

const NOTHING_FETCHED: Fetched = { accounts: new Map(), originals: new Map(), cards: new Map(), ends: NO_ENDS_FETCHED };

/**
 * The JSON array of these posts with the marks of the viewer of `ctx` and what their filters find, at once when everything is
 * in memory. For a visitor's context the posts carry neither, which is what streams send. Whoever calls has applied the rules
 * (`readPosts`), returns the bytes from a route and does not keep them (`takeSlab`).
 */
export function encodePosts(ctx: Context, posts: readonly PostFacts[]): Buffer | Promise<Buffer> {
  return encode(ctx, posts, true);
}

/** The JSON of one post; see `encodePosts`. */
export function encodePost(ctx: Context, facts: PostFacts): Buffer | Promise<Buffer> {
  return encode(ctx, [facts], false);
}

/** The JSON of each of these posts, by id; see `encodePosts`. For answers with posts inside other things, and to be kept. */
export async function encodeEach(ctx: Context, posts: readonly PostFacts[]): Promise<Map<Id, Buffer>> {
  const viewer = viewerId(ctx);
  const marks = viewer === undefined ? undefined : await viewerMarks(ctx, viewer);
  const each = new Map<Id, Buffer>();
  const cold = posts.filter((facts) => {
    const json = join(encodingOf(ctx, marks, NOTHING_FETCHED), [facts], false);
    if (json !== undefined) each.set(facts.id, json);
    return json === undefined;
  });
  if (cold.length === 0) return each;
  const { kept, encoding } = await fetchFor(ctx, cold);
  if (kept.length < cold.length) throw notFound();
  for (const facts of kept) each.set(facts.id, joinFetched(encoding(), [facts], false));
  return each;
}

function encode(ctx: Context, posts: readonly PostFacts[], asList: boolean): Buffer | Promise<Buffer> {
  const viewer = viewerId(ctx);
  const marks = viewer === undefined ? undefined : viewerMarks(ctx, viewer);
  if (marks instanceof Promise) return marks.then(() => encodeCold(ctx, posts, asList));
  return join(encodingOf(ctx, marks, NOTHING_FETCHED), posts, asList) ?? encodeCold(ctx, posts, asList);
}

function encodingOf(ctx: Context, marks: ViewerMarks | undefined, fetched: Fetched): Encoding {
  const inner = (facts: PostFacts): Buffer | undefined =>
    join(new Encoding(ctx, new Endings(ctx, marks, fetched.ends, undefined), fetched), [facts], false);
  return new Encoding(ctx, new Endings(ctx, marks, fetched.ends, inner), fetched);
}

/** Collects the pieces of an answer. `add` gives up (false) at the first thing that is not at hand. */
class Encoding {
  readonly pieces: Buffer[] = [];
  length = 0;
  readonly #ctx: Context;
  readonly #endings: Endings;
  readonly #fetched: Fetched;

  constructor(ctx: Context, endings: Endings, fetched: Fetched) {
    this.#ctx = ctx;
    this.#endings = endings;
    this.#fetched = fetched;
  }

  push(piece: Buffer): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }

  add(facts: PostFacts): boolean {
    const account = cachedAccountJson(this.#ctx, facts.authorId) ?? this.#fetched.accounts.get(facts.authorId);
    if (account === undefined) return false;
    this.push(facts.encoded.head);
    this.push(account);
    if (facts.link !== undefined && !this.#addCard(facts.link)) return false;
    this.push(facts.encoded.tail);
    let marked = facts;
    if (facts.repostOfId !== undefined) {
      const original = postsState(this.#ctx).posts.get(facts.repostOfId) ?? this.#fetched.originals.get(facts.repostOfId);
      if (original === undefined || !this.add(original)) return false;
      marked = original;
    }
    const end = this.#endings.of(facts, marked);
    if (end === undefined) return false;
    this.push(end);
    return true;
  }

  #addCard(link: string): boolean {
    const card = cachedCardJson(this.#ctx, link) ?? this.#fetched.cards.get(link);
    if (card === undefined) return false;
    this.push(CARD);
    this.push(card);
    return true;
  }
}

function join(encoding: Encoding, posts: readonly PostFacts[], asList: boolean): Buffer | undefined {
  if (asList) encoding.push(OPEN);
  for (let i = 0; i < posts.length; i++) {
    if (i > 0) encoding.push(COMMA);
    if (!encoding.add(posts[i] as PostFacts)) return undefined;
  }
  if (asList) encoding.push(CLOSE);
  const out = asList ? takeSlab(encoding.length) : Buffer.allocUnsafe(encoding.length);
  let at = 0;
  for (const piece of encoding.pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Fetches in one go what these posts need. */
async function fetchFor(ctx: Context, posts: readonly PostFacts[]): Promise<{ kept: PostFacts[]; encoding: () => Encoding }> {
  const found = await postFacts(ctx, posts.flatMap((facts) => facts.repostOfId ?? []));
  const originals = new Map(found.map((facts) => [facts.id, facts]));
  // A post that was deleted between reading and encoding: its repost goes with it.
  const kept = posts.filter((facts) => facts.repostOfId === undefined || originals.has(facts.repostOfId));
  const quotes = await fetchQuotes(ctx, [...kept, ...found]);
  const all = [...kept, ...found, ...[...quotes.values()].flatMap(({ facts }) => facts ?? [])];
  const viewer = viewerId(ctx);
  const [accounts, cards, marks] = await Promise.all([
    accountJson(ctx, [...new Set(all.map((facts) => facts.authorId))]),
    cardJson(ctx, all.flatMap((facts) => facts.link ?? [])),
    viewer === undefined ? undefined : viewerMarks(ctx, viewer),
  ]);
  const ends = await fetchEnds(ctx, marks, all, quotes);
  return { kept, encoding: () => encodingOf(ctx, marks, { accounts, originals, cards, ends }) };
}

async function encodeCold(ctx: Context, posts: readonly PostFacts[], asList: boolean): Promise<Buffer> {
  const { kept, encoding } = await fetchFor(ctx, posts);
  if (!asList && kept.length === 0) throw notFound();
  return joinFetched(encoding(), kept, asList);
}

function joinFetched(encoding: Encoding, posts: readonly PostFacts[], asList: boolean): Buffer {
  const out = join(encoding, posts, asList);
  if (out === undefined) throw new Error('a post was to be encoded whose author is not there');
  return out;
}
