/** Receipts of the lists, over HTTP. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { signed } from '../key.ts';
import { presentReceipt } from '../presenter.ts';
import { getCheckedList } from '../reads/lists.ts';
import type { ListName } from '../reads/lists.ts';
import { readReceipt } from '../reads/receipt.ts';

const BASE = '/api/perchoir/v1/receipts';
const PRESET = 20;
const MOST = 40;
const IdText = Type.String({ maxLength: 20 });
const IdParams = Type.Object({ id: IdText });
const PageQuery = Type.Object({ max_id: Type.Optional(IdText), since_id: Type.Optional(IdText), min_id: Type.Optional(IdText), limit: Type.Optional(Type.Integer()) });

const Text = Type.String({ maxLength: 200 });
const Whole = Type.Integer({ minimum: 0 });
const Placed = { id: Text, author: Text, log: Text, seq: Whole, kind: Text, commitment: Text };
const ReceiptReply = Type.Object({
  receipt: Type.Object({
    list: Text, viewer: Type.Union([Text, Type.Null()]), at: Text, span: Type.Object({ from: Text, to: Text }), count: Whole, chain: Text, items: Type.Array(Type.Object(Placed)),
    left_out: Type.Array(Type.Object({ ...Placed, reason: Text })), unlogged: Type.Array(Type.Object({ id: Text, author: Text })), filtered: Type.Array(Text), findings: Type.Array(Type.Object({ id: Text, flaw: Text })),
    heads: Type.Array(Type.Object({ log: Text, size: Whole, root: Text })),
  }),
  signature: Text,
});

function cursorOf(name: string, text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

/** @throws Refusal 422 */
function pageIn(query: Static<typeof PageQuery>): Page {
  const limit = query.limit ?? PRESET;
  if (limit < 1) throw invalid('Validation failed: limit must be at least 1');
  return { limit: Math.min(limit, MOST), maxId: cursorOf('max_id', query.max_id), sinceId: cursorOf('since_id', query.since_id), minId: cursorOf('min_id', query.min_id) };
}

async function answer(ctx: Context, name: ListName, page: Page): Promise<Static<typeof ReceiptReply>> {
  const receipt = presentReceipt(await readReceipt(ctx, await getCheckedList(ctx, name), page));
  return { receipt, signature: await signed(ctx, Buffer.from(JSON.stringify(receipt))) } as Static<typeof ReceiptReply>;
}

const common = { method: 'GET', query: PageQuery, reply: ReceiptReply } as const;

/** The receipts of lists that ids name. */
const byId = (kind: 'accounts' | 'lists' | 'rooms' | 'thread', path: string, who: 'anyone' | 'member', summary: string): Route =>
  route({
    ...common, path: `${BASE}/${path}`, who, scope: kind === 'lists' ? 'read:lists' : 'read:statuses', summary, params: IdParams,
    run: (ctx, { params, query }) => {
      const page = pageIn(query);
      const id = parseId(params.id);
      if (id === undefined) throw notFound();
      return answer(ctx, { kind, id }, page);
    },
  });

export const receiptRoutes: readonly Route[] = [
  route({ ...common, path: `${BASE}/home`, who: 'member', scope: 'read:statuses', summary: 'A receipt of a page of home', run: (ctx, { query }) => answer(ctx, { kind: 'home' }, pageIn(query)) }),
  // Every account lives here, so that both are the same.
  ...['public', 'local'].map((name) => route({
    ...common, path: `${BASE}/${name}`, who: 'anyone', scope: 'read:statuses', summary: 'A receipt of a page of the public list', run: (ctx, { query }) => answer(ctx, { kind: 'public' }, pageIn(query)),
  })),
  route({
    ...common, path: `${BASE}/tags/:tag`, who: 'anyone', scope: 'read:statuses', summary: 'A receipt of a page of a tag', params: Type.Object({ tag: Type.String({ maxLength: 500 }) }),
    run: (ctx, { params, query }) => answer(ctx, { kind: 'tags', tag: params.tag }, pageIn(query)),
  }),
  byId('accounts', 'accounts/:id', 'anyone', 'A receipt of a page of a profile'),
  byId('lists', 'lists/:id', 'member', "A receipt of a page of one of the caller's lists"),
  byId('thread', 'posts/:id/thread', 'anyone', 'A receipt of a thread'),
  byId('rooms', 'rooms/:id', 'anyone', 'A receipt of a page of an event room'),
];
