/** Filters as clients of today know them: a name, places, and any number of keywords and posts. */

import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import {
  addKeyword, choosePost, createFilter, editFilter, editKeyword, removeFilter, removeKeyword, unchoosePost,
} from '../commands.ts';
import { presentChosen, presentFilter, presentKeyword } from '../presenter.ts';
import { getChosen, getFilter, getKeyword, readFilters } from '../reads.ts';
import { ChosenReply, Empty, FilterBody, FilterReply, IdParams, IdText, KeywordBody, KeywordReply, filterWish, idOf, keywordWish } from './schemas.ts';

const reading = { who: 'member', scope: 'read:filters' } as const;
const writing = { who: 'member', scope: 'write:filters' } as const;

const filterRoutes: readonly Route[] = [
  route({
    ...reading, method: 'GET', path: '/api/v2/filters', summary: 'Your filters', reply: Type.Array(FilterReply),
    run: async (ctx) => (await readFilters(ctx)).map(presentFilter),
  }),
  route({
    ...writing, method: 'POST', path: '/api/v2/filters', summary: 'Makes a filter', body: FilterBody, reply: FilterReply,
    run: async (ctx, { body }) => presentFilter(await createFilter(ctx, filterWish(ctx, body))),
  }),
  route({
    ...reading, method: 'GET', path: '/api/v2/filters/:id', summary: 'One of them', params: IdParams, reply: FilterReply,
    run: async (ctx, { params }) => presentFilter(await getFilter(ctx, idOf(params.id))),
  }),
  ...updateRoutes({
    ...writing, path: '/api/v2/filters/:id', summary: 'Changes a filter and its keywords', params: IdParams, body: FilterBody, reply: FilterReply,
    run: async (ctx, { params, body }) => presentFilter(await editFilter(ctx, idOf(params.id), filterWish(ctx, body))),
  }),
  route({
    ...writing, method: 'DELETE', path: '/api/v2/filters/:id', summary: 'Removes a filter', params: IdParams, reply: Empty,
    async run(ctx, { params }) {
      await removeFilter(ctx, idOf(params.id));
      return {};
    },
  }),
];

const keywordRoutes: readonly Route[] = [
  route({
    ...reading, method: 'GET', path: '/api/v2/filters/:id/keywords', summary: 'What a filter looks for', params: IdParams, reply: Type.Array(KeywordReply),
    run: async (ctx, { params }) => (await getFilter(ctx, idOf(params.id))).keywords.map(presentKeyword),
  }),
  route({
    ...writing, method: 'POST', path: '/api/v2/filters/:id/keywords', summary: 'Adds a keyword', params: IdParams, body: KeywordBody, reply: KeywordReply,
    run: async (ctx, { params, body }) => presentKeyword(await addKeyword(ctx, idOf(params.id), keywordWish(body))),
  }),
  route({
    ...reading, method: 'GET', path: '/api/v2/filters/keywords/:id', summary: 'A keyword', params: IdParams, reply: KeywordReply,
    run: async (ctx, { params }) => presentKeyword(await getKeyword(ctx, idOf(params.id))),
  }),
  ...updateRoutes({
    ...writing, path: '/api/v2/filters/keywords/:id', summary: 'Changes a keyword', params: IdParams, body: KeywordBody, reply: KeywordReply,
    run: async (ctx, { params, body }) => presentKeyword(await editKeyword(ctx, idOf(params.id), keywordWish(body))),
  }),
  route({
    ...writing, method: 'DELETE', path: '/api/v2/filters/keywords/:id', summary: 'Removes a keyword', params: IdParams, reply: Empty,
    async run(ctx, { params }) {
      await removeKeyword(ctx, idOf(params.id));
      return {};
    },
  }),
];

const chosenRoutes: readonly Route[] = [
  route({
    ...reading, method: 'GET', path: '/api/v2/filters/:id/statuses', summary: 'Posts that a filter names', params: IdParams, reply: Type.Array(ChosenReply),
    run: async (ctx, { params }) => (await getFilter(ctx, idOf(params.id))).chosen.map(presentChosen),
  }),
  route({
    ...writing, method: 'POST', path: '/api/v2/filters/:id/statuses', summary: 'Names a post', params: IdParams,
    body: Type.Object({ status_id: IdText }), reply: ChosenReply,
    async run(ctx, { params, body }) {
      const postId = parseId(body.status_id);
      if (postId === undefined) throw notFound();
      return presentChosen(await choosePost(ctx, idOf(params.id), postId));
    },
  }),
  route({
    ...reading, method: 'GET', path: '/api/v2/filters/statuses/:id', summary: 'A post that a filter names', params: IdParams, reply: ChosenReply,
    run: async (ctx, { params }) => presentChosen(await getChosen(ctx, idOf(params.id))),
  }),
  route({
    ...writing, method: 'DELETE', path: '/api/v2/filters/statuses/:id', summary: 'Names a post no longer', params: IdParams, reply: ChosenReply,
    run: async (ctx, { params }) => presentChosen(await unchoosePost(ctx, idOf(params.id))),
  }),
];

export const routes: readonly Route[] = [...filterRoutes, ...keywordRoutes, ...chosenRoutes];
