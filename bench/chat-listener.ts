/** A thread full of open sockets that notes which message of which chat came on each of them, and when. */

import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** By socket: the chats and messages that came, in the order in which they came, with when. */
export type Heard = readonly (readonly [chatId: string, messageId: string, at: number])[];

const { url, tokens } = workerData as { url: string; tokens: string[] };
const heard: [string, string, number][][] = tokens.map(() => []);
const IN_STEP = 100;
/** Both ids stand near the start of a message, in JSON inside JSON. */
const HEAD_BYTES = 250;
const MESSAGE = /"event":"chat\.message","payload":"\{\\"id\\":\\"(\d+)\\",\\"chat_id\\":\\"(\d+)\\"/;

function open(token: string, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false, localAddress: `127.0.0.${2 + (at % 50)}` });
    socket.on('message', (frame: Buffer) => {
      const now = performance.timeOrigin + performance.now();
      const [, messageId, chatId] = MESSAGE.exec(frame.toString('latin1', 0, HEAD_BYTES)) ?? [];
      if (messageId !== undefined && chatId !== undefined) heard[at]?.push([chatId, messageId, now]);
    });
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
}

for (let at = 0; at < tokens.length; at += IN_STEP) await Promise.all(tokens.slice(at, at + IN_STEP).map((token, offset) => open(token, at + offset)));
parentPort?.postMessage('open');
parentPort?.on('message', () => parentPort?.postMessage(heard));
