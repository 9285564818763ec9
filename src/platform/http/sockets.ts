/** WebSockets: how rooms accept and refuse them. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export type { WebSocket } from 'ws';

/** A request that wants to become a socket, as `Room.upgrade` gets it. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

const REFUSED: Record<number, string> = {
  401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 422: 'Unprocessable Entity', 429: 'Too Many Requests', 503: 'Service Unavailable',
};

/**
 * What opens the sockets of one address.
 * No compression: it costs some 100 kB a client, and a small message may become a big one.
 * @param maxPayload bytes of a message; a client that sends more is cut off.
 */
export function createSocketDoor(maxPayload: number): (upgrade: Upgrade, opened: (socket: WebSocket) => void) => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    clientTracking: false,
    // Browsers drop the connection unless the protocol they offered comes back: that is where they put the token, or say that
    // their session counts.
    handleProtocols: (offered) => offered.values().next().value ?? false,
  });
  return ({ request, socket, head }, opened) => server.handleUpgrade(request, socket, head, opened);
}

/** Answers a request for a socket as any other would be, and ends the connection. */
export function refuseUpgrade(socket: Duplex, { status, error }: { status: number; error: string }): void {
  const body = JSON.stringify({ error });
  const head = [
    `HTTP/1.1 ${status} ${REFUSED[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer realm="Perchoir"'] : []),
    ...(status === 429 || status === 503 ? ['Retry-After: 5'] : []),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
