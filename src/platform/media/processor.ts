/**
 * Makes of an upload what posts show. The file is opened in a child process that starts when needed and ends when there has
 * been nothing to do; a file that crashes, hangs or bloats it takes down nothing but that process. Paths go in and paths come
 * out: the bytes of an upload never pass through the app.
 */

import { extname, join } from 'node:path';
import type { BlobStore } from '#platform/blobs.ts';
import { createBoundedQueue } from '#platform/bounded-queue.ts';
import { MEMORY_EXIT } from '#platform/children/messages.ts';
import { createWorkers } from '#platform/children/workers.ts';
import type { Log } from '#platform/log.ts';
import { createConversions, forget } from './conversions.ts';
import { MediaError } from './media-error.ts';
import type { MediaProblem } from './media-error.ts';
import type { MediaJob, Prepared } from './prepared.ts';
import { isForeign, isPicture } from './sniff.ts';
import type { UploadFormat } from './sniff.ts';

export interface MediaProcessor {
  /**
   * What a post shows of the file at this path; the files it names lie in the store's spool and are the caller's, as is the
   * upload itself. @throws MediaError for what is wrong with the file, or when too many wait
   */
  prepare(path: string, format: UploadFormat): Promise<Prepared>;
  /** A picture of at most 128 pixels a side, and its still. */
  prepareEmoji(path: string, format: UploadFormat): Promise<Prepared>;
  /** Whether a converter is on the machine: then more is taken than the usual codings. */
  readonly converts: boolean;
  close(): void;
}

export interface MediaProcessorOptions {
  readonly log: Pick<Log, 'warn'>;
  readonly blobs: Pick<BlobStore, 'spool'>;
  /** The address of ffmpeg. */
  readonly converter?: string | undefined;
  readonly waiting?: number;
  readonly deadlineMs?: number;
  readonly idleMs?: number;
}

const PROGRAM = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);

/** One file at once, `waiting` more in line; conversions, which take minutes, in a line of their own. */
export function createMediaProcessor(options: MediaProcessorOptions): MediaProcessor {
  const { log, blobs, converter, waiting = 64, deadlineMs = 10_000, idleMs = 30_000 } = options;
  const queue = createBoundedQueue({ running: 1, waiting }, () => new MediaError('busy'));
  const workers = createWorkers<MediaJob, Prepared>({ program: PROGRAM, deadlineMs, idleMs });
  let closed = false;

  const run = async (kind: MediaJob['kind'], path: string, format: UploadFormat): Promise<Prepared> => {
    const out = await blobs.spool();
    if (closed) throw new Error('The house is closing');
    const outcome = await workers.ask({ kind, path, out, format } as MediaJob);
    if ('made' in outcome) return outcome.made;
    await forget(out, `${out}-preview`);
    if (closed) throw new Error('The house is closing');
    if ('problem' in outcome) throw new MediaError(outcome.problem as MediaProblem);
    log.warn({ format, outcome }, 'an upload ended the process that opened it');
    const isTooMuch = 'exit' in outcome && (outcome.late || outcome.exit === MEMORY_EXIT);
    throw new MediaError(isTooMuch ? 'tooLarge' : 'broken');
  };
  const inLine = (kind: MediaJob['kind'], path: string, format: UploadFormat): Promise<Prepared> => queue.run(() => run(kind, path, format));
  const conversions = converter === undefined ? undefined : createConversions(converter, blobs, inLine);

  return {
    prepare: async (path, format) => {
      if (conversions !== undefined && !isPicture(format)) return conversions.prepareMovie(path, format);
      if (isForeign(format)) throw new MediaError('codec');
      const prepared = await inLine(isPicture(format) ? 'picture' : 'movie', path, format);
      return prepared.moves && format === 'gif' && conversions !== undefined ? conversions.loop(prepared, path) : prepared;
    },
    prepareEmoji: async (path, format) => {
      if (!isPicture(format)) throw new MediaError('unsupported');
      return inLine('emoji', path, format);
    },
    converts: conversions !== undefined,
    close: () => {
      closed = true;
      workers.close();
    },
  };
}
