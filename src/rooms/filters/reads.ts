import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectChosen, selectChosenById, selectFilter, selectFilters, selectKeyword, selectKeywords } from './queries.ts';
import type { ChosenPost, Filter, FilterHead, Keyword } from './types.ts';

/** Whose filters are meant: nobody ever reads those of another. */
export function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}

async function filled(ctx: Context, heads: readonly FilterHead[]): Promise<Filter[]> {
  if (heads.length === 0) return [];
  const ids = heads.map(({ id }) => id);
  const [keywords, chosen] = await Promise.all([selectKeywords(ctx, ids), selectChosen(ctx, ids)]);
  return heads.map((head) => ({
    ...head,
    keywords: keywords.filter(({ filterId }) => filterId === head.id),
    chosen: chosen.filter(({ filterId }) => filterId === head.id),
  }));
}

/** All filters of an account, oldest first, expired ones too. */
export async function readFiltersOf(ctx: Context, accountId: Id): Promise<Filter[]> {
  return filled(ctx, await selectFilters(ctx, accountId));
}

/** All filters of the viewer. */
export function readFilters(ctx: Context): Promise<Filter[]> {
  return readFiltersOf(ctx, ownId(ctx));
}

/** One of the viewer's filters. @throws Refusal 404 */
export async function getFilter(ctx: Context, id: Id): Promise<Filter> {
  const head = await selectFilter(ctx, ownId(ctx), id);
  const [filter] = await filled(ctx, head === undefined ? [] : [head]);
  if (filter === undefined) throw notFound();
  return filter;
}

/** A keyword of one of the viewer's filters. @throws Refusal 404 */
export async function getKeyword(ctx: Context, id: Id): Promise<Keyword> {
  const keyword = await selectKeyword(ctx, ownId(ctx), id);
  if (keyword === undefined) throw notFound();
  return keyword;
}

/** A post that one of the viewer's filters names. @throws Refusal 404 */
export async function getChosen(ctx: Context, id: Id): Promise<ChosenPost> {
  const chosen = await selectChosenById(ctx, ownId(ctx), id);
  if (chosen === undefined) throw notFound();
  return chosen;
}
