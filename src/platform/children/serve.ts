/** The child's side: takes one job after the other, until its parent is gone or it has taken too much memory. */

import { setPriority } from 'node:os';
import { MEMORY_EXIT } from './messages.ts';
import type { Reply } from './messages.ts';

/** A fresh process is some 65 MB. */
const FRESH_RSS_BYTES = 66_000_000;
/** What freed pictures left behind counts against the next one, so beyond this a fresh process is the better one. */
const SPENT_RSS_BYTES = 100_000_000;
const WATCH_MS = 10;

const isSpent = (): boolean => process.memoryUsage.rss() > SPENT_RSS_BYTES;

const send = (reply: Reply<unknown>): void => void process.send?.(reply);

/** The decoders' memory is not V8's, so no flag bounds it: we look, and leave when it is too much. */
const watch = (mostBytes: number): NodeJS.Timeout =>
  setInterval(() => {
    if (process.memoryUsage.rss() > FRESH_RSS_BYTES + mostBytes) process.exit(MEMORY_EXIT);
  }, WATCH_MS);

/**
 * Serves jobs with what `load` brings. `load` is where the native libraries come in: when there is no build of them for this
 * machine, the parent is told so. `make` throws something with a `problem` for what is wrong with the file.
 *
 * @param mostBytes what a job may take beyond the fresh process
 */
export async function serveJobs<Job>(load: () => Promise<(job: Job) => Promise<unknown>>, mostBytes: number): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  try {
    // A picture can wait for a timeline, not the other way round.
    setPriority(10);
  } catch {
    // Not every container allows it; it is a courtesy.
  }
  try {
    const make = await load();
    process.on('message', (job: Job) => {
      const watching = watch(mostBytes);
      make(job)
        .then(
          (made) => send({ made, spent: isSpent() }),
          (error: unknown) => send({ problem: problemOf(error), spent: isSpent() }),
        )
        .finally(() => clearInterval(watching));
    });
    send({ ready: true });
  } catch (error) {
    // A library has no build for this machine, or its installation is damaged.
    send({ failed: String(error) });
  }
}

function problemOf(error: unknown): string {
  return error instanceof Error && 'problem' in error && typeof error.problem === 'string' ? error.problem : 'broken';
}
