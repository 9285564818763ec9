/** What an engine beside this server asks and tells; it shows its secret in the address, since it can send no header. */

import { Type } from 'typebox';
import type { TObject } from 'typebox';
import { Refusal } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { isEngine } from '../engine/chosen.ts';
import { answerEngine, hearEngine } from '../engine/engine.ts';

const PATH = '/api/perchoir/v1/engine';
const Text = Type.Optional(Type.String({ maxLength: 4000 }));
const Secret = Type.Object({ secret: Type.Optional(Type.String({ maxLength: 200 })) });

const told = (path: string, summary: string, [body, act]: [TObject, (ctx: Context, message: Readonly<Record<string, unknown>>) => Promise<void>]): Route =>
  route({
    method: 'POST', path, who: 'key', uncounted: true, summary, query: Secret, body,
    run: async (ctx, { query, body: message }, { reply }) => {
      if (!isEngine(ctx, query.secret ?? '')) throw new Refusal(401, 'This is not the engine of this server');
      await act(ctx, message as Readonly<Record<string, unknown>>);
      return reply.code(200).send({});
    },
  });

export const engineRoutes: Route[] = [
  told(`${PATH}/auth`, 'Whether somebody may send to the engine, or watch there', [
    Type.Object({ user: Text, password: Text, token: Text, ip: Text, action: Text, path: Text, protocol: Text, id: Text, query: Text }), answerEngine,
  ]),
  told(`${PATH}/events`, 'What happened in the engine: a sender came or went, a recording is there', [
    Type.Object({ event: Text, path: Text, segment: Text, duration: Text }), hearEngine,
  ]),
];
