import { accountJson, findAccounts, viewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { encodeEach, readPosts } from '#posts';
import { presentRequest } from '../presenter/policy.ts';
import { selectPolicy } from '../queries/policies.ts';
import { selectRequest, selectRequests, selectSummary } from '../queries/requests.ts';
import { wantedFrom } from '../rules.ts';
import type { Policy, PolicySummary, RequestFacts, RequestRow } from '../types.ts';
import { hiddenFrom } from './groups.ts';
import { MOST_ROUNDS, ownId, rangeOf } from './lines.ts';
import type { Cursors } from './lines.ts';

/**
 * Nothing is kept out unless one says so. The reference server keeps direct posts of strangers out from the start, but many
 * apps show no requests, and their people would never learn that somebody wrote to them.
 */
const OPEN: Policy = {
  notFollowing: 'accept', notFollowers: 'accept', newAccounts: 'accept', privateMentions: 'accept', limitedAccounts: 'filter', bots: 'accept',
};

/** The viewer's policy, and what waits because of it. */
export async function readPolicy(ctx: Context): Promise<{ policy: Policy; summary: PolicySummary }> {
  const viewer = ownId(ctx);
  const sets = await viewerSets(ctx, viewer);
  const [policy, summary] = await Promise.all([selectPolicy(ctx, viewer), selectSummary(ctx, viewer, hiddenFrom(sets))]);
  return { policy: policy ?? OPEN, summary };
}

/** A page of those who are kept out from the viewer's list and said something, newest first. */
export async function readRequests(ctx: Context, page: Page): Promise<{ shown: RequestFacts[]; cursors: Cursors }> {
  const viewer = ownId(ctx);
  const range = rangeOf(page, 0);
  const shown: RequestFacts[] = [];
  let ended = false;
  for (let round = 0; round < MOST_ROUNDS && !ended && shown.length < page.limit; round++) {
    const rows = await selectRequests(ctx, viewer, range);
    shown.push(...(await readFacts(ctx, viewer, rows)));
    ended = rows.length < range.limit;
    const last = rows.at(-1)?.id;
    if (last !== undefined) range[range.ascending ? 'above' : 'below'] = last;
  }
  const full = shown.length >= page.limit || !ended;
  shown.length = Math.min(shown.length, page.limit);
  if (range.ascending) shown.reverse();
  const [first, last] = [shown[0]?.id, shown.at(-1)?.id];
  return { shown, cursors: { ...(first && { first }), ...(last && { last }), full } };
}

/** @throws Refusal 404 */
export async function getRequest(ctx: Context, id: Id): Promise<RequestFacts> {
  const viewer = ownId(ctx);
  const [facts] = await readFacts(ctx, viewer, await selectRequest(ctx, viewer, id));
  if (facts === undefined) throw notFound();
  return facts;
}

async function readFacts(ctx: Context, viewer: Id, rows: readonly RequestRow[]): Promise<RequestFacts[]> {
  const sets = await viewerSets(ctx, viewer);
  const wanted = rows.filter((row) => wantedFrom(row.from_id, sets));
  const [people, posts] = await Promise.all([
    findAccounts(ctx, wanted.map((row) => row.from_id)),
    readPosts(ctx, [...new Set(wanted.flatMap((row) => row.post_id ?? []))]),
  ]);
  const personOf = new Map(people.map((facts) => [facts.id, facts]));
  const postOf = new Map(posts.map((facts) => [facts.id, facts]));
  return wanted.flatMap((row) => {
    const from = personOf.get(row.from_id);
    if (from === undefined) return [];
    return [{ id: row.id, from, post: postOf.get(row.post_id ?? 0), count: row.count, createdAt: row.created_at, updatedAt: row.updated_at }];
  });
}

/** The JSON of each request. */
export async function encodeRequests(ctx: Context, requests: readonly RequestFacts[]): Promise<string[]> {
  const [accounts, posts] = await Promise.all([
    accountJson(ctx, requests.map(({ from }) => from.id)),
    encodeEach(ctx, requests.flatMap(({ post }) => post ?? [])),
  ]);
  return requests.flatMap((request) => {
    const account = accounts.get(request.from.id);
    const post = request.post && posts.get(request.post.id);
    return account === undefined ? [] : [presentRequest(request, String(account), post && String(post))];
  });
}
