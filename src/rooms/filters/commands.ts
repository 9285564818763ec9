import { invalid, notFound } from '#kit/errors.ts';
import type { Standing } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { filtersChanged, postChosen } from './events.ts';
import {
  deleteChosen, deleteChosenPost, deleteFilter, deleteFilters, deleteKeywords, insertChosen, lockFilters, selectKept, upsertFilter,
  upsertKeywords,
} from './queries.ts';
import { getChosen, getFilter, getKeyword, ownId } from './reads.ts';
import { whyNoKeyword, whyNoTitle, whyTooMuch } from './rules.ts';
import type { ChosenPost, Filter, FilterHead, FilterWish, Keyword, KeywordWish, Phrase } from './types.ts';

/** Changes the viewer's filters, one change at a time, and tells of it. */
function change<T>(ctx: Context, act: (tx: Context, accountId: Id) => Promise<T>): Promise<T> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    await lockFilters(tx, accountId);
    const made = await act(tx, accountId);
    tx.emit(filtersChanged, { accountId });
    return made;
  });
}

async function refuseExcess(tx: Context, accountId: Id): Promise<void> {
  const why = whyTooMuch(await selectKept(tx, accountId));
  if (why !== undefined) throw invalid(why);
}

function refuseFor(why: string | undefined): void {
  if (why !== undefined) throw invalid(why);
}

function changedHead(old: FilterHead, wish: FilterWish): FilterHead {
  const { expiresAt } = wish;
  const head: FilterHead = {
    id: old.id,
    title: wish.title?.trim() ?? old.title,
    places: wish.places ?? old.places,
    action: wish.action ?? old.action,
    expiresAt: expiresAt === undefined ? old.expiresAt : (expiresAt ?? undefined),
  };
  refuseFor(whyNoTitle(head.title));
  if (head.places.length === 0) throw invalid('Validation failed: Context must name at least one place');
  return head;
}

function changedKeyword(old: Keyword, wish: KeywordWish): Keyword {
  const keyword = { ...old, text: wish.text?.trim() ?? old.text, wholeWord: wish.wholeWord ?? old.wholeWord };
  refuseFor(whyNoKeyword(keyword.text));
  return keyword;
}

/** In the field a keyword is a whole word unless said otherwise. */
const blankKeyword = (tx: Context, filterId: Id): Keyword => ({ id: newId(tx), filterId, text: '', wholeWord: true });

/** @throws Refusal 404 for a keyword of another filter */
async function changeKeywords(tx: Context, filter: Filter, wishes: readonly KeywordWish[]): Promise<void> {
  const own = new Map(filter.keywords.map((keyword) => [keyword.id, keyword]));
  const written = new Map<Id, Keyword>();
  const removed = new Set<Id>();
  for (const wish of wishes) {
    if (wish.id === undefined && (wish.remove || (wish.text === undefined && wish.wholeWord === undefined))) continue;
    const old = wish.id === undefined ? blankKeyword(tx, filter.id) : (written.get(wish.id) ?? own.get(wish.id));
    if (old === undefined) throw notFound();
    if (wish.remove) removed.add(old.id);
    else written.set(old.id, changedKeyword(old, wish));
  }
  if (written.size > 0) await upsertKeywords(tx, [...written.values()]);
  if (removed.size > 0) await deleteKeywords(tx, [...removed]);
}

/** @throws Refusal 422 for what is missing, too long or too much */
export function createFilter(ctx: Context, wish: FilterWish): Promise<Filter> {
  return change(ctx, async (tx, accountId) => {
    const head = changedHead({ id: newId(tx), title: '', places: [], action: 'warn', expiresAt: undefined }, wish);
    await upsertFilter(tx, accountId, head);
    await changeKeywords(tx, { ...head, keywords: [], chosen: [] }, wish.keywords ?? []);
    await refuseExcess(tx, accountId);
    return getFilter(tx, head.id);
  });
}

/** @throws Refusal 404, or 422 as in `createFilter` */
export function editFilter(ctx: Context, id: Id, wish: FilterWish): Promise<Filter> {
  return change(ctx, async (tx, accountId) => {
    const old = await getFilter(tx, id);
    await upsertFilter(tx, accountId, changedHead(old, wish));
    await changeKeywords(tx, old, wish.keywords ?? []);
    await refuseExcess(tx, accountId);
    return getFilter(tx, id);
  });
}

/** @throws Refusal 404 */
export function removeFilter(ctx: Context, id: Id): Promise<void> {
  return change(ctx, async (tx, accountId) => {
    if (!(await deleteFilter(tx, accountId, id))) throw notFound();
  });
}

/** @throws Refusal 404, 422 */
export function addKeyword(ctx: Context, filterId: Id, wish: KeywordWish): Promise<Keyword> {
  return change(ctx, async (tx, accountId) => {
    const filter = await getFilter(tx, filterId);
    const keyword = changedKeyword(blankKeyword(tx, filter.id), wish);
    await upsertKeywords(tx, [keyword]);
    await refuseExcess(tx, accountId);
    return keyword;
  });
}

/** @throws Refusal 404, 422 */
export function editKeyword(ctx: Context, id: Id, wish: KeywordWish): Promise<Keyword> {
  return change(ctx, async (tx, accountId) => {
    const keyword = changedKeyword(await getKeyword(tx, id), wish);
    await upsertKeywords(tx, [keyword]);
    await refuseExcess(tx, accountId);
    return keyword;
  });
}

/** @throws Refusal 404 */
export function removeKeyword(ctx: Context, id: Id): Promise<void> {
  return change(ctx, async (tx) => deleteKeywords(tx, [(await getKeyword(tx, id)).id]));
}

/** Names a post that the viewer may see; again it changes nothing. @throws Refusal 404, 422 */
export function choosePost(ctx: Context, filterId: Id, postId: Id): Promise<ChosenPost> {
  return change(ctx, async (tx, accountId) => {
    const filter = await getFilter(tx, filterId);
    await tx.ask(postChosen, { postId });
    const chosen = await insertChosen(tx, { id: newId(tx), filterId: filter.id, postId });
    await refuseExcess(tx, accountId);
    return chosen;
  });
}

/** @throws Refusal 404 */
export function unchoosePost(ctx: Context, id: Id): Promise<ChosenPost> {
  return change(ctx, async (tx) => {
    const chosen = await getChosen(tx, id);
    await deleteChosen(tx, chosen.id);
    return chosen;
  });
}

/** @throws Refusal 422 */
export async function createPhrase(ctx: Context, wish: FilterWish, word: KeywordWish): Promise<Phrase> {
  refuseFor(whyNoKeyword(word.text?.trim() ?? ''));
  const filter = await createFilter(ctx, { ...wish, keywords: [word] });
  return { filter, keyword: filter.keywords[0] as Keyword };
}

/** @throws Refusal 404; 422 also where other keywords would be changed that the caller cannot see */
export function editPhrase(ctx: Context, id: Id, wish: FilterWish, word: KeywordWish): Promise<Phrase> {
  return change(ctx, async (tx, accountId) => {
    const old = await getKeyword(tx, id);
    const filter = await getFilter(tx, old.filterId);
    const keyword = changedKeyword(old, word);
    // Named after its one phrase, it is named after the new one.
    const renamed = filter.title === old.text && filter.keywords.length === 1 ? { title: wish.title } : {};
    const head = changedHead(filter, { ...wish, title: undefined, ...renamed });
    const touched = head.action !== filter.action || head.places.join() !== filter.places.join() || wish.expiresAt !== undefined;
    if (touched && filter.keywords.length > 1) {
      throw invalid('Validation failed: This filter has several keywords; change it in an app that knows them');
    }
    await upsertFilter(tx, accountId, head);
    await upsertKeywords(tx, [keyword]);
    await refuseExcess(tx, accountId);
    return { filter: head, keyword };
  });
}

/** The filter goes with its last phrase, unless it names posts. @throws Refusal 404 */
export function removePhrase(ctx: Context, id: Id): Promise<void> {
  return change(ctx, async (tx, accountId) => {
    const keyword = await getKeyword(tx, id);
    const filter = await getFilter(tx, keyword.filterId);
    if (filter.keywords.length === 1 && filter.chosen.length === 0) await deleteFilter(tx, accountId, filter.id);
    else await deleteKeywords(tx, [keyword.id]);
  });
}

/** A post that is gone is named by no filter any more. For the room that owns posts. */
export function forgetPost(ctx: Context, postId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    for (const accountId of await deleteChosenPost(tx, postId)) tx.emit(filtersChanged, { accountId });
  });
}

/** A deleted account keeps nothing. */
export async function forgetAccount(ctx: Context, { payload }: { payload: { id: Id; standing: Standing } }): Promise<void> {
  const { id, standing } = payload;
  if (standing !== 'deleted') return;
  await transaction(ctx, async (tx) => {
    if (await deleteFilters(tx, id)) tx.emit(filtersChanged, { accountId: id });
  });
}
