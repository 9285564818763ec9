import { Type } from 'typebox';
import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { acceptBroadcast, changeBroadcast, offerBroadcast, removeBroadcast, renewKey } from '../commands/change-broadcast.ts';
import { createBroadcast } from '../commands/create-broadcast.ts';
import { endBroadcast } from '../commands/end-broadcast.ts';
import { encodeBroadcasts } from '../encode.ts';
import { BroadcastReply } from '../presenter.ts';
import { getBroadcast, getOwnBroadcast, readBroadcasts } from '../reads.ts';

export const PATH = '/api/perchoir/v1/broadcasts';
const Digits = Type.String({ maxLength: 20 });
const Title = Type.String({ maxLength: 2000 });
export const IdParams = Type.Object({ id: Digits });
const Empty = Type.Object({});
const MOST = 40;

/** @throws Refusal 404 */
export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** @throws Refusal 422 for what is no id */
export function namedId(text: string | undefined, name: string): Id | undefined {
  if (text === undefined) return undefined;
  const id = parseId(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

export async function present(ctx: Context, id: Id, key?: string): Promise<object> {
  const [made] = await encodeBroadcasts(ctx, [await getBroadcast(ctx, id)], key);
  if (made === undefined) throw notFound();
  return made;
}

const own = { who: 'member', scope: 'write:statuses', params: IdParams, reply: BroadcastReply } as const;

export const broadcastRoutes: readonly Route[] = [
  route({
    method: 'POST', path: PATH, who: 'member', scope: 'write:statuses', summary: 'Makes a broadcast; its key is shown this once', reply: BroadcastReply, rate: 'post',
    body: Type.Object({ title: Title, room_id: Type.Optional(Digits), private: Type.Optional(Type.Boolean()) }),
    run: async (ctx, { body }) => {
      const { id, key } = await createBroadcast(ctx, { title: body.title, roomId: namedId(body.room_id, 'room_id'), isPrivate: body.private });
      return present(ctx, id, key);
    },
  }),
  route({
    method: 'GET', path: PATH, who: 'anyone', scope: 'read:statuses', summary: 'Broadcasts, newest first: of a room, of an account, or all', reply: Type.Array(BroadcastReply),
    query: Type.Object({
      room_id: Type.Optional(Digits), account_id: Type.Optional(Digits), max_id: Type.Optional(Digits), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST })),
    }),
    run: async (ctx, { query }) => encodeBroadcasts(ctx, await readBroadcasts(ctx, {
      roomId: namedId(query.room_id, 'room_id'), accountId: namedId(query.account_id, 'account_id'), below: namedId(query.max_id, 'max_id'), most: query.limit ?? 20,
    })),
  }),
  route({
    method: 'GET', path: `${PATH}/:id`, who: 'anyone', scope: 'read:statuses', summary: 'A broadcast', params: IdParams, reply: BroadcastReply,
    run: (ctx, { params }) => present(ctx, idOf(params.id)),
  }),
  ...updateRoutes({
    ...own, path: `${PATH}/:id`, summary: 'Renames a broadcast, hides or shows it', body: Type.Object({ title: Type.Optional(Title), private: Type.Optional(Type.Boolean()) }),
    run: async (ctx, { params, body }) => {
      await changeBroadcast(ctx, idOf(params.id), { title: body.title, isPrivate: body.private });
      return present(ctx, idOf(params.id));
    },
  }),
  route({
    ...own, method: 'DELETE', path: `${PATH}/:id`, summary: 'Deletes a broadcast with every byte of its recording', reply: Empty,
    run: async (ctx, { params }) => {
      await removeBroadcast(ctx, idOf(params.id));
      return {};
    },
  }),
  route({
    ...own, method: 'POST', path: `${PATH}/:id/end`, summary: 'Ends a broadcast; its replay can be watched at once',
    run: async (ctx, { params }) => {
      await endBroadcast(ctx, idOf(params.id));
      return present(ctx, idOf(params.id));
    },
  }),
  route({
    ...own, method: 'POST', path: `${PATH}/:id/key`, summary: 'A new key; the one from before is worth nothing',
    run: async (ctx, { params }) => present(ctx, idOf(params.id), await renewKey(ctx, idOf(params.id))),
  }),
  route({
    ...own, method: 'POST', path: `${PATH}/:id/offer`, summary: 'Offers a broadcast to another account, which may go on with it', body: Type.Object({ account_id: Type.Optional(Digits) }),
    run: async (ctx, { params, body }) => {
      await getOwnBroadcast(ctx, idOf(params.id));
      if (body.account_id === undefined) throw invalid('Validation failed: account_id is missing');
      await offerBroadcast(ctx, idOf(params.id), namedId(body.account_id, 'account_id'));
      return present(ctx, idOf(params.id));
    },
  }),
  route({
    ...own, method: 'DELETE', path: `${PATH}/:id/offer`, summary: 'Takes such an offer back',
    run: async (ctx, { params }) => {
      await offerBroadcast(ctx, idOf(params.id), undefined);
      return present(ctx, idOf(params.id));
    },
  }),
  route({
    ...own, method: 'POST', path: `${PATH}/:id/accept`, summary: 'Takes over a broadcast that was offered, with a key of one’s own',
    run: async (ctx, { params }) => {
      const key = await acceptBroadcast(ctx, idOf(params.id));
      return present(ctx, idOf(params.id), key);
    },
  }),
];
