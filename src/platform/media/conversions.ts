/** What is done where a converter is on the machine: other codings made to fit, films given a picture, GIFs made into loops. */

import { unlink } from 'node:fs/promises';
import type { BlobStore } from '#platform/blobs.ts';
import { createBoundedQueue } from '#platform/bounded-queue.ts';
import { createConverter } from './converter.ts';
import { MediaError } from './media-error.ts';
import type { Prepared } from './prepared.ts';
import { isForeign } from './sniff.ts';
import type { UploadFormat } from './sniff.ts';

/** Opens a file in the child process, in its line. */
type Open = (kind: 'picture' | 'movie', path: string, format: UploadFormat) => Promise<Prepared>;

export interface Conversions {
  prepareMovie(path: string, format: UploadFormat): Promise<Prepared>;
  /** A film without sound that goes round is a tenth of the size of the GIF it was. */
  loop(picture: Prepared, path: string): Promise<Prepared>;
}

/** A conversion takes its minutes: one at a time, in a line of their own. */
export function createConversions(program: string, blobs: Pick<BlobStore, 'spool'>, open: Open): Conversions {
  const line = createBoundedQueue({ running: 1, waiting: 8 }, () => new MediaError('busy'));
  const converter = createConverter(program);

  const convert = (path: string): Promise<Prepared> =>
    line.run(async () => {
      const converted = await blobs.spool();
      try {
        if (!(await converter.toMp4(path, converted))) throw new MediaError('broken');
        return await open('movie', converted, 'mp4');
      } finally {
        await forget(converted);
      }
    });

  /** The film with its first picture, where that can be drawn. */
  const withPoster = async (film: Prepared): Promise<Prepared> => {
    if (film.type === 'audio') return film;
    const drawn = await blobs.spool();
    try {
      if (!(await converter.drawFirst(film.file.path, drawn))) return film;
      const { preview, blurhash, file } = await open('picture', drawn, 'png');
      await forget(file.path);
      return { ...film, preview, blurhash };
    } catch (error) {
      if (error instanceof MediaError) return film;
      throw error;
    } finally {
      await forget(drawn);
    }
  };

  return {
    prepareMovie: async (path, format) => {
      if (isForeign(format)) return withPoster(await convert(path));
      const film = await open('movie', path, format).catch((error: unknown) => {
        if (error instanceof MediaError && error.problem === 'codec') return convert(path);
        throw error;
      });
      return withPoster(film);
    },
    loop: async (picture, path) => {
      const film = await convert(path).catch(() => undefined);
      if (film?.type !== 'video') return picture;
      await forget(picture.file.path);
      return { ...film, type: 'gifv', preview: picture.preview, blurhash: picture.blurhash };
    },
  };
}

/** Throws files away, those that are there. */
export async function forget(...paths: string[]): Promise<void> {
  for (const path of paths) await unlink(path).catch(() => undefined);
}
