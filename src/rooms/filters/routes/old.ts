/** Filters as older clients know them (version 1): each keyword is a filter by itself, under the keyword's id. */

import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { createPhrase, editPhrase, removePhrase } from '../commands.ts';
import { presentPhrase } from '../presenter.ts';
import { getFilter, getKeyword, readFilters } from '../reads.ts';
import { LONGEST_TITLE } from '../rules.ts';
import { Empty, IdParams, PhraseBody, PhraseReply, idOf, phraseWish } from './schemas.ts';

const reading = { who: 'member', scope: 'read:filters' } as const;
const writing = { who: 'member', scope: 'write:filters' } as const;

export const oldRoutes: readonly Route[] = [
  route({
    ...reading, method: 'GET', path: '/api/v1/filters', summary: 'Your filters, keyword by keyword', reply: Type.Array(PhraseReply),
    run: async (ctx) => (await readFilters(ctx)).flatMap((filter) => filter.keywords.map((keyword) => presentPhrase({ filter, keyword }))),
  }),
  route({
    ...writing, method: 'POST', path: '/api/v1/filters', summary: 'Makes a filter of one keyword', body: PhraseBody, reply: PhraseReply,
    async run(ctx, { body }) {
      const { wish, word } = phraseWish(ctx, body, LONGEST_TITLE);
      return presentPhrase(await createPhrase(ctx, wish, word));
    },
  }),
  route({
    ...reading, method: 'GET', path: '/api/v1/filters/:id', summary: 'A keyword with its filter', params: IdParams, reply: PhraseReply,
    async run(ctx, { params }) {
      const keyword = await getKeyword(ctx, idOf(params.id));
      return presentPhrase({ filter: await getFilter(ctx, keyword.filterId), keyword });
    },
  }),
  ...updateRoutes({
    ...writing, path: '/api/v1/filters/:id', summary: 'Changes a filter of one keyword', params: IdParams, body: PhraseBody, reply: PhraseReply,
    async run(ctx, { params, body }) {
      const { wish, word } = phraseWish(ctx, body, LONGEST_TITLE);
      return presentPhrase(await editPhrase(ctx, idOf(params.id), wish, word));
    },
  }),
  route({
    ...writing, method: 'DELETE', path: '/api/v1/filters/:id', summary: 'Removes a keyword, and the filter with its last', params: IdParams, reply: Empty,
    async run(ctx, { params }) {
      await removePhrase(ctx, idOf(params.id));
      return {};
    },
  }),
];
