import { accountJson, findAccounts, viewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { encodeEach, readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { presentConversation } from './presenter.ts';
import { selectLines, selectMembership, selectMemberships } from './queries.ts';
import { wantedInConversation } from './rules.ts';
import type { ConversationFacts, MembershipRow } from './types.ts';

/** A page is filled past what is not shown, but not forever: after so many rounds the rest is left to the next page. */
const MOST_ROUNDS = 20;
/** How far back a post is looked for in place of a newest one that is not shown. */
const MOST_LINES = 40;

export interface ConversationPage {
  readonly shown: ConversationFacts[];
  readonly cursors: { first?: Id; last?: Id; full: boolean };
}

/** A page of the viewer's conversations, the one with the newest post first; pages are cut by the ids of those posts. */
export async function readConversations(ctx: Context, page: Page): Promise<ConversationPage> {
  const viewer = ownId(ctx);
  const ascending = page.minId !== undefined;
  const range = { above: page.minId ?? page.sinceId ?? 0, below: page.maxId ?? Number.MAX_SAFE_INTEGER, ascending, limit: page.limit + 1 };
  const shown: ConversationFacts[] = [];
  let last: Id | undefined;
  let ended = false;
  for (let round = 0; round < MOST_ROUNDS && !ended && shown.length < page.limit; round++) {
    const rows = await selectMemberships(ctx, viewer, range);
    shown.push(...(await readFacts(ctx, viewer, rows)));
    ended = rows.length < range.limit;
    last = rows.at(-1)?.last_post_id;
    if (last !== undefined) range[ascending ? 'above' : 'below'] = last;
  }
  const more = shown.length > page.limit || !ended;
  shown.length = Math.min(shown.length, page.limit);
  if (ascending) shown.reverse();
  // A page cut short by the rounds leads on from where they ended, not from what little they found.
  const oldest = shown.length < page.limit && !ended && !ascending ? last : shown.at(-1)?.place;
  const newest = shown[0]?.place;
  return { shown, cursors: { ...(newest && { first: newest }), ...(oldest && { last: oldest }), full: more || shown.length >= page.limit } };
}

/** @throws Refusal 404 */
export async function getConversation(ctx: Context, id: Id): Promise<ConversationFacts> {
  const viewer = ownId(ctx);
  const [facts] = await readFacts(ctx, viewer, await selectMembership(ctx, viewer, id));
  if (facts === undefined) throw notFound();
  return facts;
}

/** Rows → conversations with a post that the viewer may see and wants to; the others are left out. */
async function readFacts(ctx: Context, viewer: Id, rows: readonly MembershipRow[]): Promise<ConversationFacts[]> {
  if (rows.length === 0) return [];
  const [newest, people] = await Promise.all([
    readWanted(ctx, viewer, rows.map((row) => row.last_post_id)),
    findAccounts(ctx, [...new Set(rows.flatMap((row) => row.participants))]),
  ]);
  const [postOf, personOf] = [new Map(newest.map((post) => [post.id, post])), new Map(people.map((person) => [person.id, person]))];
  const facts = await Promise.all(rows.map(async (row): Promise<ConversationFacts[]> => {
    const lastPost = postOf.get(row.last_post_id) ?? (await readWanted(ctx, viewer, await selectLines(ctx, row, MOST_LINES)))[0];
    if (lastPost === undefined) return [];
    const others = row.participants.flatMap((id) => (id === viewer ? [] : (personOf.get(id) ?? [])));
    // Clients take it for granted that somebody is there: of a note to oneself, and where everybody else has left, oneself.
    const shownPeople = others.length > 0 ? others : [personOf.get(viewer)].filter((person) => person !== undefined);
    return [{ id: row.id, unread: row.unread, people: shownPeople, lastPost, place: row.last_post_id }];
  }));
  return facts.flat();
}

async function readWanted(ctx: Context, viewer: Id, ids: readonly Id[]): Promise<PostFacts[]> {
  const [sets, posts] = await Promise.all([viewerSets(ctx, viewer), readPosts(ctx, ids)]);
  return posts.filter((post) => wantedInConversation(post, viewer, sets));
}

/** The JSON of each conversation, as the viewer of `ctx` gets it in the list, alone and on a stream. */
export async function encodeConversations(ctx: Context, conversations: readonly ConversationFacts[]): Promise<string[]> {
  const [accounts, posts] = await Promise.all([
    accountJson(ctx, [...new Set(conversations.flatMap(({ people }) => people.map(({ id }) => id)))]),
    encodeEach(ctx, conversations.map(({ lastPost }) => lastPost)),
  ]);
  return conversations.map((facts) =>
    presentConversation(facts, facts.people.flatMap(({ id }) => String(accounts.get(id) ?? '') || []), String(posts.get(facts.lastPost.id))));
}

function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}
