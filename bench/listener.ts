/** A thread full of open sockets that notes when which post arrived. */

import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const { url, tokens } = workerData as { url: string; tokens: string[] };
const receipts: [string, number][] = [];
const IN_STEP = 100;
/** The post's id stands near the start of an update, in JSON inside JSON. */
const HEAD_BYTES = 200;
const POST_ID = /"event":"update","payload":"\{\\"id\\":\\"(\d+)\\"/;

function open(token: string, at: number): Promise<void> {
  // Addresses of the loopback range in turn, so that 10,000 connections find 10,000 ports.
  const localAddress = `127.0.0.${2 + (at % 50)}`;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false, localAddress });
    socket.on('message', (frame: Buffer) => {
      const now = performance.timeOrigin + performance.now();
      const id = POST_ID.exec(frame.toString('latin1', 0, HEAD_BYTES))?.[1];
      if (id !== undefined) receipts.push([id, now]);
    });
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
}

for (let at = 0; at < tokens.length; at += IN_STEP) await Promise.all(tokens.slice(at, at + IN_STEP).map((token, offset) => open(token, at + offset)));
parentPort?.postMessage('open');
parentPort?.on('message', () => parentPort?.postMessage(receipts));
