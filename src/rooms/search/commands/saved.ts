/** The searches that somebody keeps: for themselves alone, on all their devices, in the order they like. */

import type { Standing } from '#accounts';
import { forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteSaved, lockSaved, selectSaved, upsertSaved } from '../queries/saved.ts';
import type { SavedSearch } from '../types.ts';

const MOST = 50;

function ownId(ctx: Context): Id {
  const accountId = viewerId(ctx);
  if (accountId === undefined) throw forbidden();
  return accountId;
}

/** The viewer's searches as they stand now. */
export const readSaved = async (ctx: Context): Promise<readonly SavedSearch[]> => selectSaved(ctx, ownId(ctx));

function change(ctx: Context, make: (tx: Context, before: readonly SavedSearch[]) => readonly SavedSearch[]): Promise<readonly SavedSearch[]> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    await lockSaved(tx, accountId);
    const after = make(tx, await selectSaved(tx, accountId));
    await upsertSaved(tx, accountId, after);
    return after;
  });
}

/** A name is only what differs from the text. */
const titled = (search: SavedSearch, title: string | undefined): SavedSearch =>
  (title === undefined ? search : { ...search, title: title.trim() === '' ? search.text : title.trim() });

function placed(searches: readonly SavedSearch[], search: SavedSearch, place: number): readonly SavedSearch[] {
  const rest = searches.filter(({ id }) => id !== search.id);
  return [...rest.slice(0, place), search, ...rest.slice(place)];
}

interface Wish {
  readonly title?: string | undefined;
  /** From above, beginning at 0. */
  readonly place?: number | undefined;
}

/**
 * Keeps a search; one that is kept already stays as it is and where it is.
 * @throws Refusal 422 for no words and for more searches than one can keep
 */
export function keepSearch(ctx: Context, text: string, { title, place = 0 }: Wish): Promise<readonly SavedSearch[]> {
  const words = text.trim();
  if (words === '') throw invalid('Validation failed: query cannot be blank');
  return change(ctx, (tx, before) => {
    if (before.some((one) => one.text === words)) return before;
    if (before.length >= MOST) throw invalid(`Validation failed: at most ${MOST} searches can be kept`);
    return placed(before, titled({ id: String(newId(tx)), text: words, title: words }, title), place);
  });
}

/** Gives a search another name or another place. @throws Refusal 404 for one that is not kept */
export function changeSearch(ctx: Context, id: string, { title, place }: Wish): Promise<readonly SavedSearch[]> {
  return change(ctx, (_tx, before) => {
    const at = before.findIndex((one) => one.id === id);
    const search = before[at];
    if (search === undefined) throw notFound();
    return placed(before, titled(search, title), place ?? at);
  });
}

/** @throws Refusal 404 for one that is not kept */
export function dropSearch(ctx: Context, id: string): Promise<readonly SavedSearch[]> {
  return change(ctx, (_tx, before) => {
    const after = before.filter((one) => one.id !== id);
    if (after.length === before.length) throw notFound();
    return after;
  });
}

/** A deleted account leaves none behind. */
export async function forgetSaved(ctx: Context, { payload }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  if (payload.standing === 'deleted') await deleteSaved(ctx, payload.id);
}
