/** Finding messages: those of one's own chats, as far as they are one's to read, newest first. Nothing is ranked. */

import { findByUsername } from '#accounts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { loadStems, parseWish, queryText, tellingTerms } from '#search';
import type { Term, Wish } from '#search';
import { selectAnywhere, selectFitting, selectOwnChats } from '../queries/search.ts';
import type { ShownChats } from './chats.ts';
import { ownId } from './chats.ts';
import { getReadable, showFound } from './messages.ts';

type Marked = Exclude<Term, { kind: 'author' }>;

/** Undefined when nothing can be found: somebody who is not here. */
async function markAuthors(ctx: Context, { terms }: Wish): Promise<Marked[] | undefined> {
  const marked: Marked[] = [];
  for (const term of terms) {
    if (term.kind !== 'author') {
      marked.push(term);
      continue;
    }
    const id = term.name === 'me' ? ownId(ctx) : (await findByUsername(ctx, term.name))?.id;
    if (id !== undefined) marked.push({ kind: 'mark', mark: `a/${id}`, no: term.no });
    else if (!term.no) return undefined;
  }
  return marked;
}

const NOTHING: ShownChats = { shown: [], cursors: { full: false } };

/** Messages of the viewer's chats, or of one of them, that fit what was typed. @throws Refusal 404 for a chat that is not the viewer's */
export async function searchMessages(ctx: Context, asked: { typed: string; chatId?: Id | undefined }, page: { maxId?: Id | undefined; limit: number }): Promise<ShownChats> {
  if (asked.chatId !== undefined) await getReadable(ctx, asked.chatId);
  const wish = parseWish(asked.typed);
  const terms = await markAuthors(ctx, wish);
  const isEmpty = wish.terms.length === 0 && wish.from === undefined && wish.until === undefined;
  const own = terms === undefined || isEmpty ? [] : await selectOwnChats(ctx, ownId(ctx), asked.chatId);
  if (terms === undefined || own.length === 0) return NOTHING;
  const stemsOf = await loadStems(ctx, terms.flatMap((term) => (term.kind === 'words' ? term.words : [])));
  const wanted = queryText(tellingTerms(terms, stemsOf) as Marked[], stemsOf, false) || "!'-'";
  const idOfTime = (time: Date): Id => Math.min(idAtTime(time), Number.MAX_SAFE_INTEGER);
  const ids = await selectFitting(ctx, wanted, own, {
    above: wish.from === undefined ? 0 : idOfTime(wish.from) - 1,
    below: Math.min(page.maxId ?? Number.MAX_SAFE_INTEGER, wish.until === undefined ? Number.MAX_SAFE_INTEGER : idOfTime(wish.until)),
    limit: page.limit,
  });
  const rows = (await selectAnywhere(ctx, ids)).toSorted((a, b) => b.id - a.id);
  const [first, last] = [ids[0], ids.at(-1)];
  return { shown: await showFound(ctx, rows), cursors: { ...(first && { first }), ...(last && { last }), full: ids.length === page.limit } };
}
