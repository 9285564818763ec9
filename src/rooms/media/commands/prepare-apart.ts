/** Files that no post will show: made ready as uploads are, and kept by whoever asks. */

import { limits } from '#instance';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MediaError } from '#platform/media/media-error.ts';
import type { Prepared } from '#platform/media/prepared.ts';
import { isPicture, sniffUpload } from '#platform/media/sniff.ts';
import { isOtherPicture } from '../rules.ts';
import type { UploadedFile } from './upload.ts';

/**
 * What is made of a file, without its metadata: the files it names lie in the store's spool and are the caller's. Undefined for what is
 * no picture, film or sound that can be opened here: nothing is made of it, and the caller has it as it came.
 * @throws MediaError for a picture that cannot be opened, since it may say where it was taken, and while too many wait
 */
export async function prepareApart(ctx: Context, file: UploadedFile): Promise<Prepared | undefined> {
  const format = sniffUpload(file.start);
  if (format === undefined) {
    if (isOtherPicture(file.start)) throw new MediaError('unsupported');
    return undefined;
  }
  const { media } = houseOf(ctx);
  if (isPicture(format)) {
    if (file.size > limits.pictureBytes) throw new MediaError('tooLarge');
    return media.prepare(file.path, format);
  }
  try {
    return await media.prepare(file.path, format);
  } catch (error) {
    if (error instanceof MediaError && error.problem !== 'busy') return undefined;
    throw error;
  }
}
