/** Sockets of senders: `/api/perchoir/v1/broadcasts/:id/ingest`. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refusal, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { VISITOR } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { SESSION_PROTOCOL, callerAtSocket } from '#platform/http/browsers.ts';
import { clientAddress } from '#platform/http/client-address.ts';
import { createSocketDoor, refuseUpgrade } from '#platform/http/sockets.ts';
import type { Upgrade } from '#platform/http/sockets.ts';
import { addressKey } from '#platform/limits.ts';
import type { IngestWish } from '../../live/seam.ts';
import { MOST_MESSAGE_BYTES } from './messages.ts';
import { converse } from './conversation.ts';

const PATH = /^\/api\/perchoir\/v1\/broadcasts\/(\d{1,19})\/ingest\/?(\?|$)/;
/** A page cannot set a header for a socket: it offers this protocol and, as a second one, its key. */
const KEY_PROTOCOL = 'perchoir.key';
const MOST_KEY = 200;

const openSocket = createSocketDoor(MOST_MESSAGE_BYTES);

/** False for addresses that are not ours. */
export function acceptIngest(house: House, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const found = PATH.exec(request.url ?? '');
  if (found === null) return false;
  letIn(house, { request, socket, head }, found[1] ?? '').catch((error: unknown) => {
    if (error instanceof Refusal) return refuseUpgrade(socket, { status: error.status, error: error.message });
    house.log.warn({ err: error }, 'a sender could not be let in');
    return refuseUpgrade(socket, { status: 503, error: 'Please try again in a moment' });
  });
  return true;
}

async function letIn(house: House, upgrade: Upgrade, id: string): Promise<void> {
  const { request, socket } = upgrade;
  if (house.stopping) return refuseUpgrade(socket, { status: 503, error: 'The server stops; please try again in a moment' });
  const broadcastId = parseId(id);
  if (broadcastId === undefined) throw notFound();
  const { ctx, wish } = await whoSends(house, request, broadcastId);
  const address = addressKey(clientAddress(request, house.config.trustProxy));
  openSocket(upgrade, (opened) => converse(ctx, opened, { broadcastId, wish, address }));
}

/** By the key of the broadcast, or by the session of a browser on a page of ours. @throws Refusal */
async function whoSends(house: House, { headers }: IncomingMessage, broadcastId: Id): Promise<{ ctx: Context; wish: IngestWish }> {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  if (offered[0] === SESSION_PROTOCOL) {
    const { viewer } = await callerAtSocket(house, headers);
    return { ctx: house.context(viewer), wish: { broadcastId } };
  }
  const key = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? (offered[0] === KEY_PROTOCOL ? offered[1] : undefined);
  if (key === undefined || key.length > MOST_KEY) throw new Refusal(401, 'Send the key of the broadcast');
  return { ctx: house.context(VISITOR), wish: { key } };
}
