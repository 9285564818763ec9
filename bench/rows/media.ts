/** Uploading photos of 4 MB until they are ready, while home is read at an even pace; and what that does to home. */

import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { PAGES_PER_SECOND, gatherReaders, readHomes } from '../even-pace.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { bearer } from './home.ts';

const PHOTO_BYTES = 4_000_000;
const ROUNDS = 3;

/** 12 megapixels with as much noise as makes 4 MB: what a telephone takes of a lawn. */
async function takePhoto(): Promise<Buffer> {
  const picture = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 24 } } }).blur(0.8);
  const raw = await picture.raw().toBuffer();
  for (let quality = 96; quality > 40; quality -= 4) {
    const bytes = await sharp(raw, { raw: { width: 4000, height: 3000, channels: 3 } }).jpeg({ quality }).toBuffer();
    if (bytes.length <= PHOTO_BYTES * 1.1) return bytes;
  }
  throw new Error('No photo of that size could be made');
}

/** A thread that uploads the photo again and again: what sending costs the sender must not be counted as home's. */
function startUploader(server: Server, person: BenchPerson, photo: Uint8Array): { once(): Promise<number>; stop(): Promise<unknown> } {
  const worker = new Worker(new URL('../uploader.ts', import.meta.url), { workerData: { origin: server.origin, headers: bearer(person), photo } });
  return {
    once: () =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners();
        worker.once('message', resolve).once('error', reject);
        worker.postMessage('go');
      }),
    stop: () => worker.terminate(),
  };
}

async function runMedia(): Promise<Row[]> {
  const server = await startServer();
  try {
    const photo = await takePhoto();
    const { author, readers } = await gatherReaders(server);
    const uploader = startUploader(server, author, photo);
    await uploader.once();
    const uploads: number[] = [];
    const [quiet, busy]: [number[], number[]] = [[], []];
    for (let at = 0; at < ROUNDS; at++) {
      quiet.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
      let over = false;
      const sending = (async () => {
        while (!over) {
          uploads.push(await uploader.once());
          await pause(500);
        }
      })();
      busy.push(percentile(await readHomes(server, readers, SECONDS), 0.99));
      over = true;
      await sending;
    }
    await uploader.stop();
    const p95 = percentile(uploads, 0.95);
    const [before, during] = [percentile(quiet, 0.5), percentile(busy, 0.5)];
    const more = `${uploads.length} uploads of ${round(photo.length / 1e6, 1)} MB, 12 MP, one after the other; p50 ${round(percentile(uploads, 0.5), 0)} ms; app ${Math.round((await server.memory()) / 1e6)} MB`;
    return [
      { row: 'media', value: round(p95, 0), unit: 'ms (p95)', yardstick: '1.5 s', ratio: round(1500 / p95, 2), target: '<= 1,500 ms to ready', kept: p95 <= 1500, more },
      { row: 'media-home', value: round(during, 1), unit: 'ms (p99)', yardstick: 'home without uploads', ratio: round(before / during, 2), target: 'within 20 %', kept: during <= before * 1.2, more: `p99 ${round(before, 1)} ms without uploads, ${round(during, 1)} ms with; ${PAGES_PER_SECOND} pages/s` },
    ];
  } finally {
    await server.stop();
  }
}

export const mediaBench: Bench = { name: 'media', run: runMedia };
