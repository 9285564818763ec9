/** A thread that sends a file of lines, and asks how far it is until it is done. */

import { parentPort, workerData } from 'node:worker_threads';
import { pause } from './server.ts';

export interface Progress {
  state: string;
  total: number;
  done: number;
  failed: number;
}

const { origin, headers, kind, text } = workerData as { origin: string; headers: Record<string, string>; kind: string; text: string };
const ASK_AGAIN_MS = 500;

async function taskAt(path: string, init: RequestInit): Promise<Progress & { id: string }> {
  const answer = await fetch(`${origin}${path}`, { headers, ...init });
  if (!answer.ok) throw new Error(`The import was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Progress & { id: string };
}

const form = new FormData();
form.set('kind', kind);
form.set('file', new Blob([text], { type: 'text/csv' }), `${kind}.csv`);
let task = await taskAt('/api/v1/imports', { method: 'POST', body: form });
for (parentPort?.postMessage(task); task.state === 'running'; parentPort?.postMessage(task)) {
  await pause(ASK_AGAIN_MS);
  task = await taskAt(`/api/v1/imports/${task.id}`, {});
}
