/**
 * Makes avatars and headers of what people upload. The file is opened in a child process that starts when needed and ends
 * when there has been nothing to do: the image library is 40 MB of native code that the app does not carry, and a file
 * that crashes, hangs or bloats it takes down nothing but that process.
 */

import { extname, join } from 'node:path';
import { createBoundedQueue } from '#platform/bounded-queue.ts';
import { MEMORY_EXIT } from '#platform/children/messages.ts';
import { createWorkers } from '#platform/children/workers.ts';
import type { Log } from '#platform/log.ts';
import { LARGEST_PICTURE_BYTES } from './bounds.ts';
import { PictureError } from './picture-error.ts';
import type { PictureProblem } from './picture-error.ts';
import type { Picture, Size } from './render.ts';
import { sniffPicture } from './sniff.ts';
import type { Job } from './worker.ts';

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

/** The same kind of file as this one, whether the app runs from TypeScript or from what was made of it. */
const PROGRAM = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);

/** `maxWorkers` pictures at once, `waiting` more in line. */
export function createPictureProcessor(options: PictureProcessorOptions): PictureProcessor {
  const { log, maxWorkers = 1, waiting = 8, deadlineMs = 10_000, idleMs = 30_000 } = options;
  const queue = createBoundedQueue({ running: maxWorkers, waiting }, () => new PictureError('busy'));
  const workers = createWorkers<Job, Picture>({ program: PROGRAM, deadlineMs, idleMs });

  const render = async (job: Job): Promise<Picture> => {
    const outcome = await workers.ask(job);
    if ('made' in outcome) return outcome.made;
    if ('problem' in outcome) throw new PictureError(outcome.problem as PictureProblem);
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
