import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { EmojiRow } from '../schema.ts';
import type { Emoji } from '../types.ts';

const emojiOf = (row: EmojiRow): Emoji => ({
  shortcode: row.shortcode, category: row.category ?? undefined, fileKey: row.file_key, stillKey: row.still_key,
});

export async function selectEmojis(ctx: Context): Promise<Emoji[]> {
  const rows = await rowsOf<EmojiRow>(ctx, 'select shortcode, category, file_key, still_key from media.emoji order by shortcode', []);
  return rows.map(emojiOf);
}

/** The one that had the short code before, if there was one. */
export async function insertEmoji(ctx: Context, emoji: Emoji): Promise<Emoji | undefined> {
  const [old] = await rowsOf<EmojiRow>(ctx, 'delete from media.emoji where shortcode = $1 returning shortcode, category, file_key, still_key', [emoji.shortcode]);
  await rowsOf(
    ctx,
    'insert into media.emoji (shortcode, category, file_key, still_key, created_at) values ($1, $2, $3, $4, $5)',
    [emoji.shortcode, emoji.category ?? null, emoji.fileKey, emoji.stillKey, ctx.now()],
  );
  return old && emojiOf(old);
}

export async function deleteEmoji(ctx: Context, shortcode: string): Promise<Emoji | undefined> {
  const [old] = await rowsOf<EmojiRow>(ctx, 'delete from media.emoji where shortcode = $1 returning shortcode, category, file_key, still_key', [shortcode]);
  return old && emojiOf(old);
}
