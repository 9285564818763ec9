/** Reads a Twitter archive in a thread of its own: unpacking and parsing tens of megabytes would keep everybody waiting. */

import { parentPort, workerData } from 'node:worker_threads';
import { fromBufferPromise } from 'yauzl';
import { readTweet, readTweetFile } from './tweets.ts';
import type { Tweet } from './tweets.ts';

/** In the archive of today, in that of 2017 by months, and by itself. */
const TWEETS = /(?:^|\/)(?:data\/)?(?:tweets?(?:-part\d+)?|js\/tweets\/\d{4}_\d{2})\.js$/;
const MOST_BYTES = 300 * 1024 * 1024;
const AT_ONCE = 2000;

async function textsOf(bytes: Buffer): Promise<string[]> {
  if (bytes.readUInt16BE(0) !== 0x50_4b) return [bytes.toString('utf8')];
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const texts: string[] = [];
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    if (!TWEETS.test(entry.fileName)) continue;
    unpacked += entry.uncompressedSize;
    if (unpacked > MOST_BYTES) throw new Error('too large');
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    texts.push(Buffer.concat(pieces).toString('utf8'));
  }
  return texts;
}

const texts = await textsOf(Buffer.from(workerData as Uint8Array));
const tweets: Tweet[] = texts.flatMap((text) => readTweetFile(text).map(readTweet));
tweets.sort((a, b) => a.at - b.at);
for (let at = 0; at < tweets.length; at += AT_ONCE) parentPort?.postMessage(tweets.slice(at, at + AT_ONCE));
parentPort?.postMessage('end');
