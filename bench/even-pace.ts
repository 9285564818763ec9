/** Home, read at an even pace whatever the answers take: what others feel while the server works on something else. */

import { makePeople } from './people.ts';
import type { BenchPerson } from './people.ts';
import { bearer } from './rows/home.ts';
import { pause } from './server.ts';
import type { Server } from './server.ts';

const POSTS = 40;
/** Each reader asks so often: some hundred pages a second in all, which a small machine answers without a line. */
const READERS = 10;
const EVERY_MS = 100;

export const PAGES_PER_SECOND = READERS * (1000 / EVERY_MS);

/** Readers with a page of posts at home, and whoever wrote them. */
export async function gatherReaders(server: Server): Promise<{ author: BenchPerson; readers: BenchPerson[] }> {
  const [author] = await makePeople(server.house, 'sender', 1);
  const readers = await makePeople(server.house, 'reader', READERS);
  if (author === undefined) throw new Error('Nobody was made');
  const headers = { ...bearer(author), 'content-type': 'application/json' };
  for (let n = 0; n < POSTS; n++) await (await fetch(`${server.origin}/api/v1/statuses`, { method: 'POST', headers, body: `{"status":"numéro ${n}"}` })).arrayBuffer();
  for (const reader of readers) await (await fetch(`${server.origin}/api/v1/accounts/${author.id}/follow`, { method: 'POST', headers: bearer(reader) })).arrayBuffer();
  await readHomes(server, readers, 2);
  return { author, readers };
}

/** @returns the latencies in milliseconds */
export async function readHomes(server: Server, readers: readonly BenchPerson[], seconds: number): Promise<number[]> {
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const end = performance.now() + seconds * 1000;
  const read = async (reader: BenchPerson): Promise<void> => {
    const started = performance.now();
    const answer = await fetch(`${server.origin}/api/v1/timelines/home`, { headers: bearer(reader) });
    await answer.arrayBuffer();
    times.push(performance.now() - started);
  };
  await Promise.all(
    readers.map(async (reader, at) => {
      await pause((at * EVERY_MS) / readers.length);
      for (let next = performance.now(); next < end; next += EVERY_MS) {
        await pause(Math.max(0, next - performance.now()));
        under.push(read(reader));
      }
    }),
  );
  await Promise.all(under);
  return times;
}
