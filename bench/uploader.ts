/** A thread that uploads a photo when told to, and answers in how many milliseconds it could be shown. */

import { parentPort, workerData } from 'node:worker_threads';
import { pause } from './server.ts';

const { origin, headers, photo } = workerData as { origin: string; headers: Record<string, string>; photo: Uint8Array<ArrayBuffer> };
const ASK_AGAIN_MS = 50;

async function upload(): Promise<number> {
  const form = new FormData();
  form.set('file', new Blob([photo], { type: 'image/jpeg' }), 'photo.jpg');
  const started = performance.now();
  const answer = await fetch(`${origin}/api/v2/media`, { method: 'POST', headers, body: form });
  const { id } = (await answer.json()) as { id: string };
  for (let { status } = answer; status !== 200; await pause(ASK_AGAIN_MS)) {
    if (status !== 202 && status !== 206) throw new Error(`The upload was answered ${status}`);
    const asked = await fetch(`${origin}/api/v1/media/${id}`, { headers });
    await asked.arrayBuffer();
    if ((status = asked.status) === 200) break;
  }
  return performance.now() - started;
}

parentPort?.on('message', () => {
  void upload().then((ms) => parentPort?.postMessage(ms));
});
