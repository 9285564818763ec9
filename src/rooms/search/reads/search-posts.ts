/** Finding posts: ids from the index, then what may be seen, then what is wanted, newest first. Nothing is ranked. */

import { findByUsername, viewerSets } from '#accounts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readPosts } from '#posts';
import { fillPage, wantedByTaste } from '#timelines';
import type { FilledPage } from '#timelines';
import { countCandidates } from '../frequencies.ts';
import { hasPhrase, queryText, tellingTerms } from '../lexemes.ts';
import { selectFitting, selectFittingOf, selectProgress } from '../queries/entries.ts';
import type { Range } from '../queries/entries.ts';
import { loadStems } from '../stems.ts';
import type { Shelf, Term, Wish } from '../types.ts';

/** What every post fits: a word that none has. */
const ANYTHING = "!'-'";

const NOTHING: FilledPage = { posts: [], full: false };

/** A wish made ready for the index. */
interface Asked {
  readonly wanted: string;
  /** About how many posts the index would look at without windows of time. */
  readonly candidates: number;
  readonly shelf: Shelf;
  readonly above: Id;
  readonly below: Id;
}

/** A page of the posts that the viewer may find by this wish; `authorId`: only theirs. */
export async function searchPosts(ctx: Context, wish: Wish, page: Page, authorId?: Id): Promise<FilledPage> {
  const asked = await ask(ctx, wish, authorId);
  if (asked === undefined) return NOTHING;
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  return fillPage(page, {
    select: (part) => selectIds(ctx, asked, part),
    read: (ids) => readPosts(ctx, ids),
    wanted: (post) => wantedByTaste(post, viewer, sets),
  });
}

/** Undefined when nothing can be found: nothing was asked for, or an author who is not here. */
async function ask(ctx: Context, wish: Wish, authorId: Id | undefined): Promise<Asked | undefined> {
  const terms: Exclude<Term, { kind: 'author' }>[] = [];
  if (authorId !== undefined) terms.push({ kind: 'mark', mark: `a/${authorId}`, no: false });
  for (const term of wish.terms) {
    if (term.kind !== 'author') {
      terms.push(term);
      continue;
    }
    const id = await authorOf(ctx, term.name);
    if (id !== undefined) terms.push({ kind: 'mark', mark: `a/${id}`, no: term.no });
    else if (!term.no) return undefined;
  }
  if (wish.terms.length === 0 && wish.from === undefined && wish.until === undefined && wish.shelf === 'all') return undefined;
  const stemsOf = await loadStems(ctx, terms.flatMap((term) => (term.kind === 'words' ? term.words : [])));
  const telling = tellingTerms(terms, stemsOf) as typeof terms;
  const byPairs = hasPhrase(telling) && (await selectProgress(ctx)).below === null;
  return {
    wanted: queryText(telling, stemsOf, byPairs) || ANYTHING,
    candidates: await countCandidates(ctx, telling, stemsOf),
    shelf: wish.shelf,
    above: wish.from === undefined ? 0 : idOfTime(wish.from) - 1,
    below: wish.until === undefined ? Number.MAX_SAFE_INTEGER : idOfTime(wish.until),
  };
}

function idOfTime(time: Date): Id {
  return Math.min(idAtTime(time), Number.MAX_SAFE_INTEGER);
}

async function authorOf(ctx: Context, name: string): Promise<Id | undefined> {
  if (name === 'me') return viewerId(ctx);
  const [username = '', domain] = name.split('@');
  if (domain !== undefined && domain !== houseOf(ctx).config.domain.toLowerCase()) return undefined;
  return (await findByUsername(ctx, username))?.id;
}

/** What everybody may find, and what is the viewer's own affair, in one order. */
async function selectIds(ctx: Context, asked: Asked, page: Page): Promise<Id[]> {
  const ascending = page.minId !== undefined;
  const range: Range = {
    above: Math.max(asked.above, page.minId ?? page.sinceId ?? 0),
    below: Math.min(asked.below, page.maxId ?? Number.MAX_SAFE_INTEGER),
    ascending,
    limit: page.limit,
  };
  const viewer = viewerId(ctx);
  const [open, own] = await Promise.all([
    asked.shelf === 'library' ? [] : selectFitting(ctx, asked.wanted, range, asked.candidates),
    // Beside what everybody finds only the rest is asked for.
    asked.shelf === 'public' || viewer === undefined ? [] : selectFittingOf(ctx, viewer, asked.wanted, { ...range, which: asked.shelf === 'library' ? 'all' : 'shut' }),
  ]);
  const ids = [...new Set([...open, ...own])].sort((a, b) => (ascending ? a - b : b - a)).slice(0, page.limit);
  return ascending ? ids.toReversed() : ids;
}
