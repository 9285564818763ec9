/** The OpenAPI 3.1 document, from the same schemas that check the input. */

import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import type { House } from '../house.ts';
import type { Route } from './route.ts';

const ErrorReply = Type.Object({
  error: Type.String({ maxLength: 2000 }),
  error_description: Type.Optional(Type.String({ maxLength: 2000 })),
  request_id: Type.Optional(Type.String({ maxLength: 100 })),
  details: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 100 }),
      Type.Array(Type.Object({ error: Type.String({ maxLength: 100 }), description: Type.String({ maxLength: 1000 }) })),
    ),
  ),
});

export function describeApi(house: House): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Perchoir',
        version: '0.1.0',
        description: 'The client API of this server. Ids are decimal digits, times are UTC with milliseconds.',
        license: { name: 'AGPL-3.0-or-later' },
      },
      servers: [{ url: house.config.origin }],
      components: {
        securitySchemes: {
          oauth: {
            type: 'oauth2',
            flows: {
              authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes: {} },
              clientCredentials: { tokenUrl: '/oauth/token', scopes: {} },
            },
          },
        },
      },
    },
  };
}

/** What Fastify and the document know of a route; pages for browsers are left out of the document. */
export function schemaOf(route: Route, tag: string): FastifySchema {
  if (route.who === 'page') return { hide: true } as FastifySchema;
  const scopes = route.scope === undefined ? [] : [route.scope].flat();
  const needed = scopes.length > 0 ? scopes.map((scope) => ({ oauth: [scope] })) : [{ oauth: [] }];
  return {
    summary: route.summary,
    tags: [tag],
    ...(route.params && { params: route.params }),
    ...(route.query && { querystring: route.query }),
    ...(route.body && { body: route.body }),
    security: route.who === 'anyone' ? [{}, ...needed] : needed,
    response: {
      200: route.reply ?? (Type.Unknown() as TSchema),
      '4xx': ErrorReply,
      '5xx': ErrorReply,
    },
  } as FastifySchema;
}
