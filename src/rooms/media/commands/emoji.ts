import { unlink } from 'node:fs/promises';
import { limits } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MediaError } from '#platform/media/media-error.ts';
import { isPicture, sniffUpload } from '#platform/media/sniff.ts';
import { emojiAdded, emojiRemoved } from '../events.ts';
import { deleteEmoji, insertEmoji, selectEmojis } from '../queries/emoji.ts';
import { mayBeShortcode } from '../rules.ts';
import { mediaState } from '../state.ts';
import type { Emoji } from '../types.ts';
import { removeBlobs } from './blobs.ts';
import type { UploadedFile } from './upload.ts';

const MOST_EMOJIS = 5000;

/**
 * Adds a custom emoji, or gives it another picture.
 * @param file lies in the store's spool, or wherever the caller says; it stays there
 * @throws Refusal 422 for a short code that is none, a file that is no PNG, WebP or GIF, or too large
 */
export async function addEmoji(ctx: Context, wish: { shortcode: string; category?: string | undefined; file: UploadedFile }): Promise<Emoji> {
  const { shortcode, category, file } = wish;
  if (!mayBeShortcode(shortcode, limits.shortcode)) throw invalid(`A short code has 2 to ${limits.shortcode} letters, digits and _, not "${shortcode}".`);
  if (file.size > limits.emojiBytes) throw invalid(`The picture of an emoji may have up to ${limits.emojiBytes / 1024} kB.`);
  const format = sniffUpload(file.start);
  if (format === undefined || !isPicture(format) || !['png', 'webp', 'gif'].includes(format)) throw invalid('The picture of an emoji is a PNG, WebP or GIF.');
  const { media, blobs } = houseOf(ctx);
  const { file: moving, preview: still } = await media.prepareEmoji(file.path, format);
  if (still === undefined) throw new MediaError('broken');
  const { key: fileKey } = await blobs.adopt(moving.path, moving);
  const { key: stillKey } = await blobs.adopt(still.path, still);
  await Promise.all([moving, still].map(({ path }) => unlink(path).catch(() => undefined)));
  const emoji: Emoji = { shortcode, category, fileKey, stillKey };
  await transaction(ctx, async (tx) => {
    if ((await selectEmojis(tx)).length >= MOST_EMOJIS) throw invalid(`There are ${MOST_EMOJIS} emoji already.`);
    const old = await insertEmoji(tx, emoji);
    await removeBlobs(tx, [old?.fileKey, old?.stillKey]);
    tx.emit(emojiAdded, emoji);
  });
  return emoji;
}

/** @throws Refusal 404 */
export async function removeEmoji(ctx: Context, shortcode: string): Promise<void> {
  await transaction(ctx, async (tx) => {
    const old = await deleteEmoji(tx, shortcode);
    if (old === undefined) throw notFound();
    await removeBlobs(tx, [old.fileKey, old.stillKey]);
    tx.emit(emojiRemoved, { shortcode });
  });
}

/** Takes every emoji into memory. */
export async function rememberEmojis(ctx: Context): Promise<void> {
  const { emojis } = mediaState(ctx);
  for (const emoji of await selectEmojis(ctx)) emojis.set(emoji.shortcode, emoji);
}
