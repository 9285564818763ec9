/** A Twitter archive as past posts. */

import { Worker } from 'node:worker_threads';
import { importPost } from '#posts';
import { Refusal, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import * as queries from '../queries.ts';
import type { Tweet } from '../tweets.ts';
import type { Line } from '../types.ts';
import { bringMore, refuseTooMany } from './tasks.ts';

export const MOST_TWITTER_BYTES = 60 * 1024 * 1024;
const MOST_TWEETS = 500_000;
const READER = new URL('../tweets-worker.ts', import.meta.url);
const READER_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };
const LONGEST_READ_MS = 60_000;
/** What is shown as the app the post was written with. */
const FROM = 'Twitter (imported)';

/**
 * Takes in `tweets.js`, or the ZIP it is in.
 * @returns the task, whose tweets are brought from now on, oldest first
 * @throws Refusal 422 for a file in which there are no tweets; 409 while too many are under way
 */
export async function importTwitter(ctx: Context, wish: { bytes: Uint8Array; visibility: 'public' | 'unlisted' | 'followers' }): Promise<Id> {
  const accountId = viewerId(ctx) as Id;
  const batches: Line[][] = [];
  let total = 0;
  await readTweets(wish.bytes, (tweets) => {
    batches.push(tweets.map((tweet, at) => ({ n: total + at + 1, cells: [tweet.source, String(tweet.at), tweet.text, tweet.language, tweet.gap, wish.visibility] })));
    total += tweets.length;
  });
  if (total === 0) throw invalid('Validation failed: there are no tweets in this file');
  if (total > MOST_TWEETS) throw invalid(`Validation failed: an archive may have ${MOST_TWEETS} tweets`);
  return transaction(ctx, async (tx) => {
    await refuseTooMany(tx, accountId);
    const id = newId(tx);
    await queries.insertTask(tx, { id, accountId, kind: 'twitter', mode: 'merge', total });
    for (const lines of batches) await queries.insertLines(tx, id, lines);
    await tx.enqueue(bringMore, { taskId: id }, { key: `transfer ${id}` });
    return id;
  });
}

function readTweets(bytes: Uint8Array, take: (tweets: Tweet[]) => void): Promise<void> {
  const worker = new Worker(READER, { workerData: bytes, resourceLimits: READER_LIMITS });
  const ended = new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Refusal(422, 'Validation failed: this archive takes too long to read')), LONGEST_READ_MS);
    worker.on('message', (message: Tweet[] | 'end') => (message === 'end' ? resolve() : take(message)));
    // Whatever goes wrong in there is the file's doing: not an archive, torn, or larger than it says.
    worker.once('error', () => reject(invalid('Validation failed: this is not a Twitter archive')));
    worker.once('exit', () => {
      clearTimeout(deadline);
      reject(invalid('Validation failed: this is not a Twitter archive'));
    });
  });
  return ended.finally(() => worker.terminate());
}

/** One tweet; brought before, it is left as it is. Safe to repeat. @throws Refusal with the reason why it could not be brought */
export async function bringTweet(ctx: Context, [source = '', at = '', text = '', language = '', gap = '', visibility = '']: readonly string[]): Promise<void> {
  if (gap !== '') throw invalid(gap);
  const accountId = viewerId(ctx) as Id;
  if (await queries.isImported(ctx, accountId, source)) return;
  await transaction(ctx, async (tx) => {
    const postId = await importPost(tx, {
      text, language: language || undefined, createdAt: new Date(Number(at)), from: FROM,
      visibility: visibility === 'unlisted' || visibility === 'followers' ? visibility : 'public',
    });
    // Two at once: the second finds the row of the first and takes its own post back.
    if (!(await queries.insertImported(tx, accountId, source, postId))) throw invalid('brought before');
  });
}
