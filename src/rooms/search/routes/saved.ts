/** The searches that somebody keeps. Ours alone: the field has no such API. Every answer is the whole list, as it stands then. */

import { Type } from 'typebox';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { changeSearch, dropSearch, keepSearch, readSaved } from '../commands/saved.ts';
import { presentSaved } from '../presenter.ts';

const PATH = '/api/perchoir/v1/searches';
const LONGEST_TEXT = 500;
const LONGEST_TITLE = 100;

const Wish = {
  title: Type.Optional(Type.String({ maxLength: LONGEST_TITLE })),
  place: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
};
const IdParams = Type.Object({ id: Type.String({ maxLength: 20 }) });

export const SavedReply = Type.Array(Type.Object({
  id: Type.String({ maxLength: 20 }), query: Type.String({ maxLength: LONGEST_TEXT }), title: Type.String({ maxLength: LONGEST_TEXT }),
}));

export const savedRoutes: readonly Route[] = [
  route({
    method: 'GET', path: PATH, who: 'member', scope: 'read:search', summary: 'The searches that you keep, in your order', reply: SavedReply,
    run: async (ctx) => presentSaved(await readSaved(ctx)),
  }),
  route({
    method: 'POST', path: PATH, who: 'member', scope: 'write:accounts', summary: 'Keeps a search, on top or where you say',
    body: Type.Object({ query: Type.String({ maxLength: LONGEST_TEXT }), ...Wish }), reply: SavedReply,
    run: async (ctx, { body: { query, ...wish } }) => presentSaved(await keepSearch(ctx, query, wish)),
  }),
  ...updateRoutes({
    path: `${PATH}/:id`, who: 'member', scope: 'write:accounts', summary: 'Gives a search that you keep another name or place',
    params: IdParams, body: Type.Object(Wish), reply: SavedReply,
    run: async (ctx, { params, body }) => presentSaved(await changeSearch(ctx, params.id, body)),
  }),
  route({
    method: 'DELETE', path: `${PATH}/:id`, who: 'member', scope: 'write:accounts', summary: 'Keeps a search no longer', params: IdParams, reply: SavedReply,
    run: async (ctx, { params }) => presentSaved(await dropSearch(ctx, params.id)),
  }),
];
