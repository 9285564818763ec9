/** The child process that opens pictures, one at a time, until its parent is gone or has no more of them. */

import { setPriority } from 'node:os';
import { MEMORY_EXIT } from './messages.ts';
import type { Job, Reply } from './messages.ts';

/** The fresh process is some 65 MB; 256 more is what a picture may take. */
const MAX_RSS_BYTES = (66 + 256) * 1_000_000;
/** What freed pictures left behind counts against the next one, so beyond this a fresh process is the better one. */
const SPENT_RSS_BYTES = 100_000_000;
const WATCH_MS = 10;

const isSpent = (): boolean => process.memoryUsage.rss() > SPENT_RSS_BYTES;

const send = (reply: Reply): void => void process.send?.(reply);

/** The decoders' memory is not V8's, so no flag bounds it: we look, and leave when it is too much. */
const watch = (): NodeJS.Timeout =>
  setInterval(() => {
    if (process.memoryUsage.rss() > MAX_RSS_BYTES) process.exit(MEMORY_EXIT);
  }, WATCH_MS);

process.on('disconnect', () => process.exit(0));

try {
  // A picture can wait for a timeline, not the other way round.
  setPriority(10);
} catch {
  // Not every container allows it; it is a courtesy.
}

try {
  const { Unfit, render } = await import('./render.ts');
  process.on('message', (job: Job) => {
    const watching = watch();
    render(job.bytes, job.format, job.size)
      .then(
        (picture) => send({ picture, spent: isSpent() }),
        (error: unknown) => send({ problem: error instanceof Unfit ? error.problem : 'broken', spent: isSpent() }),
      )
      .finally(() => clearInterval(watching));
  });
  send({ ready: true });
} catch (error) {
  // The image library has no build for this machine, or its installation is damaged.
  send({ failed: String(error) });
}
