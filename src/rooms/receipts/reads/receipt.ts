/** Receipts: a page of a list, held against what the logs of its authors say. */

import { findAccounts, viewerSets } from '#accounts';
import type { ViewerSets } from '#accounts';
import { viewerFilters } from '#filters';
import { readPosts } from '#posts';
import type { PostFacts } from '#posts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { hasId } from '#kit/sorted.ts';
import { pseudonym } from '../key.ts';
import { selectOfPosts } from '../queries/listed.ts';
import type { ListedEntry, Span } from '../queries/listed.ts';
import { selectLogs, selectSaid } from '../queries/logs.ts';
import { audienceOf, chainOf, logOf, nameOf, recordOf } from '../forms.ts';
import type { Finding, LogName, Placed, Reason, ReceiptFacts, Recorded } from '../types.ts';
import { headOf } from './logs.ts';
import type { Candidate, CheckedList } from './lists.ts';
import { hidingFilters } from './why.ts';

/** So many entries of the logs are looked at for one receipt; where a page reaches further, the receipt covers its newer part. */
const MOST_TOLD = 5000;
/** What was just written or erased is told to its log within moments: only what stays wrong when nothing waits any more is wrong. */
const PAUSES_MS = [100, 400, 1500];

/** The receipt of a page. @throws Refusal 404 */
export async function readReceipt(ctx: Context, list: CheckedList, asked: Page): Promise<ReceiptFacts> {
  const page = list.within?.(asked) ?? asked;
  let receipt = await makeReceipt(ctx, list, page);
  for (const [tries, pause] of PAUSES_MS.entries()) {
    if (receipt.findings.length === 0 || (tries > 0 && houseOf(ctx).outbox.backlog === 0)) break;
    await new Promise((done) => setTimeout(done, pause));
    receipt = await makeReceipt(ctx, list, page);
  }
  return receipt;
}

/** What the logs say of one post. */
interface Standing {
  readonly entry: ListedEntry;
  readonly kind: ListedEntry['kind'];
}

async function makeReceipt(ctx: Context, list: CheckedList, page: Page): Promise<ReceiptFacts> {
  // What is written from now on is none of this page.
  const now = idAtTime(houseOf(ctx).clock());
  const { posts, full } = await list.serve(page);
  const whole = list.byTime ? spanOf(page, { posts, full }, now) : { from: 1, to: Number.MAX_SAFE_INTEGER };
  const [told, sets, said] = await Promise.all([list.told(whole, MOST_TOLD), setsOf(ctx), selectSaid(ctx, posts.map(({ id }) => id))]);
  const span = told.length < MOST_TOLD ? whole : { ...whole, from: Math.max(whole.from, 1 + (told.at(-1)?.post_id ?? 0)) };
  const served = posts.filter(({ id }) => id >= span.from && id <= span.to);
  const standing = standingIn(told, span);
  const unknown = served.filter(({ id, visibility }) => !standing.has(id) && audienceOf(visibility) !== undefined);
  if (unknown.length > 0) for (const [id, one] of standingIn(await selectOfPosts(ctx, unknown), span)) standing.set(id, one);
  const records = new Map(said.map((one) => [one.id, recordOf(one)]));
  const eligible = eligibleIn(list, standing, sets);
  const shown = holdServed(list, served, { standing, eligible, records });
  const absent = await explainAbsent(ctx, eligible, new Set(served.map(({ id }) => id)));
  return {
    list: list.name, viewer: await viewerOf(ctx), at: ctx.now(), ...span, ...shown, leftOut: absent.leftOut,
    findings: [...shown.findings, ...absent.findings].toSorted((a, b) => b.id - a.id),
    filtered: await filteredIn(ctx, served), chain: chainOf([...shown.items, ...absent.leftOut]), heads: await headsOf(ctx, [...shown.items, ...absent.leftOut]),
  };
}

/** What a filter of the viewer's hides in their app: it is in the list all the same (docs/decisions/0033). */
async function filteredIn(ctx: Context, served: readonly PostFacts[]): Promise<Id[]> {
  const viewer = viewerId(ctx);
  if (viewer === undefined || (await viewerFilters(ctx, viewer)).isEmpty(houseOf(ctx).clock())) return [];
  const found = await Promise.all(served.map(async (post) => ((await hidingFilters(ctx, post)).length > 0 ? post.id : 0)));
  return found.filter((id) => id !== 0);
}

const setsOf = async (ctx: Context): Promise<ViewerSets | undefined> => {
  const viewer = viewerId(ctx);
  return viewer === undefined ? undefined : viewerSets(ctx, viewer);
};

async function viewerOf(ctx: Context): Promise<string | undefined> {
  const viewer = viewerId(ctx);
  return viewer === undefined ? undefined : pseudonym(ctx, viewer);
}

/** From the last post of a page to where the page begins: all that lies between belongs to it, or is not in the list. */
function spanOf(page: Page, { posts, full }: { posts: readonly PostFacts[]; full: boolean }, now: Id): Span {
  const [first, last] = [posts[0]?.id, posts.at(-1)?.id];
  const to = Math.min((page.maxId ?? Number.MAX_SAFE_INTEGER) - 1, Math.max(first ?? 0, now));
  const above = Math.min(Number.MAX_SAFE_INTEGER - 1, page.minId ?? page.sinceId ?? 0) + 1;
  if (page.minId !== undefined) return { from: above, to: full && first !== undefined ? first : to };
  return { from: full && last !== undefined ? last : above, to };
}

/** What stands, by post: the last entry of each, unless that is its deletion. */
function standingIn(told: readonly ListedEntry[], { from, to }: Span): Map<Id, Standing> {
  const found = new Map<Id, Standing>();
  for (const entry of told) {
    if (entry.post_id < from || entry.post_id > to) continue;
    const before = found.get(entry.post_id);
    if (before === undefined || entry.seq >= before.entry.seq) found.set(entry.post_id, { entry, kind: before?.kind ?? entry.kind });
  }
  for (const [id, { entry }] of found) if (entry.kind === 'deleted') found.delete(id);
  return found;
}

const idOrNone = (text: string | null): Id | undefined => (text === null ? undefined : Number(text));

/** A record as the rules of lists look at posts. */
function candidateOf(record: string): Candidate {
  const said = JSON.parse(record) as Recorded;
  return {
    id: Number(said.id), authorId: Number(said.author), visibility: said.visibility, mentionedIds: said.mentions.map(Number), tagKeys: said.tags,
    replyToId: idOrNone(said.replyTo), replyToAuthorId: idOrNone(said.replyToAuthor), repostOfId: idOrNone(said.repostOf), repostOfAuthorId: idOrNone(said.repostOfAuthor),
    language: said.language ?? undefined, mediaIds: said.media.map(Number),
  };
}

type Eligible = Map<Id, Placed & { readonly reason: Reason | undefined }>;

/** What the list's own rule has of what stands in the logs, and why some of it is not for this reader. */
function eligibleIn(list: CheckedList, standing: ReadonlyMap<Id, Standing>, sets: ViewerSets | undefined): Eligible {
  const found: Eligible = new Map();
  for (const [id, { entry, kind }] of [...standing].sort(([a], [b]) => b - a)) {
    if (entry.record === null) continue;
    const post = candidateOf(entry.record);
    if (!mayKnow(post, sets)) continue;
    const verdict = list.verdict(post);
    if (verdict === 'out') continue;
    found.set(id, { ...placed(entry, kind), reason: verdict === 'in' ? undefined : verdict });
  }
  return found;
}

/** What is not for this reader's eyes is none of the list: it is not eligible, and nobody learns who blocks them. */
function mayKnow(post: Candidate, sets: ViewerSets | undefined): boolean {
  if (sets === undefined) return post.visibility !== 'followers';
  if (hasId(sets.blockedBy, post.authorId)) return false;
  return post.repostOfAuthorId === undefined || !hasId(sets.blockedBy, post.repostOfAuthorId);
}

const placed = (entry: ListedEntry, kind: Placed['kind']): Placed =>
  ({ id: entry.post_id, author: entry.account_id, log: logOf(nameOf(entry)), seq: entry.seq, kind, commitment: entry.commitment });

interface Against {
  readonly standing: ReadonlyMap<Id, Standing>;
  readonly eligible: Eligible;
  /** What the rows of posts say now. */
  readonly records: ReadonlyMap<Id, string>;
}

/** What the list serves, held against the logs. */
function holdServed(list: CheckedList, served: readonly PostFacts[], { standing, eligible, records }: Against): Pick<ReceiptFacts, 'items' | 'unlogged' | 'findings'> {
  const items: Placed[] = [];
  const unlogged: { id: Id; author: Id }[] = [];
  const findings: Finding[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (const { id, authorId: author, visibility } of served) {
    if (list.byTime && id >= before) findings.push({ id, flaw: 'order' });
    before = id;
    if (audienceOf(visibility) === undefined) {
      unlogged.push({ id, author });
      continue;
    }
    const stood = standing.get(id);
    if (stood === undefined || stood.entry.record === null) {
      findings.push({ id, flaw: 'not-in-log' });
      continue;
    }
    items.push(placed(stood.entry, stood.kind));
    const place = eligible.get(id);
    if (place === undefined || place.reason !== undefined) findings.push({ id, flaw: 'not-of-list' });
    if (records.get(id) !== stood.entry.record) findings.push({ id, flaw: 'changed' });
  }
  return { items, unlogged, findings };
}

/** Why what belongs to the list is not shown; where nobody can say why, it is missing. */
async function explainAbsent(ctx: Context, eligible: Eligible, shown: ReadonlySet<Id>): Promise<Pick<ReceiptFacts, 'leftOut' | 'findings'>> {
  const absent = [...eligible.values()].filter(({ id }) => !shown.has(id));
  const leftOut: (Placed & { reason: Reason })[] = [];
  const findings: Finding[] = [];
  if (absent.length === 0) return { leftOut, findings };
  const authors = new Set((await findAccounts(ctx, [...new Set(absent.map(({ author }) => author))])).filter(({ standing }) => standing === 'active').map(({ id }) => id));
  const unexplained = absent.filter(({ reason, author }) => reason === undefined && authors.has(author));
  const hidden = await hiddenOriginals(ctx, unexplained);
  for (const { reason, ...one } of absent) {
    const why = reason ?? (authors.has(one.author) ? hidden.get(one.id) : 'limited');
    if (why === undefined) findings.push({ id: one.id, flaw: 'missing' });
    else if (why !== 'out') leftOut.push({ ...one, reason: why });
  }
  return { leftOut, findings };
}

/** Reposts of what is not shown to this reader are not shown either. */
async function hiddenOriginals(ctx: Context, absent: readonly Placed[]): Promise<Map<Id, Reason | 'out'>> {
  const said = await selectSaid(ctx, absent.map(({ id }) => id));
  const reposts = said.filter((one) => one.repost_of_id !== null);
  const seen = new Set((await readPosts(ctx, reposts.map((one) => one.repost_of_id as Id))).map(({ id }) => id));
  return new Map(reposts.filter((one) => !seen.has(one.repost_of_id as Id)).map((one) => [one.id, 'out']));
}

async function headsOf(ctx: Context, items: readonly Placed[]): Promise<ReceiptFacts['heads']> {
  const names = new Map(items.map(({ log, author }): [string, LogName] => [log, { accountId: author, audience: log.endsWith('/followers') ? 'followers' : 'everybody' }]));
  return (await selectLogs(ctx, [...names.values()])).map(headOf);
}
