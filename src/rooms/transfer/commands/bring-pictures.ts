/** Pictures and films of a Twitter archive, taken out of its ZIP one at a time. */

import { createWriteStream } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ZipFile } from 'yauzl';
import { limits } from '#instance';
import { uploadWhole } from '#media';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { eachPicture, openPicture, openZip } from '../tweets-zip.ts';
import type { PictureEntry } from '../tweets-zip.ts';
import type { Task } from '../types.ts';
import type { TweetPicture } from '../tweets.ts';
import { sourcePath } from './sources.ts';

const SNIFFED_BYTES = 128;

/** What there is of a tweet's pictures, and what there is not. */
interface Brought {
  readonly ids: readonly Id[];
  readonly gaps: readonly string[];
}

/** The pictures of one archive; opened when the first is asked for. */
export class Pictures {
  readonly #path: string | undefined;
  #opened: Promise<{ zip: ZipFile; entries: ReadonlyMap<string, PictureEntry> }> | undefined;

  constructor(ctx: Context, { source }: Pick<Task, 'source'>) {
    this.#path = source === undefined ? undefined : sourcePath(ctx, source);
  }

  /** As uploads of the viewer's. What cannot be taken in is named; what is only in the way now, is tried again with the whole tweet. */
  async bring(ctx: Context, wanted: readonly TweetPicture[]): Promise<Brought> {
    const ids: Id[] = [];
    const gaps: string[] = [];
    const shown = together(wanted);
    if (shown.length < wanted.length) gaps.push('a film beside pictures');
    for (const picture of shown) {
      const entry = await this.#find(picture.names[0]);
      if (entry === undefined) gaps.push('a picture that is not in the file');
      else {
        const id = await this.#take(ctx, entry, picture.description);
        if (id === undefined) gaps.push('a picture that cannot be read here');
        else ids.push(id);
      }
    }
    return { ids, gaps };
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    opened?.zip.close();
  }

  async #find(name: string | undefined): Promise<PictureEntry | undefined> {
    if (this.#path === undefined || name === undefined) return undefined;
    this.#opened ??= openArchive(this.#path);
    // The file went with what was stopped meanwhile, or is torn: its tweets come without pictures.
    return (await this.#opened.catch(() => undefined))?.entries.get(name);
  }

  async #take(ctx: Context, picture: PictureEntry, description: string): Promise<Id | undefined> {
    const most = Math.max(limits.pictureBytes, limits.movieBytes);
    const opened = await this.#opened;
    if (opened === undefined || picture.entry.uncompressedSize > most) return undefined;
    const path = await houseOf(ctx).blobs.spool();
    try {
      if (!(await unpack(opened.zip, picture, path))) return undefined;
      const { id } = await uploadWhole(ctx, { path, size: picture.entry.uncompressedSize, start: await startOf(path) }, {
        description: description.slice(0, limits.mediaDescription).toWellFormed(),
      });
      return id;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 422) return undefined;
      throw new Error('Pictures wait for others', { cause: error });
    } finally {
      await unlink(path).catch(() => undefined);
    }
  }
}

/** False for what does not unpack to what it says it is; errors of the disk, which have a system call, are ours. */
async function unpack(zip: ZipFile, picture: PictureEntry, path: string): Promise<boolean> {
  try {
    await pipeline(await openPicture(zip, picture), createWriteStream(path, { flags: 'wx', mode: 0o640 }));
    return true;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    return false;
  }
}

async function openArchive(path: string): Promise<{ zip: ZipFile; entries: ReadonlyMap<string, PictureEntry> }> {
  const zip = await openZip(path);
  const entries = new Map<string, PictureEntry>();
  for await (const picture of eachPicture(zip)) entries.set(picture.name, picture);
  return { zip, entries };
}

async function startOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A post shows pictures, or one film. */
function together(wanted: readonly TweetPicture[]): readonly TweetPicture[] {
  if (wanted.length <= 1 || !wanted.some(({ isFilm }) => isFilm)) return wanted;
  const pictures = wanted.filter(({ isFilm }) => !isFilm);
  return pictures.length > 0 ? pictures : wanted.slice(0, 1);
}
