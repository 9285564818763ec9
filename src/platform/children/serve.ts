/** The child's side: takes one job after the other, until its parent is gone or it has taken too much memory. */

import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { MEMORY_EXIT } from './messages.ts';
import type { Reply } from './messages.ts';

/** A fresh process is some 65 MB. */
const FRESH_RSS_BYTES = 66_000_000;
/** One that has made a picture of twelve megapixels is 110 to 140 MB, and stays so; beyond this a fresh one is the better one. */
const SPENT_RSS_BYTES = 160_000_000;
const WATCH_MS = 10;
/** With the app and its database at work a picture then still gets a tenth of a core, and is done before its deadline. */
const PRIORITY = 10;

/** Starting a process stops the app for some milliseconds, so what can be given back is given back first. */
function isSpent(): boolean {
  globalThis.gc?.();
  return process.memoryUsage.rss() > SPENT_RSS_BYTES;
}

const send = (reply: Reply<unknown>): void => void process.send?.(reply);

/** The decoders' memory is not V8's, so no flag bounds it: we look, and leave when it is too much. */
function watch(mostBytes: number): NodeJS.Timeout {
  const before = Math.max(FRESH_RSS_BYTES, process.memoryUsage.rss());
  return setInterval(() => {
    if (process.memoryUsage.rss() > before + mostBytes) process.exit(MEMORY_EXIT);
  }, WATCH_MS);
}

/** A picture can wait for a timeline, not the other way round. */
function stepBack(): void {
  try {
    setPriority(PRIORITY);
    // On Linux that is the main thread alone, and those that do the work run already.
    for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), PRIORITY);
  } catch {
    // Not every container allows it, nor has every system such threads; it is a courtesy.
  }
}

/**
 * Serves jobs with what `load` brings. `load` is where the native libraries come in: when there is no build of them for this
 * machine, the parent is told so. `make` throws something with a `problem` for what is wrong with the file.
 *
 * @param mostBytes what a job may take beyond what the process has
 */
export async function serveJobs<Job>(load: () => Promise<(job: Job) => Promise<unknown>>, mostBytes: number): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  stepBack();
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
