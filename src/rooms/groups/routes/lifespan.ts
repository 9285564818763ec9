/** The end of a group and what is to stay of it, over HTTP. */

import { Type } from 'typebox';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { addItem, approveDigest, editItem, removeItem, voiceItem } from '../commands/digest.ts';
import { answerAsk, ask, readTime } from '../commands/lifespan.ts';
import { GroupReply, ItemReply } from '../presenter.ts';
import { readDigest, showGroup } from '../reads/show.ts';
import { BASE, GroupParams, ItemParams, Long, idOf, seenId } from './input.ts';

const answer = (kind: 'extension' | 'dissolution', word: 'yes' | 'no', summary: string): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/${kind}/${word}`, who: 'member', scope: 'write:statuses', summary, params: GroupParams, reply: GroupReply,
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await answerAsk(ctx, id, { kind, yes: word === 'yes' });
      return showGroup(ctx, id);
    },
  });

const ends: readonly Route[] = [
  route({
    method: 'POST', path: `${BASE}/:id/extension`, who: 'member', scope: 'write:statuses', summary: 'Asks all in a group for a later end; who does not object consents', params: GroupParams,
    body: Type.Object({ ends_at: Type.String({ maxLength: 40 }) }), reply: GroupReply,
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await ask(ctx, id, { kind: 'extension', endsAt: readTime(body.ends_at) });
      return showGroup(ctx, id);
    },
  }),
  answer('extension', 'yes', 'Says yes to a later end'),
  answer('extension', 'no', 'Objects to a later end: the one that stands stays'),
  route({
    method: 'POST', path: `${BASE}/:id/dissolution`, who: 'member', scope: 'write:statuses', summary: 'Asks all in a group whether to dissolve it; who does not object consents', params: GroupParams, reply: GroupReply,
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await ask(ctx, id, { kind: 'dissolution' });
      return showGroup(ctx, id);
    },
  }),
  answer('dissolution', 'yes', 'Says yes to dissolving'),
  answer('dissolution', 'no', 'Objects to dissolving: the group goes on'),
];

/** Acts on an item of a digest, and shows the digest as it is then. */
const item = (act: string, summary: string, run: (ctx: Context, groupId: Id, itemId: Id) => Promise<void>): Route =>
  route({
    method: 'POST', path: `${BASE}/:id/digest/items/:item_id/${act}`, who: 'member', scope: 'write:statuses', summary, params: ItemParams, reply: Type.Array(ItemReply),
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await run(ctx, id, idOf(params.item_id));
      return readDigest(ctx, id);
    },
  });

const Worded = Type.Object({ text: Long });

const digest: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/digest`, who: 'member', scope: 'read:statuses', summary: 'What is to stay of a group when it ends; or what stayed', params: GroupParams, reply: Type.Array(ItemReply),
    run: (ctx, { params }) => readDigest(ctx, params.id),
  }),
  route({
    method: 'POST', path: `${BASE}/:id/digest/items`, who: 'member', scope: 'write:statuses', summary: 'Adds to what is to stay of a group', params: GroupParams, body: Worded, reply: Type.Array(ItemReply),
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await addItem(ctx, id, body.text);
      return readDigest(ctx, id);
    },
  }),
  ...updateRoutes({
    path: `${BASE}/:id/digest/items/:item_id`, who: 'member', scope: 'write:statuses', summary: 'Says an item of a digest otherwise; who approved it is asked anew', params: ItemParams, body: Worded, reply: Type.Array(ItemReply),
    async run(ctx, { params, body }) {
      const id = await seenId(ctx, params);
      await editItem(ctx, id, idOf(params.item_id), body.text);
      return readDigest(ctx, id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/digest/items/:item_id`, who: 'member', scope: 'write:statuses', summary: "Takes an item of one's own out of a digest", params: ItemParams, reply: Type.Array(ItemReply),
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await removeItem(ctx, id, idOf(params.item_id));
      return readDigest(ctx, id);
    },
  }),
  item('approve', 'Approves an item of a digest', (ctx, groupId, id) => voiceItem(ctx, groupId, id, 'approve')),
  item('veto', 'Vetoes an item of a digest: it does not stay', (ctx, groupId, id) => voiceItem(ctx, groupId, id, 'veto')),
  item('unvoice', 'Neither approves nor vetoes an item of a digest any more', (ctx, groupId, id) => voiceItem(ctx, groupId, id, undefined)),
  route({
    method: 'POST', path: `${BASE}/:id/digest/approve`, who: 'member', scope: 'write:statuses', summary: 'Approves every item of a digest that nobody vetoes', params: GroupParams, reply: Type.Array(ItemReply),
    async run(ctx, { params }) {
      const id = await seenId(ctx, params);
      await approveDigest(ctx, id);
      return readDigest(ctx, id);
    },
  }),
];

export const lifespanRoutes: readonly Route[] = [...ends, ...digest];
