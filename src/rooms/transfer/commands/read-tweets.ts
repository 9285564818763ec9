/** A Twitter archive, read in a thread of its own, one archive at a time. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Refusal, invalid } from '#kit/errors.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Tweet } from '../tweets.ts';

const READER = new URL('../tweets-worker.ts', import.meta.url);
const READER_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };
const LONGEST_READ_MS = 60_000;
const MOST_WAITING = 8;

interface Reading {
  waiting: number;
  last: Promise<unknown>;
}

/** One archive takes up to a gigabyte to read. */
const readingOf = perHouse((): Reading => ({ waiting: 0, last: Promise.resolve() }));

/** The tweets of an archive, oldest first. */
export interface Tweets {
  readonly total: number;
  /** Some of them, from a place on; may be asked again. */
  from(place: number): Promise<Tweet[]>;
}

/**
 * Reads an archive and hands its tweets over for as long as `act` runs.
 * @throws Refusal 422 for what is none, 503 while too many wait
 */
export async function withTweets<T>(ctx: Context, file: { path: string; isZip: boolean }, act: (tweets: Tweets) => Promise<T>): Promise<T> {
  const reading = readingOf(ctx);
  if (reading.waiting >= MOST_WAITING) throw new Refusal(503, 'Many archives are being read. Please try again later.', { retryAfter: 60 });
  reading.waiting++;
  const turn = reading.last.then(() => read(file, act));
  reading.last = turn.catch(() => undefined);
  return turn.finally(() => reading.waiting--);
}

async function read<T>(file: { path: string; isZip: boolean }, act: (tweets: Tweets) => Promise<T>): Promise<T> {
  const worker = new Worker(READER, { workerData: file, resourceLimits: READER_LIMITS });
  const ended = new AbortController();
  // Whatever goes wrong in there is the file's doing: not an archive, torn, or larger than it says.
  worker.once('error', () => ended.abort());
  worker.once('exit', () => ended.abort());
  const deadline = setTimeout(() => ended.abort(), LONGEST_READ_MS);
  const next = async (): Promise<unknown> => {
    const [message] = await once(worker, 'message', { signal: ended.signal }).catch(() => {
      throw invalid('Validation failed: this is not a Twitter archive');
    });
    return message;
  };
  try {
    const total = (await next()) as number;
    const from = (place: number): Promise<Tweet[]> => {
      const some = next() as Promise<Tweet[]>;
      worker.postMessage(place);
      return some;
    };
    return await act({ total, from });
  } finally {
    clearTimeout(deadline);
    await worker.terminate();
  }
}
