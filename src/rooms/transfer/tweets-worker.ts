/** Reads a Twitter archive in a thread of its own: unpacking and parsing tens of megabytes would keep everybody waiting. */

import { readFile, stat } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { MOST_TWEET_BYTES, eachPicture, eachTweetFile, openZip } from './tweets-zip.ts';
import { readTweet, readTweetFile } from './tweets.ts';
import type { Tweet } from './tweets.ts';

const AT_ONCE = 2000;

const { path, isZip } = workerData as { path: string; isZip: boolean };

/** One file after the other, so that only one is held in memory. */
async function* texts(): AsyncGenerator<string> {
  if (isZip) yield* eachTweetFile(path);
  else if ((await stat(path)).size > MOST_TWEET_BYTES) throw new Error('too large');
  else yield await readFile(path, 'utf8');
}

/** The names that there are, of those that tweets ask for. */
async function picturesIn(): Promise<Set<string>> {
  const names = new Set<string>();
  if (!isZip) return names;
  const zip = await openZip(path);
  try {
    for await (const { name } of eachPicture(zip)) names.add(name);
  } finally {
    zip.close();
  }
  return names;
}

const found = await picturesIn();
const tweets: Tweet[] = [];
for await (const text of texts()) {
  for (const entry of readTweetFile(text)) {
    const tweet = readTweet(entry);
    // One that is not there is kept without a name: its tweet says so.
    const pictures = tweet.pictures.map((one) => ({ ...one, names: one.names.filter((name) => found.has(name)).slice(0, 1) }));
    tweets.push({ ...tweet, pictures });
  }
}
tweets.sort((a, b) => a.at - b.at);
/** They stay here, in bounds of their own, and are asked for some at a time. */
parentPort?.on('message', (from: number) => parentPort?.postMessage(tweets.slice(from, from + AT_ONCE)));
parentPort?.postMessage(tweets.length);
