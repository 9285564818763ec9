/** WHIP: encoders and pages that send by WebRTC. */

import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '#kit/errors.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { addressKey } from '#platform/limits.ts';
import { endWhip, openWhip } from '../ingest/whip/sessions.ts';
import { IdParams, PATH as BROADCASTS, idOf } from './broadcasts.ts';

const PATH = `${BROADCASTS}/:id/whip`;
const Session = Type.Object({ id: Type.String({ maxLength: 20 }), session: Type.String({ maxLength: 100 }) });

/** @throws Refusal 401 */
function keyOf({ headers }: FastifyRequest): string {
  const key = /^bearer +(\S{1,200})$/i.exec(headers.authorization ?? '')?.[1];
  if (key === undefined) throw new Refusal(401, 'Send the key of the broadcast');
  return key;
}

export const whipRoutes: Route[] = [
  route({
    method: 'POST',
    path: PATH,
    who: 'key',
    summary: 'Send to a broadcast by WebRTC (WHIP): an offer comes in, an answer goes out',
    params: IdParams,
    body: Type.Object({ sdp: Type.String({ maxLength: 65_536 }) }),
    run: async (ctx, { params, body }, { request, reply, address }) => {
      const broadcastId = idOf(params.id);
      const { session, sdp } = await openWhip(ctx, { broadcastId, key: keyOf(request), sdp: body.sdp, address: addressKey(address) });
      return reply.code(201).header('Location', `${PATH.replace(':id', params.id)}/${session}`).type('application/sdp').send(sdp);
    },
  }),
  route({
    method: 'DELETE',
    path: `${PATH}/:session`,
    who: 'key',
    summary: 'Stop sending by WebRTC',
    params: Session,
    run: async (ctx, { params }, { request, reply }) => {
      await endWhip(ctx, { broadcastId: idOf(params.id), key: keyOf(request), session: params.session });
      return reply.code(200).send();
    },
  }),
  ...updateRoutes({
    path: `${PATH}/:session`,
    who: 'key',
    summary: 'Not taken: all candidates are in the offer and the answer (RFC 9725 section 4.3)',
    params: Session,
    run: (_ctx, _input, { reply }) => reply.code(405).header('Allow', 'DELETE').send({ error: 'All candidates are in the offer and the answer: send a new offer' }),
  }),
];
