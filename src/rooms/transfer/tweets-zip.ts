/**
 * The ZIP of a Twitter archive, as far as it is believed: names in it are looked up and never written to; what claims to be more
 * than its bytes can hold is refused before anything is unpacked.
 */

import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { Readable } from 'node:stream';

/** In the archive of today, in that of 2017 by months, and by itself. */
const TWEETS = /(?:^|\/)(?:data\/)?(?:tweets?(?:-part\d+)?|js\/tweets\/\d{4}_\d{2})\.js$/;
const PICTURE = /(?:^|\/)data\/tweets?_media\/([\w.-]{1,150})$/;
const MOST_ENTRIES = 300_000;
/** Pictures and films are packed already: hardly anything is left to press out of them. */
const MOST_PRESSED = 4;
const PRESSED_SLACK = 65_536;
export const MOST_TWEET_BYTES = 300 * 1024 * 1024;

/** @throws Error for what is no ZIP, and for a name in it that leads out of a folder (yauzl looks at each) */
export function openZip(path: string): Promise<ZipFile> {
  return openPromise(path, { lazyEntries: true, autoClose: false });
}

/** @throws Error where entries overlap: together they are longer than the file (bombs of 2019) */
async function* eachEntry(zip: ZipFile): AsyncGenerator<Entry> {
  let packed = 0;
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    packed += entry.compressedSize;
    if (++count > MOST_ENTRIES || packed > zip.fileSize) throw new Error('not a ZIP file of somebody');
    yield entry;
  }
}

/** The texts with tweets in them, one after the other. What unpacks to another length than it says ends in an error (yauzl). */
export async function* eachTweetFile(path: string): AsyncGenerator<string> {
  const zip = await openZip(path);
  try {
    let unpacked = 0;
    const files: Entry[] = [];
    for await (const entry of eachEntry(zip)) if (TWEETS.test(entry.fileName)) files.push(entry);
    for (const entry of files) {
      unpacked += entry.uncompressedSize;
      if (unpacked > MOST_TWEET_BYTES) throw new Error('too large');
      const pieces: Buffer[] = [];
      for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
      yield Buffer.concat(pieces).toString('utf8');
    }
  } finally {
    zip.close();
  }
}

export interface PictureEntry {
  readonly name: string;
  readonly entry: Entry;
}

/** The files of tweets. One that is pressed harder than a picture can be is not there. */
export async function* eachPicture(zip: ZipFile): AsyncGenerator<PictureEntry> {
  for await (const entry of eachEntry(zip)) {
    const name = PICTURE.exec(entry.fileName)?.[1];
    const isPressed = entry.uncompressedSize > entry.compressedSize * MOST_PRESSED + PRESSED_SLACK;
    if (name !== undefined && !isPressed && entry.uncompressedSize > 0) yield { name, entry };
  }
}

export function openPicture(zip: ZipFile, { entry }: PictureEntry): Promise<Readable> {
  return zip.openReadStreamPromise(entry);
}
