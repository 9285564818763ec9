/** The least a broadcast can cost: `ws` alone, sending each frame it is given by POST to whoever is connected. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const web = createServer((request, answer) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const frame = Buffer.concat(pieces);
    for (const socket of sockets.clients) socket.send(frame, { binary: false });
    answer.end('{}');
  });
});
const sockets = new WebSocketServer({ server: web, perMessageDeflate: false });
web.listen(0, '127.0.0.1', () => process.send?.((web.address() as AddressInfo).port));
