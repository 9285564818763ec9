/**
 * Makes avatars and headers of what people upload. The file is opened in a child process that starts when needed and ends
 * when there has been nothing to do: the image library is 40 MB of native code that the app does not carry, and a file
 * that crashes, hangs or bloats it takes down nothing but that process.
 */

import { createBoundedQueue } from '#platform/bounded-queue.ts';
import type { Log } from '#platform/log.ts';
import { MEMORY_EXIT } from './messages.ts';
import type { Job } from './messages.ts';
import { LARGEST_PICTURE_BYTES } from './bounds.ts';
import { PictureError } from './picture-error.ts';
import type { Picture, Size } from './render.ts';
import { sniffPicture } from './sniff.ts';
import { createWorkers } from './workers.ts';

export { PictureError } from './picture-error.ts';
export type { Picture } from './render.ts';

export interface PictureProcessor {
  /**
   * A picture of at most this size and exactly this shape (cut to the middle, never enlarged), upright, in sRGB, of the
   * first frame, with no metadata. Throws PictureError for what is wrong with the file, or when too many wait.
   */
  process(bytes: Uint8Array, size: Size & { fit: 'cover' }): Promise<Picture>;
  /** Ends the child processes; pictures under way fail. */
  close(): void;
  /** Child processes alive, for tests and metrics. */
  readonly workers: number;
}

export interface PictureProcessorOptions {
  log: Pick<Log, 'warn'>;
  maxWorkers?: number;
  waiting?: number;
  deadlineMs?: number;
  idleMs?: number;
}

/** `maxWorkers` pictures at once, `waiting` more in line. */
export function createPictureProcessor(options: PictureProcessorOptions): PictureProcessor {
  const { log, maxWorkers = 1, waiting = 8, deadlineMs = 10_000, idleMs = 30_000 } = options;
  const queue = createBoundedQueue({ running: maxWorkers, waiting }, () => new PictureError('busy'));
  const workers = createWorkers({ deadlineMs, idleMs });

  const render = async (job: Job): Promise<Picture> => {
    const outcome = await workers.ask(job);
    if ('picture' in outcome) return outcome.picture;
    if ('problem' in outcome) throw new PictureError(outcome.problem);
    log.warn({ format: job.format, bytes: job.bytes.byteLength, outcome }, 'a picture ended the process that opened it');
    const isTooMuch = 'exit' in outcome && (outcome.late || outcome.exit === MEMORY_EXIT);
    throw new PictureError(isTooMuch ? 'tooLarge' : 'broken');
  };

  return {
    process: async (bytes, { width, height }) => {
      if (bytes.byteLength > LARGEST_PICTURE_BYTES) throw new PictureError('tooLarge');
      const format = sniffPicture(bytes);
      if (!format) throw new PictureError('unsupported');
      return await queue.run(() => render({ bytes, format, size: { width, height } }));
    },
    close: () => workers.close(),
    get workers() {
      return workers.alive;
    },
  };
}
