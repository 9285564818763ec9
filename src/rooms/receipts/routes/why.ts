/** Why a post is in a list, or is not, over HTTP. */

import { Type } from 'typebox';
import { languageOf } from '#kit/language.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { presentWhy } from '../presenter.ts';
import { readWhy } from '../reads/why.ts';

const Text = Type.String({ maxLength: 1000 });
const WhyReply = Type.Object({ here: Type.Boolean(), rule: Text, sentence: Text, facts: Type.Array(Type.Object({ name: Text, value: Text })) });

export const whyRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/perchoir/v1/why', who: 'anyone', scope: 'read:statuses', summary: 'Why a post is in a list, or is not, in one sentence',
    query: Type.Object({ list: Type.Optional(Type.String({ maxLength: 500 })), url: Type.String({ maxLength: 2000 }), lang: Type.Optional(Type.String({ maxLength: 20 })) }), reply: WhyReply,
    async run(ctx, { query }, { request }) {
      const list = query.list ?? 'home';
      return presentWhy(languageOf(query.lang, request.headers['accept-language']), list, await readWhy(ctx, list, query.url));
    },
  }),
];
