/** Receipts for pages: which list it is, in words, and what its receipt says. */

import { accountJson, getAccount, getList } from '#accounts';
import { getRoom } from '#live';
import { readPosts } from '#posts';
import { getCheckedList, listNamed, presentReceipt, readReceipt } from '#receipts';
import { notFound } from '#kit/errors.ts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import * as m from './paraglide/messages.js';
import type { Account } from './entities.ts';
import { nameOf, profilePath } from './parts/name.tsx';
import { postPath } from './parts/post.tsx';
import { pageOf, presentPosts } from './posts.server.ts';
import type { Visit } from './visit.ts';

/** A list as a page names it, and where it is read. */
export interface NamedList {
  readonly list: string;
  readonly label: string;
  readonly path: string;
}

type Name = NonNullable<ReturnType<typeof listNamed>>;

async function describe(visit: Visit, name: Name): Promise<Omit<NamedList, 'list'>> {
  switch (name.kind) {
    case 'home':
      return { label: m.nav_home(), path: '/home' };
    case 'public':
      return { label: m.receipt_public(), path: '/public' };
    case 'tags':
      return { label: `#${name.tag}`, path: `/tags/${encodeURIComponent(name.tag)}` };
    case 'accounts': {
      const { id } = await getAccount(visit.ctx, name.id);
      const account = JSON.parse(String((await accountJson(visit.ctx, [id])).get(id))) as Account;
      return { label: nameOf(account), path: profilePath(account) };
    }
    case 'lists': {
      const { title } = await getList(visit.ctx, name.id);
      return { label: title, path: `/lists/${name.id}` };
    }
    case 'rooms': {
      const { title } = await getRoom(visit.ctx, name.id);
      return { label: title, path: `/rooms/${name.id}` };
    }
    default: {
      const [post] = await presentPosts(visit, await readPosts(visit.ctx, [name.id]));
      if (post === undefined) throw notFound();
      return { label: m.receipt_thread({ name: nameOf(post.account) }), path: postPath(post) };
    }
  }
}

const momentOf = (id: Id): string | undefined => (id <= 1 || id >= Number.MAX_SAFE_INTEGER / 2 ? undefined : timeOfId(id).toISOString());

/** What a page says of a receipt. @throws Refusal 404 */
export async function presentChecked(visit: Visit, text: string, url: URL) {
  const name = listNamed(text);
  if (name === undefined) throw notFound();
  const list = await getCheckedList(visit.ctx, name);
  const page = pageOf(url);
  const [facts, named] = await Promise.all([readReceipt(visit.ctx, list, page), describe(visit, name)]);
  const receipt = presentReceipt(facts);
  const reasons = Map.groupBy(facts.leftOut, ({ reason }) => reason);
  const found = await presentPosts(visit, await readPosts(visit.ctx, facts.findings.map(({ id }) => id)));
  const paths = new Map(found.map((post) => [post.id, postPath(post)]));
  const cursors = [page.maxId === undefined ? '' : `max_id=${page.maxId}`, page.minId === undefined ? '' : `min_id=${page.minId}`].filter(Boolean).join('&');
  const ask = `${list.name}${cursors && `?${cursors}`}`;
  return {
    ...named, list: list.name, from: momentOf(facts.from), to: momentOf(facts.to), count: receipt.count, shown: facts.items.length, byTime: list.byTime,
    leftOut: [...reasons].map(([reason, posts]) => ({ reason, count: posts.length })), filtered: facts.filtered.length, unlogged: facts.unlogged.length,
    earlier: facts.items.filter(({ kind }) => kind === 'earlier').length, authors: new Set(facts.items.map(({ author }) => author)).size, chain: receipt.chain,
    findings: receipt.findings.map(({ id, flaw }) => ({ id, flaw, path: paths.get(id), at: momentOf(Number(id)) })),
    json: `/api/perchoir/v1/receipts/${ask}`, command: `npx perchoir verify receipt ${visit.origin}/receipts/${ask}`,
    older: list.byTime && facts.items.length + facts.unlogged.length >= page.limit ? `/receipts/${list.name}?max_id=${facts.from}` : undefined,
  };
}
